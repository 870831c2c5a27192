"""Waves opened, reminded and closed: who is invited, who is reminded, who is counted as asked."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from barometre.errors import BarometreError
from barometre.web.editions.queries import by_siren
from barometre.web.mailing.addresses import mac_of
from barometre.web.mailing.models import Added, Dead, Message, Silent
from barometre.web.mailing.states import MessageState, Purpose
from barometre.web.survey import following, waves
from barometre.web.survey.letters import invitation
from barometre.web.survey.models import Invited, Response, Wave
from barometre.web.survey.states import Hindrance
from barometre.web.survey.writers import WRITERS
from barometre.web.townhall.models import Event, Link
from barometre.web.townhall.official import macs_of
from barometre.web.townhall.queries import standing
from barometre.web.townhall.states import Standing
from townhall_visits import MENDE

LOZERE_EPCI = "200006930"


def messages(purpose=Purpose.INVITATION, siren=MENDE):
    return Message.objects.filter(purpose=purpose, about="hiver", siren=siren)


def answer(wave, siren=MENDE, sent=True):
    version, now = wave.versions.first(), timezone.now()
    return Response.objects.create(
        siren=siren,
        wave=wave.pk,
        questionnaire=version.questionnaire,
        version=version,
        started_at=now,
        sent_at=now if sent else None,
    )


def test_opening_freezes_invites_and_queues(opened, undone):
    wave = opened.wave
    assert (wave.opened_at, wave.base_edition) == (opened.now, undone.date)
    assert set(wave.questionnaires) < {version.questionnaire for version in wave.versions.all()}, "and the record"
    invited = Invited.objects.filter(wave=wave)
    assert invited.count() > opened.queued > 100, "those without address are invited too"
    message = messages().get()
    assert (message.state, message.operator) == (MessageState.WAITING, message.address.rpartition("@")[2])
    assert not Link.objects.filter(wave="hiver").exists(), "a link is made when its message goes"
    with pytest.raises(BarometreError, match="cannot be opened"):
        waves.open_wave(wave, opened.now)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"opens_on": 1}, Hindrance.NOT_ITS_TIME),
        ({"closes_on": -1}, Hindrance.NOT_ITS_TIME),
        ({"questionnaires": []}, Hindrance.NO_QUESTIONNAIRE),
        ({"questionnaires": ["absent"]}, Hindrance.NO_QUESTIONNAIRE),
        ({"selection": {"sirens": ["999999999"]}}, Hindrance.NOBODY),
        ({"opened_at": timezone.now()}, Hindrance.OPENED),
        ({}, None),
    ],
)
def test_what_hinders_an_opening(make_wave, given, why):
    # Days are told from today, which may have come since tests were collected.
    today = timezone.localdate()
    given = {name: today + timedelta(days=one) if isinstance(one, int) else one for name, one in given.items()}
    assert waves.hindrance(make_wave(**given), timezone.now()) is why


def test_added_addresses_are_written_to_each_once(make_wave):
    Added.objects.create(siren=LOZERE_EPCI, address="accueil@epci.example")
    wave = make_wave()
    official = waves.addresses(waves.current_edition(), [MENDE])[MENDE][0]
    Added.objects.create(siren=MENDE, address=official.upper())
    Added.objects.create(siren=MENDE, address="dgs@mende.example")
    waves.open_wave(wave, timezone.now())
    assert sorted(messages().values_list("address", flat=True)) == sorted([official, "dgs@mende.example"])


def test_the_letter_says_who_why_how_long_until_when_and_how_to_refuse(opened):
    message = messages().get()
    message.message_id = "<1@example.fr>"
    letter = invitation(message, opened.now)
    for part in (
        "Mende",
        "Enquête d’hiver",
        "Pourquoi",
        "minutes",
        "Jusqu’à quand",
        "n’est pas obligatoire",
        "/enquete/desinscription/?de=",
        "/mentions-legales/#donnees-personnelles",
        "Une question",
    ):
        assert part in letter.body, part
    assert not re.search(r" [:;?!»]|« ", letter.body)
    assert max(map(len, letter.subject.splitlines())) < 100
    again = invitation(message, opened.now)
    assert (again.subject, again.body) == (letter.subject, letter.body), "sent again it is the same, link included"
    link = Link.objects.get(wave="hiver")
    assert (link.siren, link.address_mac) == (MENDE, message.address_mac)
    assert timezone.localdate(link.expires_at) == opened.wave.closes_on + timedelta(days=1)


def test_a_scanner_that_follows_the_link_changes_nothing(opened):
    """HEAD, then GET without cookie, seconds after the sending."""
    message = messages().get()
    message.message_id = "<2@example.fr>"
    letter = invitation(message, opened.now)
    link = re.search(r"https://\S+(/mairie/entrer/\S+)", letter.body)[1]
    before = list(Event.objects.values_list("pk", flat=True))
    scanner = Client(SERVER_NAME="localhost")
    for read in (scanner.head, scanner.get, scanner.get):
        page = read(link)
        assert page.status_code == 200 and not page.cookies.get("mairie")
    assert before == list(Event.objects.values_list("pk", flat=True))
    assert Invited.objects.get(wave="hiver", siren=MENDE).opened_at is None
    assert not Response.objects.filter(siren=MENDE).exists()


def test_a_link_sent_to_an_added_address_holds_as_long_as_it_is_added(make_wave):
    Added.objects.create(siren=LOZERE_EPCI, address="accueil@epci.example")
    edition = waves.current_edition()
    waves.open_wave(make_wave(selection={"sirens": [LOZERE_EPCI]}), timezone.now())
    assert invitation(messages(siren=LOZERE_EPCI).get(), timezone.now())
    link, body = Link.objects.get(wave="hiver"), by_siren(edition, LOZERE_EPCI)
    assert standing(link, macs_of(body), timezone.now()) is Standing.OPENS
    Added.objects.all().delete()
    assert standing(link, macs_of(body), timezone.now()) is Standing.MOVED, "the team took it back"
    assert invitation(messages(siren=LOZERE_EPCI).get(), timezone.now()) is None


@pytest.mark.parametrize("happened", ["closed", "over", "answered", "gone"])
def test_an_invitation_without_object_does_not_go(opened, happened):
    now = opened.now
    match happened:
        case "closed":
            waves.close_wave(opened.wave, now)
        case "over":
            now += timedelta(days=31)
        case "answered":
            answer(opened.wave)
        case "gone":
            Message.objects.filter(about="hiver").update(about="another")
            assert invitation(Message.objects.filter(siren=MENDE, about="another").get(), now) is None
            return
    assert invitation(messages().get(), now) is None


def test_only_who_was_asked_and_did_nothing_is_reminded(taken):
    sirens = list(Invited.objects.filter(wave="hiver", asked_at__isnull=False).values_list("siren", flat=True)[:8])
    sent, begun, silent, dead, bounced, never, *plain = sirens
    answer(taken.wave, sent)
    answer(taken.wave, begun, sent=False)
    macs = dict(Message.objects.filter(about="hiver").values_list("siren", "address_mac"))
    Silent.objects.create(address_mac=macs[silent], siren=silent, at=taken.now)
    Dead.objects.create(address_mac=macs[dead], siren=dead, at=taken.now, answer="550 5.1.1")
    messages(siren=bounced).update(state=MessageState.BOUNCED)
    messages(siren=never).update(state=MessageState.WAITING, done_at=None)
    Invited.objects.filter(siren=never).update(asked_at=None)
    count = waves.remind(taken.wave, taken.now)
    reminded = set(Message.objects.filter(purpose=Purpose.REMINDER).values_list("siren", flat=True))
    asked = set(macs) - {sent, silent, dead, bounced, never}
    same = {siren for siren in asked if macs[siren] in (macs[silent], macs[dead])}  # several share a secretary's box
    assert reminded == asked - same and begun in reminded and set(plain) <= reminded | same
    assert count == len(reminded)
    none = Invited.objects.filter(wave="hiver").exclude(siren__in=macs).values_list("siren", flat=True)
    assert none and not reminded & set(none), "never invited by mail"


@pytest.mark.parametrize("happened", ["closed", "answered", "bounced"])
def test_a_reminder_is_chosen_when_it_goes_not_when_it_was_asked_for(taken, happened):
    waves.remind(taken.wave, taken.now)
    reminder = messages(Purpose.REMINDER).get()
    assert invitation(reminder, taken.now).subject.startswith("Rappel")
    match happened:
        case "closed":
            waves.close_wave(taken.wave, taken.now)
        case "answered":
            answer(taken.wave)
        case "bounced":
            messages().update(state=MessageState.BOUNCED)
            waves.note_asked()
    assert invitation(reminder, taken.now) is None


def test_each_address_gets_each_reminder_once(taken):
    first = waves.remind(taken.wave, taken.now)
    with pytest.raises(BarometreError, match="was asked for meanwhile"):
        waves.remind(taken.wave, taken.now)  # as another sender, or another click, knew the wave
    taken.wave.refresh_from_db()
    assert waves.remind(taken.wave, taken.now) == first
    assert sorted(messages(Purpose.REMINDER).values_list("number", flat=True)) == [1, 2]
    macs = Message.objects.filter(purpose=Purpose.REMINDER, number=1).values_list("siren", "address_mac")
    assert len(macs) == len(set(macs))


def test_planned_reminders_are_queued_on_their_day_once(taken):
    Wave.objects.update(reminder_days=[10, 20])

    def planned(days):
        return [bool(waves.plan_reminders(taken.now + timedelta(days=days))) for _ in range(2)]

    assert planned(9) == [False, False]
    assert planned(10) == [True, False]
    assert planned(21) == [True, False]
    assert planned(31) == [False, False], "the wave is over"


def test_who_bounced_was_not_asked_unless_it_came_by_itself(taken):
    invited = Invited.objects.filter(wave="hiver", siren=MENDE)
    assert invited.get().asked_at == taken.now
    messages().update(state=MessageState.BOUNCED)
    waves.note_asked("hiver")
    assert invited.get().asked_at is None and invited.get().bounced_at == taken.now
    invited.update(opened_at=taken.now)
    waves.note_asked()
    assert invited.get().asked_at == taken.now


def test_when_the_last_day_moves_links_follow(opened):
    message = messages().get()
    message.message_id = "<3@example.fr>"
    invitation(message, opened.now)
    opened.wave.closes_on += timedelta(days=5)
    waves.move_end(opened.wave)
    assert Link.objects.get(wave="hiver").expires_at == waves.links_end(opened.wave)


def test_rates_are_over_those_who_were_asked(taken):
    answer(taken.wave)
    answer(taken.wave, "212902324")  # was not invited
    table = following.followed(taken.wave)
    total = following.whole(table)
    assert (total.sent, total.asked) == (1, taken.queued) and total.rate == pytest.approx(100 / taken.queued)
    assert total.invited == total.asked + total.without and total.back == total.waiting == 0
    assert waves.outside(taken.wave) == 1
    kinds = {group.code: group for group in following.groups(table, "kind", {"commune": 30})}
    assert kinds["commune"].target == 30 and kinds["epci"].rate is None and kinds["epci"].without > 0
    for level in following.LEVELS:
        assert sum(group.invited for group in following.groups(table, level)) == total.invited
    days = following.sent_by_day(taken.wave)
    assert list(days.values()) == [2]


def test_before_opening_one_sees_whom_one_cannot_write_to_and_why(make_wave, undone):
    wave = make_wave()
    official = waves.addresses(undone, [MENDE])[MENDE][0]
    Silent.objects.create(address_mac=mac_of(official), siren=MENDE, at=timezone.now())
    table = following.prepared(wave, undone)
    lacks = dict(table.group_by("lack").len().iter_rows())
    assert lacks["silent"] == 1 and lacks["not-here"] >= 10 and lacks[None] > 100
    assert following.whole(table).without == table.height - lacks[None]


def test_each_kind_of_message_has_a_writer():
    assert set(WRITERS) == set(Purpose)


def test_the_sender_and_a_page_never_note_at_once(taken):
    with CaptureQueriesContext(connection) as queries:
        waves.note_asked()
    told = " ".join(query["sql"] for query in queries)
    assert 0 < told.index("pg_advisory_xact_lock") < told.index("UPDATE survey_invited")
