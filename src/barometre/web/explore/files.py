"""A board as a file: the same rows with every measure, as CSV for any program and as XLSX for offices. Pure."""

import io
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

import polars as pl
import xlsxwriter

from barometre.rounding import rounded_share_column
from barometre.scoring.readings import measures
from barometre.tables import harmless_texts
from barometre.web.explore.columns import STATES
from barometre.web.explore.grid import UNMET
from barometre.web.pages.presenters import NO, TEXTS, WHOLE_TEXTS, YES
from barometre.web.shared.catalogue import is_yes_or_no
from barometre.web.shared.words import KINDS

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Column of the file -> column of the grid.
_IDENTITY = {
    "siren": "siren",
    "type": "kind",
    "code": "code",
    "nom": "name",
    "nature": "nature",
    "habitants": "population",
    "strate": "strate",
    "intercommunalite": "epci",
    "departement": "departement",
    "region": "region",
}
_STATES = STATES | {"known": "connu"}


def table(
    rows: pl.DataFrame, catalogue: Mapping[str, Any], edition: date, indicators: Iterable[str] | None = None
) -> pl.DataFrame:
    """Return rows of the grid as a file holds them.

    Args:
        rows: the rows, in order.
        catalogue: that of the edition.
        edition: its date.
        indicators: those of the file, all unless given.

    Returns:
        Identity; each score of the index, named as in the edition; for each indicator its answer under its id, its
        state and, when it is more than yes or no, its score; the edition.
    """
    columns: list[pl.Expr] = [pl.col(source).alias(name) for name, source in _IDENTITY.items()]
    columns.append(pl.when(pl.col(UNMET) > 0).then(UNMET).alias("obligations_non_tenues"))
    columns += [
        rounded_share_column(one, 4).alias(one) for one in measures(list(catalogue["themes"])) if one in rows.columns
    ]
    entries = catalogue["indicators"]
    for name in entries if indicators is None else indicators:
        if name in rows.columns:
            columns += _of_indicator(name, entries[name], rows.columns)
    return rows.select(*columns, pl.lit(edition).alias("edition"))


def _of_indicator(name: str, entry: Mapping[str, Any], columns: list[str]) -> list[pl.Expr]:
    state = pl.col(name).cast(pl.String).replace_strict(_STATES).alias(f"{name}.etat")
    score = rounded_share_column(f"{name}.score", 4).alias(f"{name}.score")
    if is_yes_or_no(dict(entry)) and f"{name}.text" not in columns:
        return [pl.when(score == 100).then(pl.lit(YES)).when(score.is_not_null()).then(pl.lit(NO)).alias(name), state]
    if f"{name}.text" in columns:
        before, _, after = TEXTS.get(entry["facts"][0], "{}").partition("{}")
        plain = pl.col(f"{name}.text").cast(pl.String)
        text = plain.replace_strict(WHOLE_TEXTS, default=pl.concat_str(pl.lit(before), plain, pl.lit(after)))
        yes = pl.when(score == 100).then(pl.lit(YES)).when(score.is_not_null()).then(pl.lit(NO))
        answer = yes if entry["scoring"]["rule"] in ("yes", "no") else text
    elif f"{name}.value" in columns:
        answer = pl.col(f"{name}.value")
    else:
        answer = pl.lit(None, pl.Float64)
    return [answer.alias(name), state, score]


def csv_bytes(made: pl.DataFrame) -> bytes:
    """Return the CSV of a table: semicolons, decimal commas, byte order mark; only texts are guarded from formulas."""
    floats = [name for name, of in made.schema.items() if of == pl.Float64]
    written = made.with_columns(
        pl.col(floats).cast(pl.String).str.replace(r"\.0$", "").str.replace(".", ",", literal=True), harmless_texts()
    )
    return written.write_csv(separator=";", include_bom=True, line_terminator="\r\n").encode()


# Day of a workbook in its properties: two sites give the same bytes for the same table.
_CREATED = datetime(1980, 1, 1)


def xlsx_bytes(made: pl.DataFrame, catalogue: Mapping[str, Any], title: str) -> bytes:
    """Return a workbook: the table, then what its columns mean. Texts are cells of text, numbers are numbers."""
    out = io.BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with xlsxwriter.Workbook(out, plain) as book:
        book.set_properties({"title": title, "created": _CREATED})
        sheet = book.add_worksheet("Tableau")
        sheet.freeze_panes(1, 4)
        bold, day = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.set_column(0, len(made.columns) - 1, 14)
        for place, name in enumerate(made.columns):
            sheet.write_string(0, place, name, bold)
            series = made[name]
            write = {pl.String: sheet.write_string, pl.Date: sheet.write_datetime}.get(series.dtype, sheet.write_number)  # type: ignore[call-overload]
            for line, value in enumerate(series.to_list(), 1):
                if value is not None:
                    write(line, place, value, *([day] if series.dtype == pl.Date else []))
        sheet.autofilter(0, 0, max(made.height, 1), len(made.columns) - 1)
        meaning = book.add_worksheet("Lisez-moi")
        meaning.set_column(0, 0, 34)
        meaning.set_column(1, 1, 110)
        for line, (name, words) in enumerate([(title, ""), *meanings(made.columns, catalogue)]):
            meaning.write_string(line, 0, name, bold)
            meaning.write_string(line, 1, words)
    return out.getvalue()


def meanings(columns: Iterable[str], catalogue: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what each column of a file means."""
    indicators, themes = catalogue["indicators"], catalogue["themes"]
    own = {
        "siren": "numéro SIREN, en texte",
        "type": ", ".join(f"{kind} ({words})" for kind, words in KINDS.items() if kind != "ept"),
        "code": "code INSEE d’une commune, code du département ou de la région, SIREN d’une intercommunalité",
        "strate": "classe de population, parmi les collectivités du même type",
        "obligations_non_tenues": (
            "questions auxquelles la loi oblige sûrement, et dont la réponse connue est non ; vide : aucune connue, ce "
            "qui ne dit pas que toutes sont tenues"
        ),
        "edition": "date de l’édition du Baromètre",
    }
    found = []
    for name in columns:
        scope, _, reading = name.partition(".")
        if name in indicators:
            found.append((name, indicators[name]["question"]))
        elif scope in indicators:
            found.append((name, "état de la réponse" if reading == "etat" else "score de la réponse, de 0 à 100"))
        elif scope in themes or scope == "overall":
            subject = themes[scope]["name"] if scope in themes else "ensemble"
            read = {"seen": "ce qui se voit", "said": "ce que dit la collectivité"}.get(
                reading, "tout ce qui est connu"
            )
            found.append((name, f"score sur 100, {subject}, {read} ; vide quand trop peu est connu"))
        else:
            found.append((name, own.get(name, "")))
    return found
