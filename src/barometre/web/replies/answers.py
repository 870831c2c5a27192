"""Replies of collectivités: kept, corrected, moderated, counted, forgotten."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Sum

from barometre.web.observations.contests import one_line
from barometre.web.replies.models import Asked, Period, Reply
from barometre.web.replies.periods import stage_of
from barometre.web.replies.states import Ground, Moderation, Stage, Stance, Unkept
from barometre.web.townhall.models import Link
from barometre.web.townhall.queries import DAY, one_at_a_time

# Characters of the words about one verdict.
LONGEST = 1000
# Replies of one collectivité in twenty-four hours, corrections included.
MOST_A_DAY = 200
# How long after its last day a period keeps more than what is published: verdicts shown, former and unpublished words.
KEPT = timedelta(days=365)


@dataclass(frozen=True)
class PeriodTally:
    """How a period was answered: collectivités, then verdicts. No answer is counted as agreement."""

    asked: int
    unreached: int
    answered: int
    moved: int
    agreed: int
    disagreed: int
    said: int

    @property
    def silent(self) -> int:
        """Collectivités that answered nothing."""
        return self.asked - self.answered

    @property
    def unanswered(self) -> int:
        """Verdicts about which nothing is said."""
        return self.moved - self.agreed - self.disagreed - self.said


def asked_of(siren: str) -> Asked | None:
    """Return what a collectivité was last asked about."""
    return Asked.objects.filter(siren=siren).select_related("period").order_by("-period_id").first()


def replies_of(asked: Asked) -> dict[str, Reply]:
    """Return what a collectivité says of each verdict of a period, as it last said it."""
    return {one.indicator: one for one in Reply.objects.filter(period=asked.period, siren=asked.siren, current=True)}


def history_of(asked: Asked, indicator: str) -> list[Reply]:
    """Return what a collectivité said of one verdict before, newest first."""
    former = Reply.objects.filter(period=asked.period, siren=asked.siren, indicator=indicator, current=False)
    return list(former.order_by("-pk"))


def written(text: str) -> str:
    """Return words as they are kept: on one line, without what commands a terminal or reorders a line."""
    return one_line(text)


def keep_reply(
    asked: Asked, indicator: str, stance: Stance, words: str, link: Link, seen: int, now: datetime
) -> Reply | Unkept:
    """Keep what a collectivité says of a verdict; what it says already is not kept twice.

    Args:
        asked: what it was asked about.
        indicator: one of its verdicts.
        stance: what it says of it.
        words: as `written` gives them.
        link: by which it entered.
        seen: number of the reply that its page showed; 0 without any.
        now: the present moment.

    Returns:
        The reply; why it is not kept when the period is over, somebody else said otherwise meanwhile, or it said
        too much in a day.
    """
    with one_at_a_time(f"reply {asked.siren}"):
        period = Period.objects.get(pk=asked.period_id)
        if stage_of(period, now) is not Stage.OPEN:
            return Unkept.CLOSED
        mine = Reply.objects.filter(period=period, siren=asked.siren)
        last = mine.filter(indicator=indicator, current=True).first()
        if last and (last.stance, last.words) == (stance, words):
            return last
        if last and last.pk != seen:
            return Unkept.CHANGED
        if mine.filter(at__gt=now - DAY).count() >= MOST_A_DAY:
            return Unkept.TOO_MANY
        if last:
            Reply.objects.filter(pk=last.pk).update(current=False)
        return Reply.objects.create(
            period=period,
            siren=asked.siren,
            indicator=indicator,
            score=asked.verdicts[indicator]["after"].get("score"),
            stance=stance.value,
            words=words,
            at=now,
            link=link.pk,
        )


def decide(reply: int, decision: Moderation, ground: Ground | None, by: str, now: datetime) -> None:
    """Publish the words of a reply, or refuse them on a ground of the rule; its stance stays either way."""
    refused = ground.value if ground and decision is Moderation.REFUSED else ""
    Reply.objects.filter(pk=reply).update(decision=decision.value, ground=refused, decided_at=now, decided_by=by)


def tally_of(period: Period) -> PeriodTally:
    """Count the answers to a period."""
    asked = Asked.objects.filter(period=period)
    current = list(
        Reply.objects.filter(period=period, current=True).only("siren", "stance", "words").iterator(chunk_size=2000)
    )
    told = [one for one in current if one.says_something]
    by_stance = {stance: sum(one.stance == stance for one in told) for stance in Stance}
    return PeriodTally(
        asked=asked.count(),
        unreached=asked.filter(written_to=False).count(),
        answered=len({one.siren for one in told}),
        moved=asked.aggregate(all=Sum("moved"))["all"] or 0,
        agreed=by_stance[Stance.AGREE],
        disagreed=by_stance[Stance.DISAGREE],
        said=by_stance[Stance.NONE],
    )


def tallies() -> Mapping[Period, PeriodTally]:
    """Return the count of each period that was not withdrawn, newest first."""
    periods = Period.objects.filter(withdrawn_at=None).defer("catalogue").order_by("-edition")
    return {period: tally_of(period) for period in periods}


def forget_replies(today: date) -> int:
    """Erase, a year after the last day of a period, what it kept and is not published; return how many changed.

    What is published stays with the figure: counts, stances, words accepted. The rest goes: the verdicts as they were
    shown, what was said before, words that were refused or that nobody read.
    """
    old = Period.objects.filter(last_day__lt=today - KEPT)
    gone, _ = Reply.objects.filter(period__in=old, current=False).delete()
    unread = Reply.objects.filter(period__in=old).exclude(decision=Moderation.ACCEPTED).exclude(words="")
    kept = Asked.objects.filter(period__in=old).exclude(verdicts={})
    old.exclude(catalogue={}).update(catalogue={})
    Reply.objects.filter(period__in=old).exclude(decided_by="").update(decided_by="")
    return gone + unread.update(words="") + kept.update(verdicts={}, facts={})
