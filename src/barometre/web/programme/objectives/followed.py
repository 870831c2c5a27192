"""Objectives with their progress, as pages read them: computed once, kept while neither objective nor edition moves."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from barometre.programme import models as content
from barometre.programme.progress import Numbers, Progress, progress
from barometre.web.editions.models import Edition
from barometre.web.programme import queries
from barometre.web.programme.models import Objective
from barometre.web.programme.objectives.progress import as_content, published_values
from barometre.web.programme.objectives.words import ALWAYS, VERDICTS, Verdict, gap_words, standing_words, verdict_of
from barometre.web.programme.version import programme_version
from barometre.web.shared.words import day_words

Builds = tuple[tuple[date, str], ...]
"""Date and build_id of editions, oldest first."""
LATE = "La cible est atteinte dans l’édition du {day}, après l’échéance ; rien ne dit si elle l’était à l’échéance."
SINCE = "La cible n’était pas atteinte à l’échéance ; elle l’est depuis, dans l’édition du {day}."


@dataclass(frozen=True)
class Followed:
    """One objective and how far it is in the edition that the site shows."""

    row: Objective
    progress: Progress

    @property
    def numbers(self) -> Numbers | None:
        """What is counted in the newest edition; None without any."""
        return self.progress.points[-1].numbers if self.progress.points else None

    @property
    def told(self) -> bool:
        """Is anything known of those it counts?"""
        return self.numbers is not None and self.numbers.known > 0

    @property
    def edition(self) -> date | None:
        """Date of the newest edition."""
        return self.progress.points[-1].edition if self.progress.points else None

    @property
    def key(self) -> str:
        """Key of the verdict."""
        return verdict_of(self.progress)

    @property
    def verdict(self) -> Verdict:
        """The verdict in words."""
        return VERDICTS[self.key]

    @property
    def note(self) -> str:
        """What must be said beside the verdict: why nothing can be said, or that the day had passed."""
        first = self.progress.met_on
        if first is None or first <= self.row.due or self.key not in ("met", "missed"):
            return self.progress.pace_reason or ""
        return (LATE if self.key == "met" else SINCE).format(day=day_words(first))

    @property
    def standing(self) -> str:
        """What is established, in a sentence."""
        return standing_words(self.numbers) if self.numbers else ""

    @property
    def gap(self) -> str:
        """What is missing, in a sentence; nothing to say of an objective that is decided or not begun."""
        return gap_words(self.numbers) if self.numbers else ""

    @property
    def percents(self) -> tuple[float, float, float]:
        """Established, at most and target, from 0 to 100, for the drawing."""
        numbers = self.numbers
        value = numbers.value if numbers else None
        most = numbers.value_at_most if numbers and numbers.known else None
        return 100 * (value or 0.0), 100 * (most or 0.0), 100 * self.row.target


def follow_all(edition: Edition) -> tuple[Followed, ...]:
    """Every objective that anyone may see, with its progress up to an edition: by verdict, then by due date."""
    found = Edition.objects.filter(date__lte=edition.date).order_by("date")
    return _all(tuple(found.values_list("date", "build_id")), programme_version())


def follow_one(edition: Edition, identifier: str) -> Followed | None:
    """One objective, None when nobody may see one of that name."""
    return next((one for one in follow_all(edition) if one.row.pk == identifier), None)


@lru_cache(maxsize=2)
def _all(builds: Builds, version: str) -> tuple[Followed, ...]:  # noqa: ARG001  (read again when the programme moves)
    followed = [Followed(row, _progress(as_content(row), builds)) for row in queries.objectives()]
    order = list(VERDICTS)
    return tuple(sorted(followed, key=lambda one: (order.index(one.key), one.row.due, one.row.title)))


@lru_cache(maxsize=256)
def _progress(objective: content.Objective, builds: Builds) -> Progress:
    days = {day for day, _ in builds}
    return progress(objective, [one for one in published_values(objective.indicator) if one.date in days])


def counts(followed: Iterable[Followed]) -> list[tuple[Verdict, int]]:
    """How many objectives have each verdict, those of `ALWAYS` even when none has."""
    found = Counter(one.key for one in followed)
    return [(words, found[key]) for key, words in VERDICTS.items() if key in ALWAYS or found[key]]
