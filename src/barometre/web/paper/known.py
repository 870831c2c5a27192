"""How much is known in an edition, by kind, by theme and by indicator: from its published figures."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import polars as pl

from barometre.scoring.aggregates import TERRITORY_FROM
from barometre.web.editions.models import Aggregate, Edition
from barometre.web.maps.charts import Bar
from barometre.web.paper import sentences
from barometre.web.shared import catalogue
from barometre.web.shared.words import KINDS

MEASURED = ("commune", "epci", "departement", "region")


@dataclass(frozen=True)
class Asked:
    """One indicator for one kind in one place: its entry of the catalogue, and its figure (None: asked of nobody)."""

    id: str
    entry: dict[str, Any]
    row: Aggregate | None

    @property
    def has_figure(self) -> bool:
        """Whether enough is known for a share or a mean."""
        row = self.row
        return row is not None and row.mean is not None and row.known >= TERRITORY_FROM * row.concerned

    @property
    def silent(self) -> bool:
        """Whether nothing is known, of those it concerns."""
        return self.row is not None and self.row.concerned > 0 and not self.row.known

    @property
    def yes_or_no(self) -> bool:
        """Whether it is answered by yes or no."""
        return catalogue.is_yes_or_no(self.entry)

    def sentence(self, kind: str) -> str:
        """Say its figure."""
        return sentences.figure(self.row, kind, self.yes_or_no)


def asked(edition: Edition, figures: dict[str, Aggregate], theme: str | None = None) -> list[Asked]:
    """Return the indicators that concern somebody in a place, of one theme or all, in the order of pages.

    Args:
        edition: that of the figures.
        figures: those of one kind in one place, by measure.
        theme: one of the catalogue.
    """
    entries = catalogue.indicators(edition, theme).items()
    found = [Asked(name, entry, figures.get(name)) for name, entry in entries]
    return [one for one in found if one.row is not None and one.row.concerned]


def cells(those: Iterable[Asked]) -> tuple[int, int]:
    """Return how many answers are known, and how many there would be."""
    rows = [one.row for one in those if one.row is not None]
    return sum(row.known for row in rows), sum(row.concerned for row in rows)


def states(rows: pl.DataFrame, those: Iterable[str]) -> dict[str, int]:
    """Return how many answers there are of each status, those that are known among them: status -> count.

    Args:
        rows: collectivités, in the grid.
        those: indicators; those of which the grid has no column are left out.
    """
    columns = [rows[name].cast(pl.String) for name in those if name in rows.columns]
    return dict(pl.concat(columns).value_counts().rows()) if columns else {}


def split(those: list[Asked]) -> tuple[int, int, int]:
    """Return how many indicators have a figure, are known of too few, have no answer."""
    told, silent = sum(one.has_figure for one in those), sum(one.silent for one in those)
    return told, len(those) - told - silent, silent


def by_kind(edition: Edition) -> list[tuple[str, list[Asked]]]:
    """Return the indicators of each kind of collectivité, in France."""
    return [(kind, asked(edition, catalogue.national(edition, kind))) for kind in MEASURED]


def bar(label: str, those: list[Asked]) -> Bar:
    """Return how much is known as a bar."""
    known, whole = cells(those)
    return Bar(label, 100 * known / whole if whole else None, known, whole)


def named(kind: str) -> str:
    """Return the name of a kind, as a line begins."""
    return KINDS[kind].capitalize()
