"""Progress of the objectives of the database: from the editions published on the site, or from those of a folder."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import polars as pl

from barometre.errors import BarometreError
from barometre.programme import models as content
from barometre.programme.population import who
from barometre.programme.progress import Numbers, Progress, progress
from barometre.programme.values import edition_folders, read_values
from barometre.web.editions import queries as editions
from barometre.web.editions.models import Edition
from barometre.web.programme.models import Objective
from barometre.web.programme.objectives import words
from barometre.web.programme.objectives.queries import as_content, objectives, published_values
from barometre.web.programme.version import per_programme
from barometre.web.programme.words import StateLabel

# Date and build of editions, oldest first.
Builds = tuple[tuple[date, str], ...]


@dataclass(frozen=True)
class FollowedObjective:
    """One objective and its progress up to the edition that the site shows."""

    row: Objective
    progress: Progress

    @property
    def numbers(self) -> Numbers | None:
        """What is counted in the newest edition; None without any."""
        return self.progress.points[-1].numbers if self.progress.points else None

    @property
    def known(self) -> bool:
        """Whether anything is known of the collectivités that it counts."""
        return self.numbers is not None and self.numbers.known > 0

    @property
    def edition(self) -> date | None:
        """Date of the newest edition."""
        return self.progress.points[-1].edition if self.progress.points else None

    @property
    def key(self) -> str:
        """Key of the verdict."""
        return words.verdict_of(self.progress)

    @property
    def verdict(self) -> StateLabel:
        """The verdict in words."""
        return words.VERDICTS[self.key]

    @property
    def note(self) -> str:
        """What must be read beside the verdict: why nothing can be said, or that the due date had passed."""
        first = self.progress.met_on
        if first is None or first <= self.row.due or self.key not in ("met", "missed"):
            return self.progress.pace_reason or ""
        return words.late_words(self.key, first)

    @property
    def standing(self) -> str:
        """What is established, in a sentence."""
        return words.standing_words(self.numbers) if self.numbers else ""

    @property
    def gap(self) -> str:
        """What is missing, in a sentence; empty for an objective that is decided or not begun."""
        return words.gap_words(self.numbers) if self.numbers else ""

    @property
    def percents(self) -> tuple[float, float, float]:
        """Established, at most and target, from 0 to 100, for the drawing."""
        numbers = self.numbers
        value = numbers.value if numbers else None
        most = numbers.value_at_most if numbers and numbers.known else None
        return 100 * (value or 0.0), 100 * (most or 0.0), 100 * self.row.target


def followed_objectives(edition: Edition) -> tuple[FollowedObjective, ...]:
    """Return every objective that anyone may see, with its progress up to an edition: by verdict, then by due date."""
    return _followed(tuple(editions.builds(edition.date)))


def followed_objective(edition: Edition, identifier: str) -> FollowedObjective | None:
    """Return one objective with its progress; None when nobody may see one of that name."""
    return next((one for one in followed_objectives(edition) if one.row.pk == identifier), None)


@per_programme
def _followed(builds: Builds) -> tuple[FollowedObjective, ...]:
    followed = [FollowedObjective(row, _progress(as_content(row), builds)) for row in objectives()]
    order = list(words.VERDICTS)
    return tuple(sorted(followed, key=lambda one: (order.index(one.key), one.row.due, one.row.title)))


@lru_cache(maxsize=256)
def _progress(objective: content.Objective, builds: Builds) -> Progress:
    days = {day for day, _ in builds}
    return progress(objective, [values for values in published_values(objective.indicator) if values.date in days])


def counts(followed: Iterable[FollowedObjective]) -> list[tuple[StateLabel, int]]:
    """Count the objectives by verdict; those of `ALWAYS` are listed even when no objective has them."""
    found = Counter(one.key for one in followed)
    return [(label, found[key]) for key, label in words.VERDICTS.items() if key in words.ALWAYS or found[key]]


def progress_in_folder(rows: Sequence[Objective], out: Path, until: date | None = None) -> list[Progress]:
    """Compute progress along the editions of a folder, those after `until` left out.

    Raises:
        BarometreError: there is no edition, or one is not whole.
    """
    folders = edition_folders(out, until)
    indicators = sorted({row.indicator for row in rows})
    values = {indicator: [read_values(folder, indicator) for folder in folders] for indicator in indicators}
    return [progress(as_content(row), values[row.indicator]) for row in rows]


def progress_of(row: Objective) -> Progress:
    """Compute progress along the editions published on the site."""
    return progress(as_content(row), published_values(row.indicator))


def progress_in_words(row: Objective) -> str:
    """Describe progress in the newest published edition, in one French sentence."""
    try:
        return words.progress_words(progress_of(row))
    except BarometreError as error:
        return f"Pas de progression : {error}"


def missing_of(row: Objective, sirens: set[str] | None = None) -> pl.DataFrame:
    """Return who has not met an objective in the newest published edition, and who is unknown (`progress.who`).

    Only `sirens` are listed, those that the reader may see (`permissions.visible_sirens`); None: all.

    Raises:
        BarometreError: no edition is published.
    """
    values = published_values(row.indicator)
    if not values:
        raise BarometreError("No edition is published; run: barometre publish")
    found = who(as_content(row), values[-1])
    return found if sirens is None else found.filter(pl.col("siren").is_in(list(sirens)))
