"""Two to five collectivités side by side, theme by theme and indicator by indicator, states kept apart."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from barometre.errors import BarometreError
from barometre.territory import history
from barometre.web.editions.models import Edition
from barometre.web.explore.columns import Shown, answer_cell, cell, score_column
from barometre.web.explore.criteria import refused
from barometre.web.explore.grid import grid
from barometre.web.explore.listing import address_of_row, query
from barometre.web.search.index import index
from barometre.web.shared.requests import ParameterError

MOST, FEWEST = 5, 2
# Answers of the search that the page offers.
OFFERED = 8
Row = Mapping[str, Any]


def compare(request: HttpRequest) -> HttpResponse:
    """Show the collectivités of `?avec=`; `?ajouter=` is looked for, and offered."""
    edition: Edition = request.edition
    rows = chosen(request.GET.get("avec", ""), grid(edition))
    wanted = " ".join(request.GET.get("ajouter", "").split())[:100]
    offered = _offered(wanted, rows, grid(edition)) if wanted else []
    compared = themes(edition.catalogue, rows) if len(rows) >= FEWEST else []
    page = {
        "chosen": [
            {
                "name": row["name"],
                "address": address_of_row(row),
                "without": _address([o for o in rows if o is not row]),
                "row": row,
            }
            for row in rows
        ],
        "wanted": wanted,
        "offered": offered,
        "avec": ",".join(row["siren"] for row in rows),
        "full": len(rows) >= MOST,
        "most": MOST,
        "ready": len(rows) >= FEWEST,
        "themes": compared,
        "silent": [one["name"] for one in compared if not one["told"]],
        "mixed": len({row["kind"] for row in rows}) > 1,
        "trail": [("Comparer", None)],
    }
    return render(request, "pages/compare.html", page)


def chosen(text: str, rows: pl.DataFrame) -> list[Row]:
    """Return the rows of the grid that codes name: INSEE codes or SIREN, former ones included, separated by commas.

    Raises:
        ParameterError: a code names nobody, is there twice, or there are too many.
    """
    codes = [code.strip() for code in text.split(",") if code.strip()]
    if len(codes) > MOST:
        raise ParameterError(f"Paramètre « avec » : {len(codes)} codes reçus ; on en compare {MOST} au plus.")
    found: list[Row] = []
    for code in codes:
        siren = _today(code)
        row = next(rows.filter(pl.col("siren") == siren).iter_rows(named=True), None)
        if row is None:
            raise refused(
                "avec", code[:40], "il faut le code INSEE d’une commune ou un SIREN, séparés par des virgules"
            )
        if row["siren"] in {one["siren"] for one in found}:
            raise refused("avec", code[:40], "cette collectivité y est déjà")
        found.append(row)
    return found


def _today(code: str) -> str:
    """Return the SIREN of today for a code or a SIREN; itself when it is of no commune."""
    try:
        return history.resolve(code).siren
    except BarometreError:
        return history.heir(code) or code


def _address(rows: Sequence[Row]) -> str:
    return reverse("compare") + query({"avec": ",".join(row["siren"] for row in rows)})


def _offered(wanted: str, rows: Sequence[Row], known: pl.DataFrame) -> list[tuple[str, str, str]]:
    """Return the answers of the search that can be added: name, context, address."""
    have, measured = {row["siren"] for row in rows}, set(known["siren"])
    hits = [hit for hit in index().search(wanted, limit=3 * OFFERED) if hit.siren in measured - have]
    unique = list({hit.siren: hit for hit in hits}.values())[:OFFERED]
    codes = [row["siren"] for row in rows]
    return [
        (hit.name, hit.context, reverse("compare") + query({"avec": ",".join([*codes, str(hit.siren)])}))
        for hit in unique
    ]


def themes(catalogue: Mapping[str, Any], rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Return each theme with its scores and, for each indicator, the answer of each; those of nobody are counted."""
    found = []
    for theme, entry in catalogue["themes"].items():
        asked = {
            name: one for name, one in catalogue["indicators"].items() if one["theme"] == theme and name in rows[0]
        }
        lines = [
            {"id": name, "title": one["title"], "cells": [answer_cell(name, one, row) for row in rows]}
            for name, one in asked.items()
        ]
        told = [line for line in lines if any(one.state != "unknown" for one in line["cells"])]
        column = score_column(theme, entry["name"])
        scores = [cell(column, row) if column.id in row else Shown("trop peu connu", "unknown") for row in rows]
        shown = {"id": theme, "name": entry["name"], "scores": scores, "lines": told, "untold": len(lines) - len(told)}
        found.append(shown | {"told": bool(told) or any(one.state == "score" for one in scores)})
    return found
