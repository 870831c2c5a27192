"""What a board shows of each collectivité: its columns, their order, and each cell in words. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import polars as pl
from django.urls import reverse

from barometre.web.explore.criteria import Asked, refused
from barometre.web.explore.grid import UNMET
from barometre.web.pages.presenters import NO, YES, answer
from barometre.web.shared.catalogue import ALL_SEEN
from barometre.web.shared.french import number

# Columns of the overview; a theme has them all.
MOST = 6
OVERVIEW, THEMES = "apercu", "themes"
# Status -> its few words in a cell.
STATES = {
    "not-concerned": "non concernée",
    "not-looked": "pas regardé",
    "we-failed": "nous n’avons pas pu",
    "they-failed": "sans réponse",
}
# Columns by which any list is sorted, beside the measures it shows.
_PLAIN = {"nom": "slug", "habitants": "population"}


@dataclass(frozen=True)
class Column:
    """One column: the measure it shows, its heading, the page that explains it."""

    id: str
    label: str
    address: str
    entry: Mapping[str, Any] | None = None


class Shown(NamedTuple):
    """One cell: its words, and `state`: yes, no, score, or unknown."""

    words: str
    state: str


@dataclass(frozen=True)
class Sort:
    """The order of a list: a column, ascending or not."""

    by: str = "nom"
    descending: bool = False

    @property
    def value(self) -> str:
        """The parameter `tri` that asks for it; nothing for the usual order."""
        return "" if self == Sort() else f"{'-' if self.descending else ''}{self.by}"

    def next(self, by: str) -> str:
        """Return the `tri` to which the heading of a column leads: the other way when it sorts already."""
        return Sort(by, not self.descending if by == self.by else False).value


def view_of(asked: Asked, themes: Mapping[str, Any]) -> str:
    """Return the view that `vue` asks for: the overview, the scores of all themes, or one theme.

    Raises:
        ParameterError: there is no such view.
    """
    view = asked.get("vue", "") or OVERVIEW
    if view not in (OVERVIEW, THEMES, *themes):
        raise refused("vue", view[:40], f"il faut {OVERVIEW}, {THEMES} ou un thème")
    return view


def columns_of(view: str, catalogue: Mapping[str, Any], rows: pl.DataFrame) -> list[Column]:
    """Return the columns of a view of some rows."""
    indicators = {name: one for name, one in catalogue["indicators"].items() if name in rows.columns}
    if view == THEMES:
        scores = [score_column(theme, entry["name"]) for theme, entry in catalogue["themes"].items()]
        return [score_column(None, "Ensemble"), *(one for one in scores if one.id in rows.columns)]
    if view != OVERVIEW:
        return [indicator_column(name, one) for name, one in indicators.items() if one["theme"] == view]
    told = [name for name, one in indicators.items() if not one.get("record") and (rows[name] == "known").any()]
    ranks = {
        name: sum(indicators[one]["theme"] == indicators[name]["theme"] for one in told[:place])
        for place, name in enumerate(told)
    }
    first = sorted(sorted(told, key=lambda name: ranks[name])[:MOST], key=told.index)
    duties = [Column(UNMET, "Obligations non tenues", reverse("methodology"))] if (rows[UNMET] > 0).any() else []
    return [*duties, *(indicator_column(name, indicators[name]) for name in first)]


def score_column(theme: str | None, label: str) -> Column:
    """Return the column of what is seen of a theme, or of all."""
    if theme is None:
        return Column(ALL_SEEN, label, reverse("methodology"))
    return Column(f"{theme}.seen", label, reverse("theme", args=[theme]))


def indicator_column(name: str, entry: Mapping[str, Any]) -> Column:
    """Return the column of an indicator."""
    return Column(name, entry["title"], reverse("indicator", args=[name]), entry)


def cell(column: Column, row: Mapping[str, Any]) -> Shown:
    """Return a cell in words; what is not known keeps its own reason."""
    if column.id == UNMET:
        count = row[UNMET]
        return Shown(number(count, 0), "no") if count else Shown("aucune connue", "unknown")
    if column.entry is None:
        score = row[column.id]
        if score is None:
            return Shown("trop peu connu", "unknown")
        return Shown(number(score, 0) + (" (provisoire)" if row[f"{column.id}.provisional"] else ""), "score")
    return answer_cell(column.id, column.entry, row)


def answer_cell(name: str, entry: Mapping[str, Any], row: Mapping[str, Any]) -> Shown:
    """Return the answer to an indicator in a row of the grid."""
    status = row[name]
    if status != "known":
        return Shown(STATES[status], "unknown")
    seen = {"score": row[f"{name}.score"], "value": row.get(f"{name}.value"), "text": row.get(f"{name}.text")}
    words = answer(entry, seen)
    return Shown(words, {YES: "yes", NO: "no"}.get(words, "score"))


def sort_of(asked: Asked, columns: list[Column]) -> Sort:
    """Return the order that `tri` asks for.

    Raises:
        ParameterError: no column is called so.
    """
    value = asked.get("tri", "") or "nom"
    by, descending = value.removeprefix("-"), value.startswith("-")
    names = [*_PLAIN, *(column.id for column in columns)]
    if by not in names:
        raise refused("tri", value[:40], f"il faut {', '.join(names)}, avec - devant pour l’ordre inverse")
    return Sort(by, descending)


def in_order(rows: pl.DataFrame, sort: Sort, columns: list[Column]) -> pl.DataFrame:
    """Return rows in an order: those that are not known come last, and ties are broken by SIREN."""
    is_indicator = any(column.id == sort.by and column.entry is not None for column in columns)
    key = _PLAIN.get(sort.by, f"{sort.by}.score" if is_indicator else sort.by)
    return rows.sort(key, "siren", descending=[sort.descending, False], nulls_last=True)
