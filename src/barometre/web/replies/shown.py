"""What all see beside a figure: what the collectivité says of it, as long as the figure is what it speaks of."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max
from django.utils import timezone

from barometre.edition.changes import LEAST_POINTS
from barometre.web.editions.models import Edition
from barometre.web.replies.models import Period, Reply
from barometre.web.replies.states import Moderation, Stance
from barometre.web.shared.memory import per_second, per_state


@dataclass(frozen=True)
class ShownReply:
    """A reply as everybody reads it: `words` are those that were accepted, `score` that of the verdict it is about."""

    stance: Stance
    words: str
    day: date
    score: float | None

    @property
    def position(self) -> str:
        """The stance in French, as the form has it."""
        return Reply.STANCES[self.stance.value]


@per_second
def replies_version() -> str:
    """Return a text that changes with what is shown, empty while nothing ever was."""
    shown = Period.objects.filter(withdrawn_at=None).aggregate(last=Max("published_at"))["last"]
    if shown is None:
        return ""
    told = Reply.objects.aggregate(count=Count("decided_at"), last=Max("decided_at"))
    return "-".join(str(one and one.timestamp()) for one in (shown, told["last"])) + f"-{told['count']}"


def with_replies(version: str = "") -> str:
    """Return what an ETag has beside its edition: the version of the programme, if it counts, and that of replies."""
    return "-".join(filter(None, (version, replies_version())))


@per_state(replies_version)
def _published(day: date) -> Mapping[str, Mapping[str, ShownReply]]:
    """Return, for an edition, SIREN -> indicator -> what was last said of it in the periods of editions up to it."""
    found: dict[str, dict[str, ShownReply]] = {}
    rows = Reply.objects.filter(
        current=True, period__edition__lte=day, period__withdrawn_at=None, period__published_at__isnull=False
    )
    for one in rows.order_by("period__edition").iterator(chunk_size=2000):
        words = one.words if one.decision == Moderation.ACCEPTED else ""
        if one.stance != Stance.NONE or words:
            told = ShownReply(Stance(one.stance), words, timezone.localtime(one.at).date(), one.score)
            found.setdefault(one.siren, {})[one.indicator] = told
    return found


def shown_replies(edition: Edition, siren: str, answers: Mapping[str, Mapping[str, Any]]) -> dict[str, ShownReply]:
    """Return what a collectivité says of the figures of an edition.

    Args:
        edition: a published edition.
        siren: the collectivité.
        answers: indicator -> what this edition knows of it, its score if any: a reply is about one answer, and is not
            shown beside another.
    """
    told = _published(edition.date).get(siren, {})
    return {one: reply for one, reply in told.items() if _same(reply.score, answers.get(one, {}).get("score"))}


def _same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) < LEAST_POINTS
