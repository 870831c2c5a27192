"""Options of the commands that compute an index: files, and a choice for each step."""

from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from barometre.errors import BarometreError
from barometre.index.options import (
    Aggregation,
    Imputation,
    IndexOptions,
    IndexTables,
    Normalisation,
    Outliers,
    Weighting,
)

if TYPE_CHECKING:
    from barometre.index.files import IndexValues
    from barometre.index.parameters import IndexParameters
    from barometre.index.structure import Structure


class IndexTask(NamedTuple):
    """All that a computation needs, read."""

    values: "IndexValues"
    structure: "Structure"
    options: IndexOptions
    tables: IndexTables
    parameters: "IndexParameters | None"


@dataclass(frozen=True, slots=True)
class IndexInput:
    """All that a computation reads, as the command line gives it."""

    values: Annotated[Path, typer.Option(help="CSV of values: unit, then one column for each indicator.")]
    structure: Annotated[Path, typer.Option(help="CSV of the tree: code,parent,weight,direction (1 or -1).")]
    normalise: Annotated[Normalisation, typer.Option(help="How indicators are brought to one scale.")] = (
        Normalisation.MINMAX
    )
    aggregate: Annotated[Aggregation, typer.Option(help="How the children of one parent become its score.")] = (
        Aggregation.ARITHMETIC
    )
    range_: Annotated[str, typer.Option("--range", metavar="LOW,HIGH", help="Worst and best score.")] = "0,100"
    outliers: Annotated[Outliers, typer.Option(help="How outliers are treated.")] = Outliers.NONE
    winsorised: Annotated[int, typer.Option(min=1, help="Values of one indicator brought in, at most.")] = 5
    missing: Annotated[Imputation, typer.Option(help="What stands for an unknown value.")] = Imputation.NONE
    coverage: Annotated[float, typer.Option(min=0, max=1, help="Share that must be known, by weight, for a score.")] = (
        0.5
    )
    weights: Annotated[Weighting, typer.Option(help="Where weights come from.")] = Weighting.GIVEN
    budget: Annotated[Path | None, typer.Option(help="CSV for --weights budget: expert,code,points.")] = None
    goalposts: Annotated[Path | None, typer.Option(help="CSV for --normalise goalposts: code,low,high.")] = None
    targets: Annotated[Path | None, typer.Option(help="CSV for --normalise target: code,target.")] = None
    categories: Annotated[Path | None, typer.Option(help="CSV for --normalise categories: code,category,score.")] = None
    groups: Annotated[Path | None, typer.Option(help="CSV for --missing group-mean or group-median: unit,group.")] = (
        None
    )
    parameters: Annotated[
        Path | None, typer.Option(help="Scale of a former computation (--save-parameters), kept as it is.")
    ] = None

    @property
    def files(self) -> list[Path]:
        """Return the files that are read."""
        given = (getattr(self, one.name) for one in fields(self))
        return [one for one in given if isinstance(one, Path)]

    def read(self) -> IndexTask:
        """Read all files.

        Raises:
            BarometreError: one cannot be read or does not go with the others, or an option needs a file or has none.
        """
        from barometre.index import files
        from barometre.index.parameters_file import read_parameters
        from barometre.index.structure import read_structure

        options = self._options()
        self._check_files()
        structure = read_structure(self.structure)
        parameters = read_parameters(self.parameters, structure, options) if self.parameters else None
        tables = IndexTables(
            goalposts=files.read_goalposts(self.goalposts, structure) if self.goalposts else {},
            targets=files.read_targets(self.targets, structure) if self.targets else {},
            categories=files.read_categories(self.categories, structure) if self.categories else {},
            budget=files.read_budget(self.budget, structure) if self.budget else {},
        )
        named = parameters.categories if parameters else tables.categories
        values = files.read_values(self.values, structure, named if options.reads_categories else None)
        if values.unread:
            names = ", ".join(values.unread)
            typer.echo(f"{self.values}: not read, for the structure has no such indicator: {names}", err=True)
        if self.groups:
            tables = replace(tables, groups=files.read_groups(self.groups, values.units))
        return IndexTask(values, structure, options, tables, parameters)

    def _options(self) -> IndexOptions:
        try:
            low, high = (float(part) for part in self.range_.split(","))
        except ValueError:
            raise BarometreError(f"--range {self.range_!r}: write it like 0,100") from None
        return IndexOptions(
            normalisation=self.normalise,
            aggregation=self.aggregate,
            outliers=self.outliers,
            imputation=self.missing,
            weighting=self.weights,
            range=(low, high),
            coverage=self.coverage,
            winsorised=self.winsorised,
        )

    def _check_files(self) -> None:
        """Refuse a file that no choice uses, and a choice without its file, unless former parameters stand for it."""
        by_group = self.missing in (Imputation.GROUP_MEAN, Imputation.GROUP_MEDIAN)
        kept = self.parameters is not None
        for option, file, asked, needed in (
            ("--goalposts", self.goalposts, self.normalise is Normalisation.GOALPOSTS, not kept),
            ("--targets", self.targets, self.normalise is Normalisation.TARGET, not kept),
            ("--categories", self.categories, self.normalise is Normalisation.CATEGORIES, not kept),
            ("--budget", self.budget, self.weights is Weighting.BUDGET, not kept),
            ("--groups", self.groups, by_group, True),
        ):
            if asked and needed and file is None:
                raise BarometreError(f"A choice needs a file: give {option} FILE")
            if file is not None and not (asked and needed):
                raise BarometreError(f"{option} {file} would not be used with these choices; leave it out")
        if kept and self.aggregate is Aggregation.COPELAND:
            raise BarometreError(
                "Copeland's rule compares the units of one table with each other: no parameters keep it; use another "
                "aggregation, or leave out --parameters"
            )
