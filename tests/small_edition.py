"""Editions that are whole and quickly published: without any collectivité, or with those of a département."""

import json
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
    from barometre.edition.files import read_table, write_edition
    from barometre.edition.schema import TABLES

    tables = {name: read_table(edition, name) for name in TABLES}
    sirens = tables["collectivites"].filter(departement=departement)["siren"].implode()
    parts = {
        name: table.filter(pl.col("siren").is_in(sirens)) if "siren" in table.columns else table.head(500)
        for name, table in tables.items()
    }
    documents = {name: json.loads((edition / name).read_text()) for name in ("catalogue.json", "datapackage.json")}
    manifest = json.loads((edition / "manifest.json").read_text()) | {"date": day.isoformat()}
    return write_edition(out, day, parts, documents, manifest)
