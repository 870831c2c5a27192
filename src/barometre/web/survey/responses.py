"""Answers kept and sent: every write of a response is here, one at a time for a collectivité and a wave."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from barometre.catalogue.questionnaires import Questionnaire
from barometre.survey.answers import packed, sent, short
from barometre.survey.values import Value
from barometre.web.survey.models import Answer, Response, Sending, Version
from barometre.web.survey.states import ANY_TIME, How
from barometre.web.survey.versions import content_of
from barometre.web.townhall.queries import DAY, one_at_a_time

# Answers that one collectivité types in twenty-four hours, corrections included: all questionnaires, ten times.
MOST_A_DAY = 3000


@dataclass(frozen=True)
class AnswerEdit:
    """What a person changed of one question. `typed` is what is no answer, kept to be shown again."""

    value: Value | None = None
    typed: Any = None
    how: How = How.GIVEN


@dataclass(frozen=True)
class Writer:
    """Who writes: the number of a link and the name of who it is for; no number: imported."""

    link: int | None = None
    who: str = ""


def find(siren: str, wave: str, questionnaire: str) -> Response | None:
    """Return the response of a collectivité; None before its first saved answer."""
    return (
        Response.objects.select_related("version").filter(siren=siren, wave=wave, questionnaire=questionnaire).first()
    )


def questions_of(version: Version, wave: str) -> Questionnaire:
    """Return what a version asks in a wave; at any time, its short version."""
    whole = content_of(version)
    return whole if wave != ANY_TIME else short(whole) or whole


def latest(response: Response) -> dict[str, Answer]:
    """Return the last answer to each question, whatever is hidden now."""
    return {answer.question: answer for answer in response.answers.order_by("question", "-id").distinct("question")}


def values(response: Response) -> dict[str, Value | None]:
    """Return question -> value of the last answers."""
    return {name: answer.value for name, answer in latest(response).items()}


def is_full(siren: str, now: datetime) -> bool:
    """Return whether a collectivité typed too many answers in a day; those imported do not count."""
    typed = Answer.objects.filter(response__siren=siren, at__gt=now - DAY, link__isnull=False)
    return typed.count() >= MOST_A_DAY


def save(
    siren: str, wave: str, version: Version, changes: Mapping[str, AnswerEdit], writer: Writer, now: datetime
) -> Response | None:
    """Keep what a person changed, and nothing else: who works on the same page loses nothing.

    Returns:
        The response, made by its first answer; None when nothing was ever answered.
    """
    with one_at_a_time(f"answers {siren} {wave}"):
        response = find(siren, wave, version.questionnaire)
        kept = latest(response) if response else {}
        new = {name: change for name, change in changes.items() if _differs(kept.get(name), change)}
        if not new:
            return response
        if response is None:
            response = Response.objects.create(
                siren=siren, wave=wave, questionnaire=version.questionnaire, version=version, started_at=now
            )
        Answer.objects.bulk_create(
            Answer(
                response=response,
                question=name,
                value=change.value,
                typed=change.typed,
                how=change.how,
                at=now,
                link=writer.link,
                who=writer.who,
            )
            for name, change in new.items()
        )
    return response


def send(response: Response, body: Mapping[str, Any], link: int | None, now: datetime) -> tuple[Sending, bool]:
    """Send a response as it stands; return what was sent, and whether it is new: the same again is not sent twice.

    Args:
        response: the response.
        body: `powers` and `population` of the collectivité.
        link: number of the link of who sends; None: imported.
        now: the present moment.
    """
    with transaction.atomic():
        response = Response.objects.select_for_update(of=("self",)).select_related("version").get(pk=response.pk)
        content = packed(sent(questions_of(response.version, response.wave), values(response), body))
        last = response.sendings.order_by("-number").first()
        if last is not None and last.content == content:
            return last, False
        number = last.number + 1 if last else 1
        sending = Sending.objects.create(response=response, number=number, content=content, at=now, link=link)
        if response.sent_at is None:
            response.sent_at = now
            response.save(update_fields=["sent_at"])
    return sending, True


def _differs(kept: Answer | None, change: AnswerEdit) -> bool:
    if kept is None:
        return change.value is not None or change.typed is not None
    return (kept.value, kept.typed, kept.how) != (change.value, change.typed, change.how.value)
