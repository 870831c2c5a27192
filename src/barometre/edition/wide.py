"""One line a collectivité, one column an answer: the edition as a table for an office, in CSV and in XLSX."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
import xlsxwriter

from barometre.catalogue.typography import non_breaking
from barometre.rounding import rounded_share_column
from barometre.scoring.readings import measures
from barometre.tables import harmless_texts

CSV, XLSX = "collectivites-indicateurs.csv", "collectivites-indicateurs.xlsx"
FORMATS = (CSV, XLSX)

# Rules of which 0 and 100 are the only scores: their answer is yes or no.
YES_OR_NO = ("yes", "no", "one-of")
# Status -> what stands in the place of an answer; an empty cell is what nobody looked at.
INSTEAD = {
    "not-concerned": "non concerné",
    "they-failed": "pas de réponse exploitable",
    "we-failed": "nous n’avons pas pu",
}
# Decimals of a score and of a share.
_SCORE, _SHARE = 1, 3
# Greatest width of a column of the workbook, in characters.
_WIDEST = 40
_NOTES = [
    non_breaking(note)
    for note in (
        "Une ligne par collectivité mesurée, une colonne par réponse ; l’onglet « Colonnes » dit le sens de chacune.",
        "Cellule vide : pas regardé, ou aucune source ne le dit. Cela ne vaut pas « non ».",
        "« non concerné » : la question ne se pose pas. « nous n’avons pas pu » : l’échec vient de nous.",
        "« pas de réponse exploitable » : ce que la collectivité publie n’a pas permis de répondre.",
        "Un score se lit avec sa couverture, la part connue du sujet.",
        "Licence Ouverte 2.0 : réutilisation libre, en citant la source et la date de l’édition.",
    )
]


class Heading(NamedTuple):
    """A column: its name, which never changes, its type (as in a Data Package) and what it means, in French."""

    name: str
    type: str
    description: str


_IDENTITY = {
    "siren": Heading("siren", "string", "Numéro SIREN (neuf chiffres)."),
    "kind": Heading("type", "string", "Type : commune, epci, departement ou region."),
    "nature": Heading("nature", "string", "Nature juridique, en toutes lettres."),
    "code": Heading("code", "string", "Code officiel : code INSEE, ou SIREN pour une intercommunalité."),
    "name": Heading("nom", "string", "Nom officiel."),
    "population": Heading("population", "integer", "Population municipale (INSEE)."),
    "strate": Heading("strate", "string", "Strate de population, propre à chaque type."),
    "epci": Heading("codeEpci", "string", "SIREN de l’EPCI dont la commune est membre."),
    "departement": Heading("codeDepartement", "string", "Code du département."),
    "region": Heading("codeRegion", "string", "Code de la région."),
}


def headings(catalogue: Mapping[str, Any]) -> list[Heading]:
    """Return the columns: identity, then score and coverage of each measure, then the answer of each indicator.

    `catalogue` is the content of an edition, as its file holds it.
    """
    scores = [
        heading
        for measure in sorted(measures(list(catalogue["themes"])))
        for heading in (
            Heading(f"scores.{measure}.score", "number", "Score de 0 à 100 ; vide s’il n’est pas connu."),
            Heading(f"scores.{measure}.couverture", "number", "Part connue du sujet, de 0 à 1 ; vide sans score."),
        )
    ]
    words = f"{', '.join(INSTEAD.values())} ; vide : pas regardé"
    answers = [
        Heading(
            name,
            "string" if (yes_or_no := entry["scoring"]["rule"] in YES_OR_NO) else "any",
            non_breaking(f"{entry['title']} : {'oui, non' if yes_or_no else 'score de 0 à 100'}, {words}."),
        )
        for name, entry in sorted(catalogue["indicators"].items())
    ]
    return [*_IDENTITY.values(), *scores, *answers]


def wide(tables: Mapping[str, pl.DataFrame], catalogue: Mapping[str, Any]) -> pl.DataFrame:
    """Return the table: one row for each collectivité measured, in order of kinds and codes. Pure.

    Args:
        tables: collectivites, indicators and scores of an edition (`schema.TABLES`).
        catalogue: its content.
    """
    bodies = tables["collectivites"].filter("measured").sort("kind", "code")
    identity = bodies.select(pl.col(column).alias(heading.name) for column, heading in _IDENTITY.items())
    known = tables["scores"].filter(pl.col("score").is_not_null())
    scores = [
        known.select(
            "siren", value=rounded_share_column(column, decimals, whole), name=pl.format("scores.{}." + end, "measure")
        )
        for column, end, decimals, whole in (("score", "score", _SCORE, 100), ("coverage", "couverture", _SHARE, 1))
    ]
    yes_or_no = [name for name, entry in catalogue["indicators"].items() if entry["scoring"]["rule"] in YES_OR_NO]
    answer = (
        pl.when(pl.col("score").is_null())
        .then(pl.col("status").replace_strict(INSTEAD, default=None))
        .when(pl.col("indicator").is_in(yes_or_no))
        .then(pl.when(pl.col("score") == 100).then(pl.lit("oui")).otherwise(pl.lit("non")))
        .otherwise(rounded_share_column("score", _SCORE).cast(pl.String))
    )
    looked = tables["indicators"].filter(pl.col("status") != "not-looked")
    answers = looked.select("siren", value=answer, name="indicator")
    whole = identity
    for long in (pl.concat(scores), answers):
        whole = whole.join(long.pivot("name", index="siren", values="value"), on="siren", how="left", validate="1:1")
    wanted = headings(catalogue)
    absent = [heading.name for heading in wanted if heading.name not in whole.columns]
    whole = whole.with_columns(pl.lit(None, pl.String).alias(name) for name in absent)
    return whole.sort("type", "code").select(heading.name for heading in wanted)


def write_wide(
    folder: Path,
    tables: Mapping[str, pl.DataFrame],
    catalogue: Mapping[str, Any],
    as_of: date,
    formats: Collection[str] = FORMATS,
) -> None:
    """Write the table of an edition in its folder, for machines and for offices, in the formats wanted."""
    table = wide(tables, catalogue) if formats else pl.DataFrame()
    if CSV in formats:
        (folder / CSV).write_bytes(csv_of(table))
    if XLSX in formats:
        write_xlsx(folder / XLSX, table, catalogue, as_of)


def csv_of(table: pl.DataFrame) -> bytes:
    """Return a CSV for machines (RFC 4180): UTF-8, commas, decimal points; texts that would run are made harmless."""
    return table.with_columns(harmless_texts()).write_csv(line_terminator="\r\n").encode()


def write_xlsx(path: Path, table: pl.DataFrame, catalogue: Mapping[str, Any], as_of: date) -> None:
    """Write a workbook: what it is, the table, its columns. A text is a text: nothing in it is ever a formula."""
    columns = headings(catalogue)
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        book.set_properties({"title": _title(as_of), "created": datetime(as_of.year, as_of.month, as_of.day)})
        bold = book.add_format({"bold": True})
        _page(book, "Lisez-moi", _title(as_of), [[line] for line in _NOTES], bold)
        sheet = book.add_worksheet("Collectivités")
        sheet.freeze_panes(1, 5)
        for place, heading in enumerate(columns):
            sheet.set_column(place, place, min(max(len(heading.name), 12), _WIDEST))
            sheet.write_string(0, place, heading.name, bold)
        sheet.autofilter(0, 0, table.height, len(columns) - 1)
        _fill(sheet, table, [heading.type for heading in columns])
        _page(book, "Colonnes", "Colonne", [[heading.name, heading.description] for heading in columns], bold)


def _fill(sheet: Any, table: pl.DataFrame, types: list[str]) -> None:  # noqa: ANN401  (the library has no types)
    """Write the rows; in a column of type any, what reads as a number is one."""
    for place, row in enumerate(table.iter_rows(), 1):
        for column, (value, kind) in enumerate(zip(row, types, strict=True)):
            if value is None:
                continue
            if kind in ("integer", "number") or (kind == "any" and value[0].isdigit()):
                sheet.write_number(place, column, float(value))
            else:
                sheet.write_string(place, column, value)


def _page(book: Any, name: str, title: str, rows: list[list[str]], bold: object) -> None:  # noqa: ANN401  (same)
    """Write a sheet of texts under a title."""
    sheet = book.add_worksheet(name)
    sheet.set_column(0, 0, _WIDEST if len(rows[0]) > 1 else 3 * _WIDEST)
    sheet.set_column(1, 1, 3 * _WIDEST)
    for place, row in enumerate([[title], *rows]):
        for column, words in enumerate(row):
            sheet.write_string(place, column, words, bold if place == 0 else None)


def _title(as_of: date) -> str:
    return f"Baromètre du numérique des collectivités, édition du {as_of.isoformat()}"
