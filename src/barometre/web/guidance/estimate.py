"""What a lighter home page would save, for one body: its page as measured, a target, and the assumptions made."""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median

from barometre.guidance.responsible import Gain, Page, gains
from barometre.scoring.peers import MINIMUM_PEERS
from barometre.web.editions import queries
from barometre.web.editions.models import Edition
from barometre.web.guidance.answers import AssessmentAddress
from barometre.web.shared.memory import per_edition

COUNTS = ("site.dom-elements", "site.requests", "site.page-weight")
# Parameter of the address -> count of a page that it gives.
_GIVEN = {"elements": "elements", "fichiers": "requests", "poids": "kilobytes"}
WORDS = {
    "kilobytes": "moins de poids",
    "requests": "moins de fichiers",
    "elements": "moins d’éléments",
    "all": "les trois à la fois",
}


@dataclass(frozen=True)
class Estimate:
    """What a page says of gains.

    Attributes:
        page: as it is measured; None when it is not.
        target: what it would come down to; None when neither its peers nor the address give one.
        peers: how many sites alike are measured.
        gains: what is saved, in words of what changes.
        views: page views counted.
    """

    page: Page | None
    target: Page | None
    peers: int
    gains: tuple[tuple[str, Gain], ...]
    views: int


def estimate(
    edition: Edition, alike: tuple[str, str], facts: Mapping[str, float | None], asked: AssessmentAddress
) -> Estimate:
    """Return the estimate of one body; `alike`: its kind and strate, `facts`: numbers seen."""
    counts = [facts.get(name) for name in COUNTS]
    if None in counts:
        return Estimate(None, None, 0, (), asked.views)
    page = Page(*[float(count or 0) for count in counts])
    peers, middle = medians(edition, *alike)
    target = aimed(middle, asked.numbers)
    found = gains(page, target, asked.views) if target else {}
    return Estimate(
        page, target, peers, tuple((words, found[name]) for name, words in WORDS.items() if found), asked.views
    )


def aimed(middle: Page | None, given: Mapping[str, int]) -> Page | None:
    """Return the target: the median of the peers, but for what the address gives; None when a count has neither."""
    wanted = {count: given[name] for name, count in _GIVEN.items() if name in given}
    if middle is None:
        return Page(**wanted) if len(wanted) == len(_GIVEN) else None
    return Page(**{count: wanted.get(count, getattr(middle, count)) for count in _GIVEN.values()})


@per_edition
def medians(edition: Edition, kind: str, strate: str) -> tuple[int, Page | None]:
    """Return how many sites of one kind and strate are measured, and their median counts if they are enough."""
    rows = [row for row in queries.numbers(edition, kind, strate, COUNTS) if None not in row]
    if len(rows) < MINIMUM_PEERS:
        return len(rows), None
    return len(rows), Page(*(median(column) for column in zip(*rows, strict=True)))
