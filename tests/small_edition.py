"""Editions that are whole and quickly published: without any collectivité, or with those of a département."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import polars as pl


def small_edition(out: Path, day: date = date(2026, 11, 1)) -> Path:
    """Write one to a folder of editions."""
    from barometre.edition.files import write_edition
    from barometre.edition.schema import TABLES, schema_of

    tables = {name: pl.DataFrame(schema=schema_of(name)) for name in TABLES}
    documents = {"catalogue.json": {"themes": {}}, "datapackage.json": {}}
    return write_edition(out, day, tables, documents, {"date": day.isoformat()})


def departement_edition(edition: Path, out: Path, day: date, departement: str = "29") -> Path:
    """Write the part of an edition that is about the collectivités of a département, under another date."""
    return _write_part(edition, out, day, pl.col("departement") == departement, 500)


def part_of_edition(edition: Path, out: Path, day: date, departements: Sequence[str], singular: Sequence[str]) -> Path:
    """Write an edition with all its aggregates, départements, régions and large towns, and some of its other bodies.

    Args:
        edition: the whole one.
        out: folder of editions.
        day: date of the part.
        departements: those of which every body is kept.
        singular: SIREN of other bodies that are kept.
    """
    kept = (
        pl.col("departement").is_in(departements)
        | pl.col("kind").is_in(["departement", "region", "ept"])
        | (pl.col("strate") == "commune-100000-plus")
        | pl.col("siren").is_in(singular)
    )
    return _write_part(edition, out, day, kept, None)


def _write_part(edition: Path, out: Path, day: date, kept: pl.Expr, rows: int | None) -> Path:
    """Write what an edition says of the bodies that are kept and of their EPCI, and so many rows about no body."""
    from barometre.edition.files import read_table, write_edition
    from barometre.edition.schema import TABLES

    tables = {name: read_table(edition, name) for name in TABLES}
    bodies = tables["collectivites"].filter(kept)
    sirens = pl.concat([bodies["siren"], bodies["epci"]]).drop_nulls().implode()
    parts = {
        name: table.filter(pl.col("siren").is_in(sirens)) if "siren" in table.columns else table[:rows]
        for name, table in tables.items()
    }
    documents = {one.name: json.loads(one.read_text()) for one in edition.glob("*.json") if one.name != "manifest.json"}
    manifest = json.loads((edition / "manifest.json").read_text()) | {"date": day.isoformat()}
    return write_edition(out, day, parts, documents, manifest)
