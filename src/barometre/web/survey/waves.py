"""Waves: who is invited, their opening, their reminders, their end.

What is written here is whom to write to; whether a message still has an object is looked at again when it goes
(`letters`), so that nobody who answered meanwhile is reminded.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta

import polars as pl
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from barometre.catalogue.load import load_catalogue
from barometre.errors import BarometreError
from barometre.survey.selection import WaveSelection, choose
from barometre.territory import reference
from barometre.web.editions.models import Edition
from barometre.web.editions.queries import current_edition
from barometre.web.mailing.addresses import mac_of
from barometre.web.mailing.models import Added, Dead, Message, Silent
from barometre.web.mailing.queue import enqueue_all
from barometre.web.mailing.states import UNASKED, MessageState, Purpose
from barometre.web.survey.models import Invited, Response, Wave
from barometre.web.survey.shares import freeze_shares
from barometre.web.survey.states import Hindrance
from barometre.web.survey.versions import freeze
from barometre.web.townhall.models import Link
from barometre.web.townhall.official import officials
from barometre.web.townhall.queries import one_at_a_time

# Rows written at once.
BATCH = 5000
# Who opened the questionnaire was asked, whatever became of the messages: somebody gave it a link.
_NOTE_ASKED = """
WITH messages AS (
    SELECT about, siren,
        min(done_at) FILTER (WHERE state = %(sent)s) AS sent,
        max(done_at) FILTER (WHERE state = %(bounced)s) AS bounced
    FROM mailing_message
    WHERE purpose = ANY(%(unasked)s) AND (%(wave)s::text IS NULL OR about = %(wave)s)
    GROUP BY about, siren
), known AS (
    SELECT invited.id, coalesce(sent, opened_at) AS asked, CASE WHEN sent IS NULL THEN bounced END AS back
    FROM survey_invited AS invited JOIN messages ON wave_id = about AND invited.siren = messages.siren
)
UPDATE survey_invited AS invited SET asked_at = asked, bounced_at = back
FROM known
WHERE known.id = invited.id AND (asked_at, bounced_at) IS DISTINCT FROM (asked, back)
"""


def chosen(wave: Wave) -> pl.DataFrame:
    """Return the collectivités that a wave invites, as the reference has them, by SIREN."""
    return choose(WaveSelection.of(wave.selection), reference.collectivites().filter("measured"))


def is_open(wave: Wave, now: datetime) -> bool:
    """Return whether one can answer to a wave: from its opening to its last day, both included."""
    today = timezone.localdate(now)
    return wave.opened_at is not None and wave.closed_at is None and wave.opens_on <= today <= wave.closes_on


def links_end(wave: Wave) -> datetime:
    """Return when the links of a wave cease to open: at the end of the day after the last."""
    return timezone.make_aware(datetime.combine(wave.closes_on + timedelta(days=1), time.max))


def find(name: str) -> Wave:
    """Return a wave.

    Raises:
        BarometreError: there is none of this id.
    """
    wave = Wave.objects.filter(pk=name).first()
    if wave is None:
        known = ", ".join(Wave.objects.values_list("pk", flat=True)) or "none yet"
        raise BarometreError(f"No wave has the id {name!r}; known: {known}")
    return wave


def hindrance(wave: Wave, now: datetime) -> Hindrance | None:
    """Return why a wave cannot be opened; None when it can."""
    if wave.opened_at is not None:
        return Hindrance.OPENED
    if not wave.opens_on <= timezone.localdate(now) <= wave.closes_on:
        return Hindrance.NOT_ITS_TIME
    if current_edition() is None:
        return Hindrance.NO_EDITION
    if not wave.questionnaires or not set(wave.questionnaires) <= set(load_catalogue().questionnaires):
        return Hindrance.NO_QUESTIONNAIRE
    return Hindrance.NOBODY if chosen(wave).is_empty() else None


def open_wave(wave: Wave, now: datetime) -> int:
    """Open a wave: questionnaires and record are frozen, its collectivités invited, their messages queued.

    Returns:
        How many messages were queued.

    Raises:
        BarometreError: something hinders it, or its questionnaires cannot be frozen.
    """
    if why := hindrance(wave, now):
        raise BarometreError(f"Wave {wave.pk} cannot be opened ({why}); its page in /gestion/ says what to change")
    edition, questionnaires = current_edition(), load_catalogue().questionnaires
    assert edition is not None
    sirens = chosen(wave)["siren"].to_list()
    with transaction.atomic():
        wave = Wave.objects.select_for_update().get(pk=wave.pk)
        if wave.opened_at is not None:
            raise BarometreError(f"Wave {wave.pk} was opened meanwhile; look at its page in /gestion/")
        records = [name for name, one in questionnaires.items() if one.theme is None]
        wave.versions.set([freeze(questionnaires[name], now) for name in [*wave.questionnaires, *records]])
        wave.opened_at, wave.base_edition = now, edition.date
        wave.save(update_fields=["opened_at", "base_edition"])
        freeze_shares(wave)
        Invited.objects.bulk_create((Invited(wave=wave, siren=siren) for siren in sirens), batch_size=BATCH)
        known = addresses(edition, sirens)
        return enqueue_all(Purpose.INVITATION, wave.pk, _pairs(known), now)


def close_wave(wave: Wave, now: datetime) -> None:
    """Close a wave before its last day: its links cease to open questionnaires, its messages that wait do not go.

    Raises:
        BarometreError: it is not open.
    """
    if not Wave.objects.filter(pk=wave.pk, closed_at=None, opened_at__isnull=False).update(closed_at=now):
        raise BarometreError(f"Wave {wave.pk}: it is not open, there is nothing to close")


def move_end(wave: Wave) -> None:
    """Have the links of a wave open until its last day, when that changed."""
    Link.objects.filter(wave=wave.pk, revoked_at=None).update(expires_at=links_end(wave))


def addresses(edition: Edition, sirens: Iterable[str]) -> dict[str, list[str]]:
    """Return where to write to collectivités: SIREN -> the official address, then those that the team added."""
    sirens = list(sirens)
    found = {siren: [one.address] if one.address else [] for siren, one in officials(edition, sirens).items()}
    for siren, address in Added.objects.filter(siren__in=sirens).order_by("pk").values_list("siren", "address"):
        known = found.setdefault(siren, [])
        if address.lower() not in (one.lower() for one in known):
            known.append(address)
    return found


def remind(wave: Wave, now: datetime) -> int:
    """Queue the next reminder of a wave: to who was asked, sent nothing, and neither refuses nor came back.

    It goes to the addresses that took the invitation. Who sends meanwhile is left out when the message goes.

    Returns:
        How many messages were queued.

    Raises:
        BarometreError: the wave is not open, or another reminder was asked for since `wave` was read.
    """
    known = wave.reminders
    with transaction.atomic():
        wave = Wave.objects.select_for_update().get(pk=wave.pk)
        if wave.reminders != known:
            raise BarometreError(f"Wave {wave.pk}: a reminder was asked for meanwhile; look at its page in /gestion/")
        edition = current_edition()
        if edition is None or not is_open(wave, now):
            raise BarometreError(f"Wave {wave.pk}: it is not open, nobody can be reminded")
        note_asked(wave.pk)
        wave.reminders += 1
        wave.save(update_fields=["reminders"])
        waiting = Invited.objects.filter(wave=wave, asked_at__isnull=False, bounced_at=None)
        waiting = waiting.exclude(siren__in=sent_to(wave.pk)).order_by("siren").values_list("siren", flat=True)
        known = addresses(edition, waiting)
        return enqueue_all(Purpose.REMINDER, wave.pk, _reachable(wave.pk, known), now, wave.reminders)


def plan_reminders(now: datetime) -> dict[str, int]:
    """Queue the reminders whose day has come; return wave -> how many messages. Called twice, it does nothing more."""
    done = {}
    today = timezone.localdate(now)
    for wave in Wave.objects.filter(opened_at__isnull=False, closed_at=None, closes_on__gte=today):
        assert wave.opened_at is not None
        began = timezone.localdate(wave.opened_at)
        due = sum(began + timedelta(days=days) <= today for days in wave.reminder_days)
        if wave.reminders < due:
            done[wave.pk] = remind(wave, now)
    return done


def sent_to(wave: str) -> QuerySet[Response, dict[str, str]]:
    """Return who sent at least one questionnaire of a wave: nobody asks it for more."""
    return Response.objects.filter(wave=wave, sent_at__isnull=False).values("siren")


def note_asked(wave: str | None = None) -> None:
    """Bring what is known of who was asked up to date with the messages, of one wave or of all.

    A collectivité was asked when one of its messages was taken and did not come back.
    """
    names = {"sent": MessageState.SENT.value, "bounced": MessageState.BOUNCED.value, "wave": wave}
    # Two at once would lock the same rows in two orders.
    with one_at_a_time("asked"), connection.cursor() as cursor:
        cursor.execute(_NOTE_ASKED, names | {"unasked": [purpose.value for purpose in UNASKED]})


def outside(wave: Wave) -> int:
    """Return how many collectivités sent an answer to a wave that did not invite them."""
    invited = Invited.objects.filter(wave=wave).values("siren")
    return sent_to(wave.pk).exclude(siren__in=invited).distinct().count()


def _pairs(known: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    for siren, several in sorted(known.items()):
        yield from ((siren, address) for address in several)


def _reachable(wave: str, known: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    """Yield the addresses that took the invitation, and neither came back nor refuse more."""
    took = Message.objects.filter(about=wave, purpose=Purpose.INVITATION, state=MessageState.SENT)
    reached = set(took.values_list("siren", "address_mac"))
    away = {*Silent.objects.values_list("address_mac", flat=True), *Dead.objects.values_list("address_mac", flat=True)}
    for siren, address in _pairs(known):
        mac = mac_of(address)
        if mac not in away and (siren, mac) in reached:
            yield siren, address
