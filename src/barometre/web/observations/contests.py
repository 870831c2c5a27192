"""Reads and writes of the verdicts contested: sent, followed, taken, settled, counted, forgotten."""

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db import connection
from django.utils import timezone

from barometre.errors import BarometreError
from barometre.web.observations.models import Contest
from barometre.web.observations.queries import KEPT, SHOWN, one_at_a_time
from barometre.web.observations.states import ContestOutcome

# Contests of one verdict of one collectivité in twenty-four hours; its other verdicts stay open.
CONTESTS_A_DAY = 5
# Contests of a whole instance in twenty-four hours: what its operator can be asked to read, and its disk to hold.
ALL_CONTESTS_A_DAY = 1000
# Characters of a contest, and of its answer.
LONGEST = 2000
# How long the text and the e-mail address stay once the contest is settled, so that its answer can be corrected.
READ_AFTER = timedelta(days=30)


class Refusal(StrEnum):
    """Why a contest is not kept."""

    SUBJECT_FULL = "subject-full"
    ALL_FULL = "all-full"


@dataclass(frozen=True)
class ContestCounts:
    """How many contests there are; those settled are of the last twelve months, `delay` is their median.

    An outcome is the empty text for those settled before outcomes were kept.
    """

    received: int
    under_way: int
    settled: dict[str, int]
    delay: timedelta | None

    @property
    def total_settled(self) -> int:
        """How many were settled."""
        return sum(self.settled.values())


def add_contest(siren: str, subject: str, text: str, email: str, now: datetime) -> Contest | Refusal:
    """Keep a contest, unless too many came; the same one sent twice is one."""
    with one_at_a_time(siren):
        same = Contest.objects.filter(siren=siren, subject=subject, text=text, email__iexact=email, closed_at=None)
        if already := same.first():
            return already
        lately = Contest.objects.filter(sent_at__gt=now - timedelta(days=1))
        if lately.filter(siren=siren, subject=subject).count() >= CONTESTS_A_DAY:
            return Refusal.SUBJECT_FULL
        if lately.count() >= ALL_CONTESTS_A_DAY:
            return Refusal.ALL_FULL
        return Contest.objects.create(siren=siren, subject=subject, text=text, email=email, sent_at=now)


def followed(token: str) -> Contest | None:
    """Return the contest followed at an address."""
    return Contest.objects.filter(token=token).first()


def contests(siren: str, now: datetime) -> list[Contest]:
    """Return the contests that pages show, oldest first: the open ones, and those answered lately."""
    found = Contest.objects.filter(siren=siren).order_by("sent_at")
    return [one for one in found if one.closed_at is None or one.closed_at > now - SHOWN]


def open_contests() -> list[Contest]:
    """Return the contests that wait for the operator, oldest first."""
    return list(Contest.objects.filter(closed_at=None).order_by("sent_at"))


def take_contest(identifier: int) -> Contest:
    """Say that a contest is being looked at.

    Raises:
        BarometreError: no contest has this number.
    """
    contest = _numbered(identifier)
    if contest.looked_at is None and contest.closed_at is None:
        contest.looked_at = timezone.now()
        contest.save(update_fields=["looked_at"])
    return contest


def settle_contest(identifier: int, outcome: ContestOutcome, answer: str) -> tuple[Contest, bool]:
    """Settle a contest, or correct how it was; outcome and answer are shown in public.

    Returns:
        The contest, and whether it was settled already.

    Raises:
        BarometreError: no contest has this number, or the answer is empty or too long.
    """
    contest = _numbered(identifier)
    sentence = one_line(answer)
    if not any(letter.isalnum() for letter in sentence):
        raise BarometreError("The answer to a contest is empty; write the sentence that its page will show")
    if len(sentence) > LONGEST:
        raise BarometreError(f"The answer to a contest has {len(sentence)} characters; write {LONGEST} at most")
    corrected = contest.closed_at is not None
    contest.closed_at, contest.outcome, contest.answer = contest.closed_at or timezone.now(), outcome.value, sentence
    contest.save(update_fields=["closed_at", "outcome", "answer"])
    return contest, corrected


def one_line(text: str) -> str:
    """Return a text on one line, without what commands a terminal or reorders a line."""
    return " ".join("".join(letter if _printed(letter) else " " for letter in text).split())


def contest_counts(now: datetime) -> ContestCounts:
    """Count the contests open, those settled in the last twelve months by outcome, and their median delay."""
    open_ones = Contest.objects.filter(closed_at=None)
    settled = Contest.objects.filter(closed_at__gt=now - KEPT)
    by_outcome: dict[str, int] = {}
    for outcome in settled.values_list("outcome", flat=True):
        by_outcome[outcome] = by_outcome.get(outcome, 0) + 1
    return ContestCounts(
        received=open_ones.filter(looked_at=None).count(),
        under_way=open_ones.exclude(looked_at=None).count(),
        settled=by_outcome,
        delay=_median_delay(now),
    )


def _median_delay(now: datetime) -> timedelta | None:
    """Return the median time from a contest to its answer, over those settled in the last twelve months."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY closed_at - sent_at) FROM observations_contest "
            "WHERE closed_at > %s",
            [now - KEPT],
        )
        (delay,) = cursor.fetchone()
    return delay


def forget_contests(today: date) -> int:
    """Erase what people wrote a month after the answer, and a year after they wrote it; return how many changed.

    A contest settled a year ago is deleted; one that nobody settled stays counted, without its text.
    """
    now = timezone.make_aware(datetime(today.year, today.month, today.day))
    gone, _ = Contest.objects.filter(closed_at__lt=now - KEPT).delete()
    written = Contest.objects.exclude(text="", email="")
    old = written.filter(closed_at__lt=now - READ_AFTER) | written.filter(sent_at__lt=now - KEPT)
    return gone + old.update(text="", email="")


def _numbered(identifier: int) -> Contest:
    """Return a contest by its number.

    Raises:
        BarometreError: no contest has it.
    """
    contest = Contest.objects.filter(id=identifier).first()
    if contest is None:
        raise BarometreError(f"No contest has the number {identifier}; list them with: barometre contests list")
    return contest


def _printed(letter: str) -> bool:
    return not unicodedata.category(letter).startswith("C")
