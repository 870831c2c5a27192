"""Any CSV or JSON by its mapping: a YAML file says who made it, how it is written, and which columns are which facts.

The mapping makes a `Register` like those of this package, checked, matched and taken in the same way; its facts are
stored under its own id, and the source is kept beside (`sources.added`), so that editions and pages know it.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import polars as pl
from pydantic import BaseModel, ConfigDict, Field

from barometre.catalogue.entry import NewId
from barometre.catalogue.models import Catalogue, FactDefinition, Source
from barometre.catalogue.reading import Located, Problem, read_entries, suggestion
from barometre.catalogue.rules import refuse
from barometre.errors import BarometreError
from barometre.sources.added import write_source
from barometre.sources.intake import Intake, prepare, source_folder, take_in
from barometre.sources.register import Column, Csv, Json, Key, Register
from barometre.sources.statements import seen

Words = Annotated[tuple[str, ...], Field(description="Texts of the file, exactly as it writes them.")]
Kind = Literal["commune", "epci", "departement", "region"]
_KINDS: tuple[Kind, ...] = ("commune", "epci", "departement", "region")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Form(_Part):
    """How the file is written: a CSV by its separator and encodings, or a JSON by the keys that lead to its list."""

    format: Literal["csv", "json"]
    separator: str = Field(";", min_length=1, max_length=1)
    encodings: tuple[Literal["utf-8", "cp1252", "iso-8859-15"], ...] = Field(("utf-8",), min_length=1)
    path: tuple[str, ...] = ()


class Columns(_Part):
    """The columns by which rows find their collectivité (`register.Key`); one identifier, or a name, at least."""

    siren: str | None = None
    siret: str | None = None
    insee: str | None = None
    departement: str | None = None
    region: str | None = None
    name: str | None = None


class Told(_Part):
    """A fact that the file tells: yes or no by words, a number, or yes of all who are listed when no column is given.

    A cell that is none of the words is a fault of its row. Rows of a collectivité that disagree tell nothing of it.
    """

    fact: str
    column: str | None = None
    yes_words: Words = ()
    no_words: Words = ()
    unknown_words: Words = ()
    low: float | None = None
    high: float | None = None


class Mapping(_Part):
    """What a mapping file says: the source, as in `catalogue/data/sources.yaml`, then the file and its facts."""

    id: NewId
    name: str
    kind: Literal["register", "declaration"]
    producer: str
    licence: str
    date: date
    url: Annotated[str, Field(pattern=r"^https?://\S+$")] | None = None
    note: str | None = None
    kinds: tuple[Kind, ...] = Field(_KINDS, min_length=1)
    form: Form
    key: Columns
    facts: tuple[Told, ...] = Field(min_length=1)

    def source(self) -> Source:
        """Return the source as the catalogue describes one."""
        return Source(
            id=self.id,
            name=self.name,
            kind=self.kind,
            producer=self.producer,
            licence=self.licence,
            url=self.url,
            status="live",
            kinds=self.kinds,
            gives=tuple(told.fact for told in self.facts),
            note=self.note or f"Fichier ajouté par cette instance, daté du {self.date:%d/%m/%Y}.",
        )


def read_mapping(path: Path, source: str, catalogue: Catalogue) -> Mapping:
    """Read a mapping file, for a source of that id.

    Args:
        path: YAML, a list of one mapping.
        source: id of the source, which the file repeats.
        catalogue: the facts that exist, the sources that cannot be taken.

    Raises:
        BarometreError: the file says something wrong; names its line and key, and what to write.
    """
    entries, problems = read_entries(path, str(path), Mapping)
    refuse(problems)
    if len(entries) != 1:
        raise BarometreError(f"{path}: {len(entries)} mappings, give one (« - id: … »)")
    refuse(sorted(_problems(entries[0], source, catalogue)))
    return entries[0].entry


def _problems(located: Located[Mapping], source: str, catalogue: Catalogue) -> Iterator[Problem]:
    mapping = located.entry
    if mapping.id != source:
        yield located.problem("id", f"is not « {source} »", "give the same id in the file and in the command")
    if mapping.id in catalogue.sources:
        yield located.problem(
            "id", "is a source of the catalogue", "choose another id, or add the file without mapping"
        )
    keys = mapping.key
    if not any((keys.siren, keys.siret, keys.insee, keys.departement, keys.region, keys.name)):
        yield located.problem("key", "names no column", "write siren, siret, insee, departement, region or name")
    for place, told in enumerate(mapping.facts):
        at = ("facts", place)
        fact = catalogue.facts.get(told.fact)
        if told.fact in [one.fact for one in mapping.facts[:place]]:
            yield located.problem((*at, "fact"), "is written twice", "delete one")
        elif fact is None:
            remedy = suggestion(told.fact, list(catalogue.facts))
            yield located.problem((*at, "fact"), f"« {told.fact} » is no fact of the catalogue", remedy)
        else:
            kind = catalogue.sources[fact.source].kind
            # Pages never mix what is seen with what a collectivité says of itself.
            if (kind == "declaration") != (mapping.kind == "declaration"):
                message = f"« {told.fact} » comes from a source of kind {kind}, this one is a {mapping.kind}"
                yield located.problem((*at, "fact"), message, "change kind, or choose the fact made for it")
            for key, message, remedy in _of_told(told, fact):
                yield located.problem((*at, key) if getattr(told, key) else at, message, remedy)


def _of_told(told: Told, fact: FactDefinition) -> Iterator[tuple[str, str, str]]:
    """Yield what does not go with the type of a fact: key, message, remedy."""
    words = (*told.yes_words, *told.no_words, *told.unknown_words)
    if fact.type == "text":
        yield "fact", f"« {fact.id} » is a text", "choose a yes/no fact or a number"
    elif fact.type == "number" and not told.column:
        yield "column", "a number has no column", "write the column that holds it"
    elif fact.type == "number" and words != told.unknown_words:
        yield "yes_words", f"« {fact.id} » is a number", "delete yes_words and no_words"
    elif fact.type == "boolean" and told.column and not told.yes_words:
        yield "yes_words", "no word says yes", "write those of the file, between quotes"
    elif fact.type == "boolean" and words and not told.column:
        yield "column", "words without the column that holds them", "write the column, or delete the words"
    elif len(set(words)) < len(words):
        yield "yes_words", "a word is written twice", "let each word say one thing"


def register_of(mapping: Mapping, catalogue: Catalogue) -> Register:
    """Return the register that a mapping describes."""
    columns = {name: Column(name) for name in mapping.key.model_dump().values() if name}
    for told in mapping.facts:
        if told.column and told.column not in columns:
            columns[told.column] = _column(told, told.column, catalogue.facts[told.fact])
    form = mapping.form
    encodings = tuple("utf-8-sig" if one == "utf-8" else one for one in form.encodings)
    return Register(
        id=mapping.id,
        address=mapping.url or "",
        kinds=mapping.kinds,
        form=Csv(form.separator, encodings) if form.format == "csv" else Json(form.path),
        columns=tuple(columns.values()),
        minimum_rows=1,
        key=Key(**mapping.key.model_dump()),
        facts=lambda rows, on: pl.concat(
            [_facts(rows, told, catalogue.facts[told.fact], on) for told in mapping.facts]
        ),
        verified="as the mapping says",
    )


def _column(told: Told, name: str, fact: FactDefinition) -> Column:
    if fact.type == "boolean":
        return Column(name, allowed=(*told.yes_words, *told.no_words), empty=told.unknown_words)
    low, high = (0.0, 100.0) if fact.unit == "%" else (None, None)
    low, high = low if told.low is None else told.low, high if told.high is None else told.high
    return Column(name, "number", low=low, high=high, empty=told.unknown_words)


def _facts(rows: pl.DataFrame, told: Told, fact: FactDefinition, on: date) -> pl.DataFrame:
    """Return one fact of each collectivité whose rows agree on it."""
    if told.column is None:
        value = pl.lit(1.0)
    elif fact.type == "number":
        value = pl.col(told.column).str.replace(",", ".").cast(pl.Float64, strict=False)
    else:
        yes, no = pl.col(told.column).is_in(told.yes_words), pl.col(told.column).is_in(told.no_words)
        value = pl.when(yes).then(1.0).when(no).then(0.0)
    known = rows.select("siren", value=value).drop_nulls().unique().sort("siren", "value")
    agreed = known.filter(pl.len().over("siren") == 1)
    return seen(agreed, told.fact, on, number=pl.col("value"))


def take_in_mapped(mapping: Mapping, path: Path, on: date, var: Path, catalogue: Catalogue) -> Intake:
    """Take in the file of a mapping, and keep its source for the editions. Whole, or not at all.

    Raises:
        BarometreError: the file is refused, or the folder cannot be written; nothing stored changes then.
    """
    register = register_of(mapping, catalogue)
    prepare(register, path, on)
    # First: the store never holds facts of a source that nobody knows.
    write_source(source_folder(var, mapping.id), mapping.source())
    return take_in(register, path, on, var)
