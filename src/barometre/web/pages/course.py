"""How a measure went along the editions: a curve, its table, and what moved among those known at both dates."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from barometre.edition.method import method_of
from barometre.web.editions import queries
from barometre.web.editions.models import Aggregate, Collectivite, Edition, Movement
from barometre.web.maps.timeline import Moment, curve
from barometre.web.pages.presenters import FULL, NO, YES
from barometre.web.shared.catalogue import Measure, is_yes_or_no
from barometre.web.shared.french import NO_BREAK
from barometre.web.shared.tables import Cell, Table, TableColumn, Value, build_table
from barometre.web.shared.words import day_words

# Editions from which a curve is drawn: two points always make a line.
CURVE_FROM = 3


@dataclass(frozen=True)
class Course:
    """A curve, the same as a table, and whether something in it does not compare."""

    chart: SafeString
    table: Table
    broken: bool


def course(edition: Edition, place: tuple[str, str], measure: Measure, kind: str = "commune") -> Course | None:
    """Return how a measure went in a place (kind and code), None before three editions have a figure of it."""
    figures = queries.figures_until(edition.date, place, kind, measure.id)
    if sum(figure.mean is not None for figure in figures.values()) < CURVE_FROM:
        return None
    builds = {day: build for day, build in queries.builds(edition.date) if day in figures}
    methods = [_method(day, build, measure.id, measure.family, kind) for day, build in builds.items()]
    compares = [True, *(before == now for before, now in pairwise(methods))]
    rows = list(zip(figures.values(), compares, strict=True))
    moments = [
        Moment(row.edition_id, row.mean, row.low if row.mean is not None else None, row.high, same)
        for row, same in rows
    ]
    title = f"{measure.label}, d’édition en édition"
    return Course(
        chart=mark_safe(curve(moments, key="courbe", title=title, unit=measure.unit)),
        table=_table(title, rows, queries.movements(edition, place, kind, measure.id), _comparable(rows), measure),
        broken=not all(compares),
    )


def _comparable(rows: list[tuple[Aggregate, bool]]) -> date:
    """Return the first edition that compares with the newest, through all those between."""
    first = rows[-1][0].edition_id
    for (row, _), (_, same) in reversed(list(pairwise(rows))):
        if not same:
            break
        first = row.edition_id
    return first


def _table(
    caption: str, rows: list[tuple[Aggregate, bool]], moved: dict[date, Movement], since: date, measure: Measure
) -> Table:
    """Return the figures of all, then those of the collectivités known in that edition and in the newest."""

    def both(row: tuple[Aggregate, bool]) -> Movement | None:
        return moved.get(row[0].edition_id) if row[0].mean is not None and row[0].edition_id >= since else None

    def of_both(name: str) -> Callable[[tuple[Aggregate, bool]], Value | Cell]:
        return lambda row: getattr(both(row), name, None)

    columns: list[tuple[TableColumn, Callable[[tuple[Aggregate, bool]], Value | Cell]]] = [
        (TableColumn("edition", "Édition"), lambda row: row[0].edition_id),
        (TableColumn("moyenne", measure.column, measure.form), lambda row: row[0].mean),
        (TableColumn("connues", "Connues", "number"), lambda row: row[0].known),
        (TableColumn("concernees", "Concernées", "number"), lambda row: row[0].concerned),
        (TableColumn("plancher", "Au moins", measure.form), lambda row: row[0].low),
        (TableColumn("plafond", "Au plus", measure.form), lambda row: row[0].high),
        (TableColumn("connues_deux_fois", "Connues alors et aujourd’hui", "number"), of_both("known_in_both")),
        (TableColumn("alors", "Parmi elles, alors", measure.form), of_both("mean_before")),
        (TableColumn("aujourdhui", "Parmi elles, aujourd’hui", measure.form), of_both("mean_now")),
    ]
    return build_table(caption, columns, rows)


def own_course(edition: Edition, authority: Collectivite) -> dict[str, str]:
    """Return since when each yes or no of a collectivité has been so, in words: indicator -> sentence.

    Only editions made by the same method count, and three are needed, this one among them.
    """
    past = queries.past_of(edition, authority.siren)
    builds = dict(queries.builds(edition.date)) if past else {}
    told = {}
    for indicator, answers in past.items():
        entry = edition.catalogue["indicators"].get(indicator)
        score = authority.indicators.get(indicator, {}).get("score")
        if entry is None or score is None or not is_yes_or_no(entry):
            continue
        today = _method(edition.date, edition.build_id, indicator, "indicator", "")
        days = ((date.fromisoformat(day), value) for day, value in answers)
        same = [
            (day, value)
            for day, value in days
            if day in builds and _method(day, builds[day], indicator, "indicator", "") == today
        ]
        if sum(value is not None for _, value in same) >= CURVE_FROM - 1:
            told[indicator] = since_words(score, same)
    return told


def since_words(score: float, answers: Sequence[tuple[date, float | None]]) -> str:
    """Return since when an answer is the one of today, and what it was before; what was not known proves nothing.

    Args:
        score: today's, 0 or 100.
        answers: day and score (None: not known) in editions before, oldest first.
    """
    since, before = None, None
    for day, value in reversed(answers):
        if value != score:
            before = None if value is None else f"{_yes_or_no(value).lower()} le {day_words(day)}"
            break
        since = day
    if since is None:
        return f"Auparavant{NO_BREAK}: {before}." if before else ""
    words = f"{_yes_or_no(score)} depuis au plus tard le {day_words(since)}"
    return f"{words}{NO_BREAK}; {before}." if before else f"{words}."


def _yes_or_no(score: float) -> str:
    return YES if score == FULL else NO


@lru_cache(maxsize=1024)
def _method(day: date, build: str, measure: str, family: str, kind: str) -> str | None:
    """Return what decides a figure in an edition, sources included: two editions where it differs do not compare."""
    manifest, catalogue, method = _documents(day, build)
    if family == "indicator":
        return method_of(catalogue, measure)
    theme = measure.partition(".")[0]
    base = [row["indicator"] for row in method.get("base", ()) if row["kind"] == kind]
    entries = catalogue["indicators"]
    counted = [name for name in base if theme in ("overall", entries[name]["theme"])]
    rules = {name: [method_of(catalogue, name), entries[name]["weight"]] for name in counted}
    return json.dumps([manifest["method"], rules], sort_keys=True)


@lru_cache(maxsize=32)
def _documents(day: date, _build: str) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    return queries.documents(day)
