"""datapackage.json: an edition described as a Data Package (datapackage.org, version 2)."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import polars as pl

from barometre.edition.schema import TABLES
from barometre.edition.wide import CSV, Heading

_TYPES: dict[type[pl.DataType], str] = {
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


def datapackage(
    as_of: date, sources: Iterable[dict[str, str]], wide: Iterable[Heading] = (), *, demonstration: bool = False
) -> dict[str, Any]:
    """Describe an edition.

    Args:
        as_of: its date.
        sources: the producers of its data, each with `title` and, when known, `path`.
        wide: columns of the table with a line for each collectivité, none when the edition has no such table.
        demonstration: all of it is made up: its name and its title say so.
    """
    fields = [heading._asdict() for heading in wide]
    mark = "[Démonstration] " if demonstration else ""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": f"{'demonstration-' if demonstration else ''}barometre-{as_of.isoformat()}",
        "title": f"{mark}Baromètre de la transformation numérique des collectivités, édition du {as_of.isoformat()}",
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
                        {"name": name, "type": _TYPES[type(column.type)], "description": column.description}
                        for name, column in columns.items()
                    ]
                },
            }
            for table, columns in TABLES.items()
        ]
        + ([_csv(fields)] if fields else []),
    }


def _csv(fields: list[dict[str, str]]) -> dict[str, Any]:
    return {
        "name": CSV.removesuffix(".csv"),
        "path": CSV,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"fields": fields},
    }
