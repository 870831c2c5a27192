"""What each file of a package holds, and its media type: read by its descriptions and by the pages."""

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import NamedTuple

from barometre.edition.package import layout
from barometre.edition.package.wide import WIDE


class Format(NamedTuple):
    """A form of file: how it is called, its media type (IANA), its code in the table of file types of the EU."""

    label: str
    media: str
    authority: str


class Entry(NamedTuple):
    """A file of a package: where it is in it, and what it holds, in French."""

    path: str
    meaning: str
    format: Format


_FORMATS = {
    ".csv.gz": Format("CSV", "text/csv", "CSV"),
    ".csv": Format("CSV", "text/csv", "CSV"),
    ".parquet": Format("Parquet", "application/vnd.apache.parquet", "PARQUET"),
    ".xlsx": Format("XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "XLSX"),
    ".gpkg": Format("GeoPackage", "application/geopackage+sqlite3", "GPKG"),
    ".json": Format("JSON", "application/json", "JSON"),
    ".jsonld": Format("JSON-LD", "application/ld+json", "JSON_LD"),
    ".md": Format("Markdown", "text/markdown", "MARKDOWN"),
    ".cff": Format("CFF", "application/yaml", "YAML"),
    ".zip": Format("ZIP", "application/zip", "ZIP"),
}
_TEXT = Format("TXT", "text/plain", "TXT")
# Of each table; the same in Parquet and in CSV.
TABLES = {
    "collectivites": "Les collectivités : identité, population, territoires",
    "facts": "Les faits : ce que les sources disent, avec la date",
    "indicators": "Les indicateurs de chaque collectivité : état, valeur, score, source",
    "scores": "Les scores par thème et d’ensemble, avec la couverture",
    "aggregates": "Les moyennes et répartitions par territoire et par strate",
    "obligations": "Ce que demandent les textes, et ce qui est connu de chaque collectivité",
    "obligation_figures": "Les obligations comptées par territoire et par strate",
    "steps": "Les actions proposées à chaque collectivité",
    WIDE: "Toutes les réponses : une ligne par collectivité, une colonne par réponse",
}
# Files of an edition that are not tables.
DOCUMENTS = {
    "catalogue.json": "Le catalogue : thèmes, indicateurs, règles de calcul",
    "method.json": "Comment les scores ont été faits, et ce dont ils dépendent",
    "datapackage.json": "La description des tables et des colonnes (Data Package)",
    "manifest.json": "Le manifeste : entrées, versions, empreintes",
}
_OF_THE_PACKAGE = {
    layout.README: "Ce que contient le paquet, et comment le lire",
    layout.WORKBOOK: "Tout en un classeur : une ligne par collectivité, une colonne par réponse",
    layout.GEOPACKAGE: "Les contours de tous les territoires, avec identité et scores, pour une carte",
    layout.DATAPACKAGE: "La description de chaque fichier et de chaque colonne (Data Package)",
    layout.DCAT: "La description du jeu de données pour les catalogues (DCAT-AP)",
    layout.CHANGELOG: "Ce qui a changé depuis l’édition précédente",
    layout.CITATION: "Comment citer (Citation File Format)",
    layout.LICENCE: "La licence : Licence Ouverte 2.0",
    layout.SUMS: "Les empreintes de tous les fichiers, pour sha256sum --check",
}


def entry(path: str) -> Entry:
    """Return what a file of a package holds, by its path in it; one that is not known has no meaning. Pure."""
    name = PurePosixPath(path).name
    table = name.partition(".")[0]
    if path in _OF_THE_PACKAGE:
        meaning = _OF_THE_PACKAGE[path]
    elif path.startswith(f"{layout.HISTORY}/"):
        meaning = "Ce que les pages disent des éditions précédentes"
    else:
        meaning = DOCUMENTS.get(name) or TABLES.get(table, "")
    return Entry(path, meaning, format_of(name))


def format_of(name: str) -> Format:
    """Return the form of a file, by how its name ends."""
    return next((form for end, form in _FORMATS.items() if name.endswith(end)), _TEXT)


def is_compressed(path: str) -> bool:
    """Return whether a file is a table compressed by gzip."""
    return path.endswith(".gz")


# Order in which people read a package: what an office opens, what a map opens, tables, then what describes them.
_FIRST = (layout.README, layout.WORKBOOK, layout.GEOPACKAGE, f"{layout.CSV}/{WIDE}.csv.gz")


def in_order(sums: Mapping[str, str]) -> list[str]:
    """Return the paths of a package, those that most people want first."""
    folders = ("", layout.CSV, layout.EDITION, layout.HISTORY)

    def place(path: str) -> tuple[int, int, str]:
        folder = path.rpartition("/")[0]
        first = _FIRST.index(path) if path in _FIRST else len(_FIRST)
        return first, folders.index(folder) if folder in folders else len(folders), path

    return sorted(sums, key=place)
