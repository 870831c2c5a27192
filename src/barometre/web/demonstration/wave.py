"""The made-up wave: invitations, reminders, messages that came back, links, answers, what was sent."""

import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain

import numpy as np
from django.utils import timezone

from barometre.catalogue.questionnaires import Questionnaire
from barometre.demonstration.answers import Answered, answers, is_answer
from barometre.demonstration.bodies import DAYS
from barometre.survey.answers import packed
from barometre.web.demonstration.scene import Json, Scene, copy_rows
from barometre.web.mailing.models import Dead, Message, Pause, Silent
from barometre.web.mailing.states import Purpose, State
from barometre.web.survey.models import Answer, Invited, Person, Response, Sending, Version, Wave
from barometre.web.survey.states import How
from barometre.web.survey.versions import freeze
from barometre.web.townhall.models import Event, Link
from barometre.web.townhall.official import mac_of
from barometre.web.townhall.queries import hash_of
from barometre.web.townhall.states import Author, Happening

WAVE = "demonstration"
# Days since it opened, until it closes, and after which reminders went.
OPENED, CLOSES, REMINDED = 45, 20, 21
# Share of those who answered one questionnaire who answer the next: few answer all.
GO_ON = 0.85
# Shares: drafts not sent, sent again, published, messages that came back, that wait, who wants none.
DRAFT, AGAIN, SHOWN, BACK, WAITING, SILENT = 0.07, 0.05, 0.06, 0.015, 0.004, 0.002
# Domain that no mail reaches (RFC 2606).
NOWHERE = "demonstration.example"


def fill(scene: Scene) -> None:
    """Write the wave and all that came of it."""
    opened = scene.now - timedelta(days=OPENED)
    questionnaires = list(scene.catalogue.questionnaires.values())
    versions = {one.id: freeze(one, opened) for one in questionnaires}
    wave = Wave.objects.create(
        id=WAVE,
        title="Vague de démonstration",
        opens_on=timezone.localdate(opened),
        closes_on=timezone.localdate(scene.now + timedelta(days=CLOSES)),
        base_edition=DAYS[-1],
        targets={"commune": 10, "epci": 25, "departement": 40, "region": 40},
        opened_at=opened,
    )
    wave.versions.set(versions.values())
    began = _began(scene, opened)
    links = _links(scene, began)
    _messages(scene, opened, set(began))
    _responses(scene, questionnaires, versions, began, links)


def _began(scene: Scene, opened: datetime) -> dict[str, datetime]:
    """Return when each respondent opened the questionnaires: many at once, many after the reminder."""
    draws = scene.bodies.draws("began")
    sirens = scene.bodies.sirens.gather(scene.places).to_list()
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
    told = scene.bodies.frame.select("siren", "kind", "email").iter_rows()
    for (siren, kind, email), (fate, want) in zip(told, fates, strict=True):
        address = f"{siren}@{NOWHERE}" if kind == "commune" else f"contact-{siren}@{NOWHERE}"
        if kind == "commune" and not email:
            invited.append((WAVE, siren, None, None, None))
            continue
        mac, operator = mac_of(address), (email or address).rpartition("@")[2].lower()[:60]
        back = fate < BACK and siren not in answered
        waits = not back and fate < BACK + WAITING and siren not in answered
        state = State.BOUNCED if back else State.WAITING if waits else State.SENT
        rows.append(_message(Purpose.INVITATION, 0, siren, address, mac, operator, state, opened))
        asked = state is State.SENT
        at = opened + timedelta(minutes=float(want) * 600)
        seen = at + timedelta(hours=3) if siren in answered or (asked and want < 0.03) else None
        invited.append((WAVE, siren, at if asked else None, at if back else None, seen))
        if back:
            dead.append(Dead(address_mac=mac, siren=siren, at=at, answer="550 5.1.1"))
        elif asked and want > 1 - SILENT:
            silent.append(Silent(address_mac=mac, siren=siren, at=at))
        elif asked and siren not in answered:
            rows.append(_message(Purpose.REMINDER, 1, siren, address, mac, operator, State.SENT, reminded))
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
    purpose: Purpose, number: int, siren: str, address: str, mac: str, operator: str, state: State, at: datetime
) -> tuple[object, ...]:
    waits = state is State.WAITING
    answer = {State.SENT: "250", State.BOUNCED: "550 5.1.1"}.get(state, "")
    kept = address if waits else ""
    done = None if waits else at
    tries = int(not waits)
    return purpose.value, WAVE, number, siren, kept, mac, operator, state.value, tries, at, at, done, answer, ""


