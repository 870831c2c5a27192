"""The made-up wave, whole: who answers which questionnaires, what they say, what they publish, the facts it states."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import polars as pl

from barometre.catalogue.models import Catalogue
from barometre.catalogue.questionnaires import Questionnaire
from barometre.demonstration.answers import MadeUpAnswers, answers
from barometre.demonstration.bodies import DAYS, RankedBodies
from barometre.demonstration.respondents import respondents
from barometre.survey.facts import SOURCE, SentAnswers, facts_of, sourced

# Share of those who answered one questionnaire who answer the next: few answer all.
_GO_ON = 0.85
# Of waves of the past: share of the respondents of today who answered, one of how many others, ranks behind by wave.
_FAITHFUL, _ONE_OF, _BEHIND = 0.65, 3, 0.04
# Shares of responses: drafts that are not sent, sent twice, published.
_DRAFT, _AGAIN, _SHOWN = 0.07, 0.05, 0.3


@dataclass(frozen=True)
class MadeUpResponse:
    """What one collectivité answers to one questionnaire, and what it does with it.

    `published`: it answers the short version too, at any time, and wants it on its sheet.
    """

    siren: str
    answered: MadeUpAnswers
    sent: bool
    again: bool
    published: bool


def wave(
    catalogue: Catalogue, bodies: RankedBodies, facts: pl.DataFrame
) -> Iterator[tuple[Questionnaire, list[MadeUpResponse]]]:
    """Yield each questionnaire with what is answered to it.

    Args:
        catalogue: the content.
        bodies: the collectivités.
        facts: columns siren, fact, source, outcome, number, text: what is known already, of which answers take account.
    """
    told = _known(catalogue, facts)
    places = respondents(bodies)
    goes_on = bodies.draws("goes on")
    for number, questionnaire in enumerate(catalogue.questionnaires.values()):
        if number > 1:  # the record and the first theme are for all
            places = [at for at, more in zip(places, goes_on.random(len(places)), strict=True) if more < _GO_ON]
        made = answers(questionnaire, bodies, places, told, DAYS[-1])
        fates = bodies.draws(f"fates {questionnaire.id}").random((len(places), 3))
        sirens = bodies.sirens.gather(places)
        yield questionnaire, [_sheet(*one) for one in zip(sirens, made, fates.tolist(), strict=True)]


def closed(
    catalogue: Catalogue, bodies: RankedBodies, questionnaire: str, number: int, on: date
) -> list[MadeUpResponse]:
    """Return what was answered to a questionnaire in a wave of the past, by others in part; nobody publishes it.

    Args:
        catalogue: the content.
        bodies: the collectivités.
        questionnaire: its id.
        number: how many waves ago.
        on: day of the answers.
    """
    # Two thirds of those of today, and others in the place of the last third.
    today = respondents(bodies)
    others = set(respondents(bodies, wave=f"respondents {number} waves ago")) - set(today)
    kept = bodies.draws(f"kept {number} waves ago").random(len(today)) < _FAITHFUL
    places = sorted([at for at, stays in zip(today, kept, strict=True) if stays] + sorted(others)[::_ONE_OF])
    made = answers(catalogue.questionnaires[questionnaire], bodies, places, {}, on, _BEHIND * number)
    return [
        MadeUpResponse(siren, one, sent=True, again=False, published=False)
        for siren, one in zip(bodies.sirens.gather(places), made, strict=True)
    ]


def short(questionnaire: Questionnaire, response: MadeUpResponse) -> MadeUpResponse:
    """Return what a collectivité answers at any time: the same, of the core questions alone."""
    core = {question.id for question in questionnaire.questions if question.core}
    given = {name: one for name, one in response.answered.given.items() if name in core}
    return replace(response, answered=replace(response.answered, given=given), again=False)


def stated(catalogue: Catalogue, bodies: RankedBodies, facts: pl.DataFrame) -> pl.DataFrame:
    """Return the facts that the answers published state, columns of `facts.schema.SOURCED_FACTS`."""
    at = datetime(DAYS[-1].year, DAYS[-1].month, DAYS[-1].day)
    told = (
        SentAnswers(sheet.siren, questionnaire, at, short(questionnaire, sheet).answered.given)
        for questionnaire, sheets in wave(catalogue, bodies, facts)
        for sheet in sheets
        if sheet.published
    )
    return sourced(facts_of(told))


def _sheet(siren: str, answered: MadeUpAnswers, fates: list[float]) -> MadeUpResponse:
    draft, again, shown = fates
    sent = draft >= _DRAFT
    return MadeUpResponse(siren, answered, sent, sent and again < _AGAIN, sent and shown < _SHOWN)


def _known(catalogue: Catalogue, facts: pl.DataFrame) -> dict[str, dict[str, Any]]:
    """Return what questionnaires show of what is known: SIREN -> fact -> its number, or its text."""
    questions = (one for questionnaire in catalogue.questionnaires.values() for one in questionnaire.questions)
    wanted = sorted({known.fact for question in questions for known in question.known})
    seen = facts.filter(
        pl.col("fact").is_in(wanted), pl.col("outcome") == "seen", ~pl.col("source").is_in([SOURCE, "annuaire"])
    )
    rows = seen.sort("siren", "fact", "source").unique(["siren", "fact"], keep="first", maintain_order=True)
    found: dict[str, dict[str, Any]] = {}
    for siren, fact, number, text in rows.select("siren", "fact", "number", "text").iter_rows():
        found.setdefault(siren, {})[fact] = text if number is None else number
    return found
