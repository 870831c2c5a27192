"""The workbook of a package: what an office can open, and what it does not hold, said on its first sheet."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
import xlsxwriter

from barometre.catalogue.typography import bind_numbers, non_breaking, written_number
from barometre.edition.package import layout
from barometre.edition.package.wide import Heading
from barometre.edition.schema import TABLES

# Rows of a sheet, that of the names of columns included (Excel specifications and limits).
SHEET_ROWS = 1_048_576
# Territories whose figures are in the workbook; those of EPCI are in the table of all figures.
TERRITORIES = ("france", "region", "departement", "strate")
# Greatest width of a column, in characters.
_WIDEST = 40


class Workbook(NamedTuple):
    """What a workbook is made of.

    Attributes:
        title: of the edition.
        day: its date.
        wide: one line a collectivité (`wide.wide`), with the columns `headings`.
        figures: those of territories (table `aggregates`).
        rows: number of rows of each table of the edition.
    """

    title: str
    day: date
    wide: pl.DataFrame
    headings: Sequence[Heading]
    figures: pl.DataFrame
    rows: Mapping[str, int]


def write_workbook(path: Path, made: Workbook) -> None:
    """Write the workbook. A text is a text: nothing in it is ever a formula; the same content gives the same bytes.

    Raises:
        OSError: it cannot be written.
    """
    place = {kind: place for place, kind in enumerate(TERRITORIES)}
    figures = made.figures.filter(pl.col("territory_kind").is_in(TERRITORIES)).drop("histogram")
    figures = figures.sort(pl.col("territory_kind").replace_strict(place), maintain_order=True)
    options = {"constant_memory": True, "tmpdir": str(path.parent)}
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties({"title": made.title, "created": datetime(made.day.year, made.day.month, made.day.day)})
        bold = book.add_format({"bold": True})
        _page(book, "Lisez-moi", [[made.title], *([line] for line in read_me(made.rows, figures.height))], bold)
        _table(book, "Collectivités", made.wide, [heading.type for heading in made.headings], bold)
        _table(book, "Chiffres", figures, [_type(kind) for kind in figures.dtypes], bold)
        described = [["Onglet", "Colonne", "Sens"]]
        described += [["Collectivités", heading.name, heading.description] for heading in made.headings]
        described += [["Chiffres", name, TABLES["aggregates"][name].description] for name in figures.columns]
        _page(book, "Colonnes", described, bold)


def read_me(rows: Mapping[str, int], figures: int) -> list[str]:
    """Return what the first sheet says: what the workbook holds, and what it does not and where that is. Pure."""
    long, most = written_number(rows["indicators"]), written_number(SHEET_ROWS)
    all_figures, shown = written_number(rows["aggregates"]), written_number(figures)
    if rows["indicators"] < SHEET_ROWS:
        limit = f"Une feuille en tiendrait {most}, mais une table longue se lit mieux par un programme."
    else:
        limit = f"Une feuille s’arrête à {most} lignes : plutôt que de la couper, elle n’est pas dans ce classeur."
    lines = (
        "CE QUE CONTIENT CE CLASSEUR",
        "Onglet « Collectivités » : une ligne par collectivité mesurée, une colonne par réponse.",
        f"Onglet « Chiffres » : ceux de la France, des régions, des départements et des strates ({shown} lignes).",
        "Onglet « Colonnes » : le sens de chaque colonne. Leurs noms ne changent pas.",
        "CE QU’IL NE CONTIENT PAS, ET OÙ LE TROUVER",
        f"La table longue des indicateurs, une ligne par collectivité et par indicateur, a {long} lignes. {limit} "
        f"Elle est dans {layout.CSV}/indicators.csv.gz et dans {layout.EDITION}/indicators.parquet.",
        f"Les chiffres des intercommunalités et les répartitions ({all_figures} lignes en tout) : "
        f"{layout.CSV}/aggregates.csv.gz.",
        "Les faits et leurs sources, les obligations, les actions proposées : "
        f"{layout.CSV}/facts.csv.gz, {layout.CSV}/obligations.csv.gz, {layout.CSV}/steps.csv.gz.",
        f"Les contours, pour une carte : {layout.GEOPACKAGE}.",
        "COMMENT LIRE",
        "Cellule vide dans la colonne d’une réponse : pas regardé, ou aucune source ne le dit. Ce n’est pas « non ».",
        "« non concerné » : la question ne se pose pas. « nous n’avons pas pu » : l’échec vient de nous.",
        "« pas de réponse exploitable » : ce que la collectivité publie n’a pas permis de répondre.",
        "Un score se lit avec sa couverture, la part connue du sujet. Vide, il n’est pas connu ; elle reste.",
        "Licence Ouverte 2.0 : réutilisation libre, en citant la source et la date de l’édition.",
    )
    return [bind_numbers(non_breaking(line)) for line in lines]


def _type(kind: pl.DataType) -> str:
    return "string" if kind == pl.String else "number"


def _table(book: Any, name: str, table: pl.DataFrame, types: Sequence[str], bold: object) -> None:  # noqa: ANN401  (the library has no types)
    """Write a table with a filter, its heads in sight; in a column of type any, what reads as a number is one."""
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, min(5, table.width))
    for place, head in enumerate(table.columns):
        sheet.set_column(place, place, min(max(len(head), 12), _WIDEST))
        sheet.write_string(0, place, head, bold)
    sheet.autofilter(0, 0, table.height, table.width - 1)
    write_string, write_number = sheet.write_string, sheet.write_number
    numbers = [kind in ("integer", "number") for kind in types]
    either = [kind == "any" for kind in types]
    for place, row in enumerate(table.iter_rows(), 1):
        for column, value in enumerate(row):
            if value is None:
                continue
            if numbers[column] or (either[column] and value[0].isdigit()):
                write_number(place, column, float(value))
            else:
                write_string(place, column, value)


def _page(book: Any, name: str, rows: Sequence[Sequence[str]], bold: object) -> None:  # noqa: ANN401  (same)
    """Write a sheet of texts; the first row, and lines in capitals, are headings."""
    sheet = book.add_worksheet(name)
    last = len(rows[0]) - 1
    sheet.set_column(0, last, _WIDEST)
    sheet.set_column(last, last, 3 * _WIDEST, book.add_format({"text_wrap": True}))
    for place, row in enumerate(rows):
        for column, words in enumerate(row):
            sheet.write_string(place, column, words, bold if place == 0 or words.isupper() else None)
