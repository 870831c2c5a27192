"""The board of obligations of a territory or of a list: who is known to meet what, and what sharing would solve."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from barometre.guidance import sharing, words
from barometre.guidance.obligations import State, Why
from barometre.guidance.sharing import OBLIGATION
from barometre.web.editions.models import Edition
from barometre.web.explore import files
from barometre.web.explore.board import attached, kinds
from barometre.web.explore.columns import Column, Shown, Sort, sort_of
from barometre.web.explore.criteria import Asked, refused
from barometre.web.explore.listing import ALL, MOST, address_of_row, headings, page_rows, query
from barometre.web.explore.scope import Scope
from barometre.web.guidance.group import address, group_of, law, offers, under
from barometre.web.shared.french import NO_BREAK, number
from barometre.web.shared.guidance import tools
from barometre.web.shared.words import french_order

# Obligations shown at once; the file has them all.
COLUMNS = 5
# Elements of the table of collectivités: that of obligations, above, has many.
ELEMENTS = 95
# Tools told above the table.
TOLD = 5
# Name of the column that counts what is known not to be met.
MISSED = "missed"
# State in the grid -> its words in a cell, and how it looks.
WORDS = {
    State.MET.value: Shown(words.STATES[State.MET], "yes"),
    State.NOT_MET.value: Shown(words.STATES[State.NOT_MET], "no"),
    State.UNKNOWN.value: Shown(words.STATES[State.UNKNOWN], "unknown"),
    Why.IF.value: Shown("selon sa situation", "unknown"),
}
OUTSIDE = Shown("—", "unknown")
# Value of `etat` -> state in the grid.
STATES = {
    "non-remplie": State.NOT_MET.value,
    "remplie": State.MET.value,
    "non-connue": State.UNKNOWN.value,
    "selon": Why.IF.value,
}
# Order of the states in a list sorted by an obligation.
_RANKS = {State.NOT_MET.value: 0, State.UNKNOWN.value: 1, Why.IF.value: 2, State.MET.value: 3}


@dataclass(frozen=True)
class Chosen:
    """What the address asks of a board of obligations."""

    theme: str
    obligation: str
    state: str
    part: int
    columns: list[Column]
    all_columns: list[Column]

    @property
    def parameters(self) -> dict[str, str]:
        """The parameters that ask for it, those of columns apart."""
        return {"theme": self.theme, "obligation": self.obligation, "etat": self.state}


@dataclass(frozen=True)
class Count:
    """How many of a group meet one obligation, do not, are not known to, and are surely bound."""

    title: str
    address: str
    met: int
    not_met: int
    unknown: int
    uncertain: int

    @property
    def concerned(self) -> int:
        """Those surely bound."""
        return self.met + self.not_met + self.unknown


def obligations_board(request: HttpRequest, kind: str = "", code: str = "", form: str = "") -> HttpResponse:
    """Show the obligations of the collectivités of a territory or of a list; `form` csv: give them all as a file."""
    if not code and not request.GET.get("liste"):
        return HttpResponseRedirect(reverse("list"))
    edition: Edition = request.edition
    scope = under(group_of(request, kind, code), "tableau/obligations/")
    asked = request.GET.dict()
    rows = with_missed(scope.rows, list(law(edition)))
    chosen = _chosen(edition, rows, asked)
    sort = sort_of(asked, [Column(MISSED, "", ""), *chosen.all_columns])
    rows = in_order(rows.filter(_asked(chosen)), sort)
    if form:
        made = table(rows, chosen.all_columns, edition)
        name = f"barometre-obligations-{scope.file}-{edition.date}.csv"
        return attached(files.csv_bytes(made), "text/csv; charset=utf-8", name)
    return render(request, "guidance/obligations_board.html", _page(request, scope, rows, chosen, sort))


def _page(request: HttpRequest, scope: Scope, rows: pl.DataFrame, chosen: Chosen, sort: Sort) -> dict[str, Any]:
    edition: Edition = request.edition
    base = scope.fixed | chosen.parameters | {"colonnes": str(chosen.part) if chosen.part > 1 else ""}
    shown, part = page_rows(request, rows, [*chosen.columns, Column(MISSED, "", "")], ELEMENTS)
    columns = [Column(MISSED, "Non remplies, parmi celles connues", ""), *chosen.columns]
    noun = scope.counted(2).partition(NO_BREAK)[2].capitalize()
    themes = edition.catalogue["themes"]
    present = _present(edition, scope.rows)
    discussed = {law(edition)[one].theme for one in present}
    return {
        "scope": scope,
        "counts": [count(scope.rows, one) for one in chosen.columns],
        "parts": _parts(chosen, base | {"tri": sort.value}),
        "solved": solved(scope, edition),
        "sharing": address(scope, "mutualiser/") + query(scope.fixed),
        "headings": headings(columns, sort, base, noun),
        "lines": [_line(row, chosen.columns) for row in part.iter_rows(named=True)],
        "shown": shown,
        "page_base": query(base, {"tri": sort.value}),
        "all": query(base, {"tri": sort.value, "page": ALL}) if rows.height <= MOST else "",
        "found": scope.counted(rows.height),
        "all_count": scope.counted(scope.rows.height),
        "csv": f"{scope.address}donnees.csv{query(scope.fixed, chosen.parameters, {'tri': sort.value})}",
        "values": chosen.parameters,
        "kept": scope.fixed | {"tri": sort.value},
        "themes": [(name, theme["name"]) for name, theme in themes.items() if name in discussed],
        "obligations": sorted(
            ((name, law(edition)[name].title) for name in present), key=lambda one: french_order(one[1])
        ),
        "kinds": kinds(scope),
        "states": {name: WORDS[state].words for name, state in STATES.items()},
        "trail": [*scope.trail, ("Obligations", None)],
    }


def with_missed(rows: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """Add the number of obligations known not to be met, among some."""
    broken = [sharing.missed(name, rows.columns).cast(pl.Int32) for name in names]
    return rows.with_columns(pl.sum_horizontal(pl.lit(0), *broken).alias(MISSED))


def _present(edition: Edition, rows: pl.DataFrame) -> list[str]:
    """Return the obligations that bind some of the rows, or may."""
    names = [name for name in law(edition) if f"{OBLIGATION}{name}" in rows.columns]
    bound = rows.select(pl.col(f"{OBLIGATION}{name}").count().alias(name) for name in names) if names else None
    return [] if bound is None else [name for name, count in bound.row(0, named=True).items() if count]


def _chosen(edition: Edition, rows: pl.DataFrame, asked: Asked) -> Chosen:
    theme, obligation, state = (asked.get(name, "") for name in ("theme", "obligation", "etat"))
    if theme and theme not in edition.catalogue["themes"]:
        raise refused("theme", theme[:40], "cette édition n’a pas de thème de ce nom")
    if state and state not in STATES:
        raise refused("etat", state[:40], f"il faut {', '.join(STATES)}")
    known = law(edition)
    names = [name for name in _present(edition, rows) if theme in ("", known[name].theme)]
    if obligation and obligation not in known:
        raise refused("obligation", obligation[:60], "cette édition n’a pas d’obligation de ce nom")
    names = [name for name in names if obligation in ("", name)]
    columns = [
        Column(f"{OBLIGATION}{name}", known[name].title, reverse("obligation", args=[name]))
        for name in _most_missed(rows, names)
    ]
    last = max(1, -(-len(columns) // COLUMNS))
    part = asked.get("colonnes", "") or "1"
    if not (part.isascii() and part.isdigit() and 1 <= int(part[:4]) <= last):
        raise refused("colonnes", part[:10], f"il faut un nombre de 1 à {last}")
    first = (int(part) - 1) * COLUMNS
    return Chosen(theme, obligation, state, int(part), columns[first : first + COLUMNS], columns)


def _most_missed(rows: pl.DataFrame, names: Sequence[str]) -> list[str]:
    """Return obligations, those most known not to be met first, then most known, then that bind most; else by id."""
    if not names:
        return []
    wanted = {"missed": [State.NOT_MET], "known": [State.MET, State.NOT_MET], "bound": list(State)}
    counts = rows.select(
        pl.col(f"{OBLIGATION}{name}").is_in([state.value for state in states]).sum().alias(f"{name} {kind}")
        for name in names
        for kind, states in wanted.items()
    ).row(0, named=True)
    return sorted(names, key=lambda name: (*(-counts[f"{name} {kind}"] for kind in wanted), name))


def _asked(chosen: Chosen) -> pl.Expr:
    """Return whether some obligation among those chosen is in the state asked for."""
    if not chosen.state:
        if not chosen.obligation:
            return pl.lit(True)
        return pl.any_horizontal(pl.lit(False), *(pl.col(one.id).is_not_null() for one in chosen.all_columns))
    state = STATES[chosen.state]
    return pl.any_horizontal(pl.lit(False), *((pl.col(one.id) == state).fill_null(False) for one in chosen.all_columns))


def in_order(rows: pl.DataFrame, sort: Sort) -> pl.DataFrame:
    """Return rows in an order: by an obligation, those that do not meet it first and those not bound last."""
    keys = {"nom": pl.col("slug"), "habitants": pl.col("population"), MISSED: pl.col(MISSED)}
    rank = pl.col(sort.by).cast(pl.String).replace_strict(_RANKS, default=None, return_dtype=pl.Int8)
    key = keys.get(sort.by, rank)
    return rows.sort(key, "siren", descending=[sort.descending, False], nulls_last=True)


def count(rows: pl.DataFrame, column: Column) -> Count:
    """Count the states of one obligation in some rows."""
    counts = dict(rows[column.id].cast(pl.String).value_counts().iter_rows())
    met, not_met, unknown, uncertain = (counts.get(state, 0) for state in (*WORDS,))
    return Count(column.label, column.address, met, not_met, unknown, uncertain)


def solved(scope: Scope, edition: Edition) -> list[tuple[str, str, str]]:
    """Return the tools that serve obligations known not to be met: how many collectivités, which tool, its scenario."""
    serving = [replace(one, indicators=()) for one in offers(edition).values() if one.obligations]
    found = sharing.helped(scope.rows, serving)[:TOLD]
    return [
        (
            scope.counted(counted),
            tools(edition)[one.id].name,
            address(scope, f"mutualiser/outils/{one.id}/") + query(scope.fixed),
        )
        for one, counted in found
    ]


def _parts(chosen: Chosen, base: Mapping[str, Any]) -> dict[str, Any]:
    """Return the addresses of the obligations before and after those shown, and which these are."""
    first = (chosen.part - 1) * COLUMNS + 1
    last = first + len(chosen.columns) - 1
    more = last < len(chosen.all_columns)
    return {
        "shown": f"{number(first, 0)} à {number(last, 0)}" if last > first else number(first, 0),
        "count": len(chosen.all_columns),
        "before": (query(base, {"colonnes": chosen.part - 1 if chosen.part > 2 else ""}) or "?")
        if chosen.part > 1
        else "",
        "after": query(base, {"colonnes": chosen.part + 1}) if more else "",
    }


def _line(row: Mapping[str, Any], columns: Sequence[Column]) -> dict[str, Any]:
    """Return a row as the page shows it: what is known not to be met, then the state of each obligation."""
    missed = row[MISSED]
    first = Shown(number(missed, 0), "no") if missed else Shown("aucune connue", "unknown")
    return {
        "name": row["name"],
        "address": address_of_row(row),
        "where": row["departement"] or "",
        "population": row["population"],
        "cells": [first, *(cell(row[column.id]) for column in columns)],
    }


def cell(state: str | None) -> Shown:
    """Return a state in words."""
    return OUTSIDE if state is None else WORDS[state]


def table(rows: pl.DataFrame, columns: Sequence[Column], edition: Edition) -> pl.DataFrame:
    """Return rows of the grid as a file holds them: identity, then the state of every obligation."""
    told = {state: shown.words for state, shown in WORDS.items()}
    return rows.select(
        "siren",
        pl.col("kind").alias("type"),
        "code",
        pl.col("name").alias("nom"),
        pl.col("population").alias("habitants"),
        "departement",
        "region",
        pl.when(pl.col(MISSED) > 0).then(MISSED).alias("non_remplies"),
        *(pl.col(one.id).cast(pl.String).replace_strict(told, default="non visée").alias(one.id) for one in columns),
        pl.lit(edition.date).alias("edition"),
    )
