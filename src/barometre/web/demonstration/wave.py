"""The made-up wave: invitations, reminders, messages that came back, links, answers, what was sent."""

import secrets
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import chain

import numpy as np
from django.utils import timezone

from barometre.catalogue.questionnaires import Questionnaire
from barometre.demonstration.answers import MadeUpAnswers, is_answer
from barometre.demonstration.bodies import DAYS
from barometre.demonstration.wave import MadeUpResponse, short, wave
from barometre.survey.answers import AnswerStatus, packed
from barometre.web.demonstration.scene import JsonValue, Scene, copy_rows
from barometre.web.mailing.addresses import mac_of
from barometre.web.mailing.models import Dead, Message, Pause, Silent
from barometre.web.mailing.operators import operator_of
from barometre.web.mailing.states import MessageState, Purpose
from barometre.web.survey.models import Answer, Invited, Person, Response, Sending, Version, Wave
from barometre.web.survey.shares import freeze_shares
from barometre.web.survey.states import ANY_TIME, How
from barometre.web.survey.versions import freeze
from barometre.web.townhall.models import Event, Link
from barometre.web.townhall.queries import hash_of
from barometre.web.townhall.states import Author, Happening

WAVE = "demonstration"
# How long after the wave the short version is answered.
_LATER = timedelta(days=2)
# Days since it opened, until it closes, and after which reminders went.
OPENED, CLOSES, REMINDED = 45, 20, 21
# Shares of messages that came back, that wait; of collectivités that want none.
BACK, WAITING, SILENT = 0.015, 0.004, 0.002
# Domain that no mail reaches (RFC 2606).
NOWHERE = "demonstration.example"


def fill(scene: Scene) -> None:
    """Write the wave and all that came of it."""
    opened = scene.now - timedelta(days=OPENED)
    made = list(wave(scene.catalogue, scene.bodies, scene.facts))
    versions = {one.id: freeze(one, opened) for one, _ in made}
    row = Wave.objects.create(
        id=WAVE,
        title="Vague de démonstration",
        opens_on=timezone.localdate(opened),
        closes_on=timezone.localdate(scene.now + timedelta(days=CLOSES)),
        questionnaires=list(versions),
        base_edition=DAYS[-1],
        reminder_days=[REMINDED, OPENED + 7],
        reminders=1,
        targets={"commune": 10, "epci": 25, "departement": 40, "region": 40},
        opened_at=opened,
    )
    row.versions.set(versions.values())
    freeze_shares(row)
    began = _began(scene, made, opened)
    links = _links(scene, began)
    _messages(scene, opened, set(began))
    _responses(scene, made, versions, began, links)


def _began(
    scene: Scene, made: list[tuple[Questionnaire, list[MadeUpResponse]]], opened: datetime
) -> dict[str, datetime]:
    """Return when each respondent opened the questionnaires: many at once, many after the reminder."""
    draws = scene.bodies.draws("began")
    sirens = [one.siren for one in made[0][1]]
    late = draws.random(len(sirens)) < 0.4
    days = np.where(late, REMINDED, 0) + np.minimum(draws.exponential(4, len(sirens)), OPENED - REMINDED - 1)
    return {siren: opened + timedelta(days=float(one)) for siren, one in zip(sirens, days, strict=True)}


def _links(scene: Scene, began: dict[str, datetime]) -> dict[str, int]:
    """Write the link of each respondent, a few shared with a colleague, and their log; return SIREN -> link."""
    ends = scene.now + timedelta(days=CLOSES + 1)

    def link(siren: str, at: datetime, **more: object) -> Link:
        token = hash_of(secrets.token_urlsafe(32))
        return Link(token_hash=token, siren=siren, issued_at=at, expires_at=ends, wave=WAVE, **more)

    made = Link.objects.bulk_create([link(siren, at) for siren, at in began.items()], batch_size=5000)
    Link.objects.bulk_create(
        link(one.siren, one.issued_at, parent=one, who="Responsable informatique", may_send=False) for one in made[::20]
    )
    happened = ((Happening.SENT, Author.SITE), (Happening.OPENED, Author.HOLDER))
    Event.objects.bulk_create(
        (
            Event(siren=one.siren, link=one.pk, happening=happening, author=author, at=one.issued_at)
            for one in made
            for happening, author in happened
        ),
        batch_size=5000,
    )
    return {one.siren: one.pk for one in made}