def _responses(
    scene: Scene,
    questionnaires: list[Questionnaire],
    versions: dict[str, Version],
    began: dict[str, datetime],
    links: dict[str, int],
) -> None:
    """Write the responses to each questionnaire, their answers, what was sent, and who answered."""
    goes_on = scene.bodies.draws("goes on").random((len(scene.places), len(questionnaires)))
    kept_until = timezone.localdate(scene.now + timedelta(days=365))
    told = scene.told({known.fact for one in questionnaires for question in one.questions for known in question.known})
    places = list(scene.places)
    for number, questionnaire in enumerate(questionnaires):
        if number > 1:  # the record and the first theme are for all
            places = [at for at, more in zip(places, goes_on[: len(places), number], strict=True) if more < GO_ON]
        sirens = scene.bodies.sirens.gather(places).to_list()
        made = answers(questionnaire, scene.bodies, places, told, timezone.localdate(scene.now))
        times = {siren: began[siren] + timedelta(minutes=12 * number) for siren in sirens}
        fates = scene.bodies.draws(f"fates {questionnaire.id}").random((len(places), 2))
        responses = Response.objects.bulk_create(
            (
                Response(
                    siren=siren,
                    wave=WAVE,
                    questionnaire=questionnaire.id,
                    version=versions[questionnaire.id],
                    started_at=times[siren],
                    sent_at=times[siren] + timedelta(minutes=11) if fate >= DRAFT else None,
                    published_at=times[siren] + timedelta(days=1) if fate >= 1 - SHOWN else None,
                )
                for siren, (fate, _) in zip(sirens, fates, strict=True)
            ),
            batch_size=5000,
        )
        pairs = list(zip(responses, made, strict=True))
        rows = chain.from_iterable(_answers(one, answered, links[one.siren]) for one, answered in pairs)
        copy_rows(Answer, ["response_id", "question", "value", "typed", "how", "at", "link", "who"], rows)
        again = [float(want) < AGAIN for _, want in fates]
        sendings = (_sendings(*pair, links[pair[0].siren], twice) for pair, twice in zip(pairs, again, strict=True))
        copy_rows(Sending, ["response_id", "number", "content", "at", "link"], chain.from_iterable(sendings))
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


def _answers(response: Response, answered: Answered, link: int) -> Iterator[tuple[object, ...]]:
    """Yield the answers of a response."""
    for place, (name, given) in enumerate(answered.given.items()):
        if not is_answer(given):
            continue
        at = response.started_at + timedelta(seconds=40 * place)
        how = (
            How.CONFIRMED if name in answered.confirmed else How.CORRECTED if name in answered.corrected else How.GIVEN
        )
        yield response.pk, name, Json(given.value), None, how.value, at, link, ""


def _sendings(response: Response, answered: Answered, link: int, twice: bool) -> Iterator[tuple[object, ...]]:
    """Yield what was sent, once, or twice when the first time left an answer out."""
    if response.sent_at is None:
        return
    content = packed(answered.given)
    if twice:
        first = dict(content)
        left_out = next(iter(first))
        first[left_out] = ["empty", None]
        yield response.pk, 1, Json(first), response.sent_at, link
    yield response.pk, 2 if twice else 1, Json(content), response.sent_at + timedelta(hours=int(twice)), link
