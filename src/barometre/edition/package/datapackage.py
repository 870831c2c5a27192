"""datapackage.json of a package: every file with its size, checksum and columns (datapackage.org, version 2)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import polars as pl

from barometre.edition.datapackage import LICENCE, TYPES
from barometre.edition.package import layout
from barometre.edition.package.contents import entry, is_compressed
from barometre.edition.package.wide import WIDE, Heading
from barometre.edition.schema import TABLES

# Keys of the tables: no two rows have the same.
KEYS = {
    "collectivites": ["siren"],
    "facts": ["siren", "fact", "source"],
    "indicators": ["siren", "indicator"],
    "scores": ["siren", "measure"],
    "aggregates": ["territory_kind", "territory", "kind", "measure"],
    "obligations": ["siren", "obligation"],
    "obligation_figures": ["territory_kind", "territory", "kind", "obligation"],
    "steps": ["siren", "rank"],
}
_PERCENT = {"minimum": 0, "maximum": 100}
_SHARE = {"minimum": 0, "maximum": 1}
_KINDS = ["commune", "epci", "ept", "departement", "region"]
_TERRITORIES = ["france", "region", "departement", "epci", "strate"]
# What is true of every value of a column, whatever its table.
_CONSTRAINTS: dict[str, dict[str, Any]] = {
    "siren": {"pattern": "[0-9]{9}"},
    "kind": {"enum": _KINDS},
    "type": {"enum": [kind for kind in _KINDS if kind != "ept"]},
    "territory_kind": {"enum": _TERRITORIES},
    "outcome": {"enum": ["seen", "not-concerned", "they-failed", "we-failed"]},
    "status": {"enum": ["known", "not-concerned", "not-looked", "we-failed", "they-failed"]},
    "state": {"enum": ["met", "not-met", "unknown"]},
    "population": {"minimum": 0},
    **dict.fromkeys(("score", "comparable", "low", "high", "mean", "q1", "median", "q3"), _PERCENT),
    **dict.fromkeys(("coverage", "overlap"), _SHARE),
    **{name: {"minimum": 0} for name in ("known", "concerned", "met", "not_met", "uncertain")},
    "level": {"minimum": 1, "maximum": 6},
    "quartile": {"minimum": 1, "maximum": 4},
    "rank": {"minimum": 1, "maximum": 5},
}


class Described(NamedTuple):
    """An edition, as its package is described.

    Attributes:
        day: its date.
        title: of the edition, marked when it is a demonstration's.
        demonstration: all of it is made up.
        sources: producers of its data: `title`, `path`.
        wide: columns of the wide table.
        layers: of the GeoPackage: name, description, fields.
        editions: it and those before it that the package tells of: date -> identity of the build.
    """

    day: date
    title: str
    demonstration: bool
    sources: Sequence[Mapping[str, str]]
    wide: Sequence[Heading]
    layers: Sequence[Mapping[str, Any]]
    editions: Mapping[str, str]


def package_description(edition: Described, files: Mapping[str, tuple[str, int]]) -> dict[str, Any]:
    """Describe the files of a package. Pure.

    Args:
        edition: what it is of.
        files: path in the package -> SHA-256, size in bytes.
    """
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": f"{'demonstration-' if edition.demonstration else ''}barometre-{edition.day}",
        "title": edition.title,
        "description": f"{layout.README} dit ce que contient chaque fichier ; une valeur vide n’est pas connue.",
        "version": str(edition.day),
        "licenses": [LICENCE],
        "sources": [dict(source) for source in edition.sources],
        "editions": dict(edition.editions),
        "resources": [_resource(path, digest, size, edition) for path, (digest, size) in files.items()],
    }


def _resource(path: str, digest: str, size: int, edition: Described) -> dict[str, Any]:
    """Describe a file; a table with its columns, the GeoPackage with its layers.

    Files but CSV have their form in capitals: what looks inside by itself, like frictionless, would read a Parquet file
    through pandas, which makes decimal numbers of whole ones, and the first sheet alone of a workbook.
    """
    told = entry(path)
    table = path.rpartition("/")[2].partition(".")[0]
    described: dict[str, Any] = {
        "name": table if is_compressed(path) else path.lower().replace("/", "-").replace(".", "-").replace("_", "-"),
        "path": path,
        "title": told.meaning,
        "mediatype": told.format.media,
        "bytes": size,
        "hash": f"sha256:{digest}",
    }
    if is_compressed(path):
        schema = _wide_schema(edition.wide) if table == WIDE else _schema(table)
        return described | {
            "type": "table",
            "format": "csv",
            "compression": "gz",
            "encoding": "utf-8",
            "dialect": {"lineTerminator": "\r\n"},
            "schema": schema,
        }
    described["format"] = told.format.label if told.format.label != told.format.label.lower() else "TEXT"
    if path.startswith(f"{layout.EDITION}/") and path.endswith(".parquet") and table in TABLES:
        described["schema"] = _schema(table)
    if path == layout.GEOPACKAGE:
        described["layers"] = [dict(layer) for layer in edition.layers]
    return described


def _schema(table: str) -> dict[str, Any]:
    """Return the Table Schema of a table of editions."""
    fields = []
    for name, column in TABLES[table].items():
        field: dict[str, Any] = {"name": name, "type": TYPES[type(column.type)], "description": column.description}
        if isinstance(column.type, pl.List):
            field["itemType"] = "string" if column.type.inner == pl.String else "integer"
        fields.append(_constrained(field, name in KEYS[table]))
    others = [{"fields": "siren", "reference": {"resource": "collectivites", "fields": "siren"}}]
    own = table != "collectivites" and "siren" in TABLES[table]
    return {
        "fields": fields,
        "primaryKey": KEYS[table],
        **({"foreignKeys": others} if own else {}),
        "missingValues": [""],
    }


def _wide_schema(columns: Sequence[Heading]) -> dict[str, Any]:
    """Return the Table Schema of the wide table."""
    fields = [_constrained(dict(heading._asdict()), heading.name == "siren") for heading in columns]
    return {"fields": fields, "primaryKey": ["siren"], "missingValues": [""]}


def _constrained(field: dict[str, Any], is_key: bool) -> dict[str, Any]:
    name = field["name"]
    if name.startswith("scores."):
        found = _PERCENT if name.endswith(".score") else _SHARE
    elif field["type"] == "boolean":
        found = {}
    else:
        found = _CONSTRAINTS.get(name, {})
    constraints = ({"required": True} if is_key else {}) | found
    return field | ({"constraints": constraints} if constraints else {})