def _messages(scene: Scene, opened: datetime, answered: set[str]) -> None:
    """Write who was invited, the messages and what became of them; no real address is kept in any."""
    draws = scene.bodies.draws("messages")
    rows, dead, silent = [], [], []
    invited: list[tuple[object, ...]] = []
    reminded = opened + timedelta(days=REMINDED)
    fates = draws.random((scene.bodies.frame.height, 2))
    operators = scene.catalogue.mail_operators
    told = scene.bodies.frame.select("siren", "kind", "email").iter_rows()
    for (siren, kind, email), (fate, want) in zip(told, fates, strict=True):
        address = f"{siren}@{NOWHERE}" if kind == "commune" else f"contact-{siren}@{NOWHERE}"
        if kind == "commune" and not email:
            invited.append((WAVE, siren, None, None, None))
            continue
        mac, operator = mac_of(address), operator_of(email or address, operators)
        back = fate < BACK and siren not in answered
        waits = not back and fate < BACK + WAITING and siren not in answered
        state = MessageState.BOUNCED if back else MessageState.WAITING if waits else MessageState.SENT
        rows.append(_message(Purpose.INVITATION, 0, siren, address, mac, operator, state, opened))
        asked = state is MessageState.SENT
        at = opened + timedelta(minutes=float(want) * 600)
        seen = at + timedelta(hours=3) if siren in answered or (asked and want < 0.03) else None
        invited.append((WAVE, siren, at if asked else None, at if back else None, seen))
        if back:
            dead.append(Dead(address_mac=mac, siren=siren, at=at, answer="550 5.1.1"))
        elif asked and want > 1 - SILENT:
            silent.append(Silent(address_mac=mac, siren=siren, at=at))
        elif asked and siren not in answered:
            rows.append(_message(Purpose.REMINDER, 1, siren, address, mac, operator, MessageState.SENT, reminded))
    copy_rows(Invited, ["wave_id", "siren", "asked_at", "bounced_at", "opened_at"], invited)
    names = "purpose about number siren address address_mac operator state tries queued_at next_at done_at answer"
    copy_rows(Message, [*names.split(), "message_id"], rows)
    Dead.objects.bulk_create(dead)
    Silent.objects.bulk_create(silent)
    hour = timedelta(hours=1)
    Pause.objects.create(
        operator="operateur-fictif.example", since=scene.now - hour, until=scene.now + hour, answer="554 5.7.1"
    )


def _message(
    purpose: Purpose, number: int, siren: str, address: str, mac: str, operator: str, state: MessageState, at: datetime
) -> tuple[object, ...]:
    waits = state is MessageState.WAITING
    answer = {MessageState.SENT: "250", MessageState.BOUNCED: "550 5.1.1"}.get(state, "")
    kept = address if waits else ""
    done = None if waits else at
    tries = int(not waits)
    return purpose.value, WAVE, number, siren, kept, mac, operator, state.value, tries, at, at, done, answer, ""


def _responses(
    scene: Scene,
    made: list[tuple[Questionnaire, list[MadeUpResponse]]],
    versions: dict[str, Version],
    began: dict[str, datetime],
    links: dict[str, int],
) -> None:
    """Write the responses to each questionnaire, their answers, what was sent, and who answered."""
    for number, (questionnaire, sheets) in enumerate(made):
        late = timedelta(minutes=12 * number)
        version = versions[questionnaire.id]
        shown = [short(questionnaire, one) for one in sheets if one.published]
        write_responses(
            [
                *((response_of(one, WAVE, version, began[one.siren] + late), one) for one in sheets),
                *((response_of(one, ANY_TIME, version, began[one.siren] + late + _LATER), one) for one in shown),
            ],
            links,
        )
    kept_until = timezone.localdate(scene.now + timedelta(days=365))
    Person.objects.bulk_create(
        Person(
            siren=siren,
            wave=WAVE,
            name="Personne fictive",
            role="secrétaire de mairie",
            mail=f"{siren}@{NOWHERE}",
            given_at=at,
            kept_until=kept_until,
        )
        for siren, at in began.items()
    )


def write_responses(pairs: list[tuple[Response, MadeUpResponse]], links: Mapping[str, int]) -> None:
    """Write responses, their answers and what was sent; `links`: SIREN -> the link by which it answers."""
    Response.objects.bulk_create((response for response, _ in pairs), batch_size=5000)
    rows = chain.from_iterable(_answers(one, sheet.answered, links.get(one.siren)) for one, sheet in pairs)
    copy_rows(Answer, ["response_id", "question", "value", "typed", "how", "at", "link", "who"], rows)
    sendings = chain.from_iterable(_sendings(one, sheet, links.get(one.siren)) for one, sheet in pairs)
    copy_rows(Sending, ["response_id", "number", "content", "at", "link"], sendings)


def response_of(sheet: MadeUpResponse, wave: str, version: Version, started_at: datetime) -> Response:
    """Return a response that was made up, as the database keeps it."""
    return Response(
        siren=sheet.siren,
        wave=wave,
        questionnaire=version.questionnaire,
        version=version,
        started_at=started_at,
        sent_at=started_at + timedelta(minutes=11) if sheet.sent else None,
        published_at=started_at + timedelta(days=1) if wave == ANY_TIME else None,
    )


def _answers(response: Response, answered: MadeUpAnswers, link: int | None) -> Iterator[tuple[object, ...]]:
    """Yield the answers of a response."""
    for place, (name, given) in enumerate(answered.given.items()):
        if not is_answer(given):
            continue
        at = response.started_at + timedelta(seconds=40 * place)
        how = (
            How.CONFIRMED if name in answered.confirmed else How.CORRECTED if name in answered.corrected else How.GIVEN
        )
        yield response.pk, name, JsonValue(given.value), None, how.value, at, link, ""


def _sendings(response: Response, sheet: MadeUpResponse, link: int | None) -> Iterator[tuple[object, ...]]:
    """Yield what was sent, once, or twice when the first time left an answer out."""
    if response.sent_at is None:
        return
    content = packed(sheet.answered.given)
    if sheet.again:
        first = content | {next(iter(content)): [AnswerStatus.EMPTY.value, None]}
        yield response.pk, 1, JsonValue(first), response.sent_at, link
    at = response.sent_at + timedelta(hours=int(sheet.again))
    yield response.pk, 1 + sheet.again, JsonValue(content), at, link
