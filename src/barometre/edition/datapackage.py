"""datapackage.json: an edition described as a Data Package (datapackage.org, version 2)."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import polars as pl

from barometre.edition.schema import TABLES

# Type of a column -> its type in Table Schema.
TYPES: dict[type[pl.DataType], str] = {
    pl.String: "string",
    pl.Float64: "number",
    pl.Boolean: "boolean",
    pl.Date: "date",
    pl.List: "list",
    **dict.fromkeys((pl.Int64, pl.Int32, pl.Int8), "integer"),
}
LICENCE = {
    "name": "etalab-2.0",
    "title": "Licence Ouverte 2.0",
    "path": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
}


def title_of(as_of: date, *, demonstration: bool = False) -> str:
    """Return the title of an edition; that of a demonstration says so."""
    mark = "[Démonstration] " if demonstration else ""
    return f"{mark}Baromètre de la transformation numérique des collectivités, édition du {as_of.isoformat()}"


def datapackage(as_of: date, sources: Iterable[dict[str, str]], *, demonstration: bool = False) -> dict[str, Any]:
    """Describe an edition.

    Args:
        as_of: its date.
        sources: the producers of its data, each with `title` and, when known, `path`.
        demonstration: all of it is made up: its name and its title say so.
    """
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": f"{'demonstration-' if demonstration else ''}barometre-{as_of.isoformat()}",
        "title": title_of(as_of, demonstration=demonstration),
        "version": as_of.isoformat(),
        "licenses": [LICENCE],
        "sources": list(sources),
        "resources": [
            {
                "name": table,
                "path": f"{table}.parquet",
                "format": "parquet",
                "mediatype": "application/vnd.apache.parquet",
                "schema": {
                    "fields": [
                        {"name": name, "type": TYPES[type(column.type)], "description": column.description}
                        for name, column in columns.items()
                    ]
                },
            }
            for table, columns in TABLES.items()
        ],
    }
