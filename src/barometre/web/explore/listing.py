"""What pages of many rows share: addresses that keep the choices made, headings that sort, rows of one page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from django.core.paginator import Page
from django.http import HttpRequest
from django.utils.http import urlencode

from barometre.web.explore.columns import Column, Sort, cell
from barometre.web.explore.criteria import Criterion, meeting
from barometre.web.shared.areas import address
from barometre.web.shared.french import NO_BREAK, number
from barometre.web.shared.paging import page_of

# Elements that the table of a page may have, for EcoIndex A; the files have every row, and so has `page=tout`.
ELEMENTS = 185
# Those of a column beside its cells (heading, link, choice in the form), and of a row beside the cells of measures.
OF_COLUMN, OF_ROW = 3, 4
FEWEST, PER_PAGE = 8, 20
# Value of `page` that shows every row, to print or to search in; up to so many.
ALL, MOST = "tout", 1000


@dataclass(frozen=True)
class Heading:
    """The heading of a column: its words, the address that sorts by it, and how it sorts now (`aria-sort`)."""

    label: str
    address: str
    sorted: str = ""
    number: bool = False


def query(*parts: Mapping[str, object]) -> str:
    """Return the end of an address with some parameters, later ones first; empty ones are left out."""
    joined = {name: value for part in parts for name, value in part.items()}
    kept = {name: value for name, value in joined.items() if value not in ("", None)}
    return f"?{urlencode(kept)}" if kept else ""


def headings(columns: Sequence[Column], sort: Sort, base: Mapping[str, str], first: str) -> list[Heading]:
    """Return the headings of a list: name, inhabitants, then each column."""
    names = [("nom", first), ("habitants", "Habitants"), *((column.id, column.label) for column in columns)]
    return [
        Heading(
            label,
            query(base, {"tri": sort.next(name)}) or "?",
            ("descending" if sort.descending else "ascending") if sort.by == name else "",
            name == "habitants",
        )
        for name, label in names
    ]


def page_rows(
    request: HttpRequest, rows: pl.DataFrame, columns: Sequence[Column], elements: int = ELEMENTS
) -> tuple[Page | None, pl.DataFrame]:
    """Return the page asked for and its rows; every row, and no page, for `page=tout`.

    Raises:
        Http404: there is no such page.
    """
    if request.GET.get("page") == ALL and rows.height <= MOST:
        return None, rows
    fitting = (elements - OF_COLUMN * len(columns)) // (len(columns) + OF_ROW)
    per_page = max(FEWEST, min(PER_PAGE, fitting))
    shown = page_of(request, range(rows.height), per_page)
    return shown, rows.slice(shown.start_index() - 1 if rows.height else 0, len(shown.object_list))


def lines(rows: pl.DataFrame, columns: Sequence[Column]) -> list[dict[str, Any]]:
    """Return each row as a page shows it: name, address, context, inhabitants and cells."""
    return [
        {
            "name": row["name"],
            "address": address_of_row(row),
            "where": row["departement"] or "",
            "population": row["population"],
            "cells": [cell(column, row) for column in columns],
        }
        for row in rows.iter_rows(named=True)
    ]


def address_of_row(row: Mapping[str, Any]) -> str:
    """Return the page of a collectivité."""
    if row["kind"] in ("departement", "region"):
        return address("collectivite", row["siren"])
    return address(row["kind"], row["code"])


def loosened(rows: pl.DataFrame, criteria: Sequence[Criterion]) -> tuple[Criterion, int] | None:
    """Return the criterion without which most rows are found, and their number; None when none helps alone."""
    counts = [
        (rows.filter(meeting([other for other in criteria if other is not one])).height, place)
        for place, one in enumerate(criteria)
    ]
    most, place = max(counts, default=(0, 0))
    return (criteria[place], most) if most else None


def nobody(criteria: Sequence[Criterion], help_: tuple[Criterion, int] | None) -> str:
    """Say that nobody meets the criteria, and what to loosen."""
    if not criteria:
        return "Aucune collectivité n’est ici."
    asked = " ; ".join(one.words for one in criteria)
    sentence = f"Aucune collectivité ne répond à tous ces critères{NO_BREAK}: {asked}."
    if help_ is None:
        return f"{sentence} Retirez-en au moins deux."
    one, count = help_
    return f"{sentence} Sans « {one.words} », il y en a {number(count, 0)}."
