"""The results of a closed wave, computed whole: who answered, every figure, what is withheld. Pure."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from barometre.catalogue.questionnaires import Question, Questionnaire
from barometre.survey.answers import LEAST, AnswerStatus, Given
from barometre.survey.facts import SentAnswers
from barometre.survey.results.estimated import design_of, rows_of
from barometre.survey.results.figures import FIGURES, WHOLE
from barometre.survey.results.outcomes import CountedQuestion, counted, statuses
from barometre.survey.results.population import CALIBRATED, SITE_UNKNOWN
from barometre.survey.results.sample import Sample, sample_of
from barometre.survey.results.trend import FormerSample, former_sample, with_change
from barometre.survey.results.withheld import Told, parents, told_of

# (SIREN, questionnaire) -> what a collectivité publishes itself.
Publishes = Mapping[tuple[str, str], SentAnswers]


@dataclass(frozen=True)
class AskedWave:
    """A closed wave.

    Attributes:
        asked: how many collectivités were asked.
        questionnaires: those of a theme, as they were asked.
        sent: what was sent to them, and to the record, once by collectivité and questionnaire.
        bodies: whom it speaks of, as `population.population` returns it.
    """

    title: str
    opens_on: date
    closes_on: date
    base_edition: date | None
    asked: int
    questionnaires: Sequence[Questionnaire]
    sent: Sequence[SentAnswers]
    bodies: pl.DataFrame


@dataclass(frozen=True)
class FormerWave:
    """The last wave before that asked a questionnaire; `figures` are those published of it."""

    id: str
    title: str
    closes_on: date
    sent: Sequence[SentAnswers]
    bodies: pl.DataFrame
    figures: pl.DataFrame


@dataclass(frozen=True)
class WaveResults:
    """Results of a wave, as they are stored: what pages say (JSON), and the figures, columns of `figures.FIGURES`."""

    content: dict[str, Any]
    figures: pl.DataFrame


def wave_results(
    wave: AskedWave, former: Mapping[str, FormerWave], publishes: Publishes, already: pl.DataFrame | None
) -> WaveResults:
    """Compute the results of a wave.

    Args:
        wave: what was asked and sent.
        former: questionnaire -> the wave to compare it with.
        publishes: what collectivités publish themselves: everybody knows it, and can take it out of a total.
        already: figures of this wave that were published before and stay: what they tell is told.
    """
    names = {one.id for one in wave.questionnaires}
    known = set(wave.bodies["siren"])
    themed = [one for one in wave.sent if one.questionnaire.id in names]
    anybody = {one.siren: one for one in themed}
    everybody = sample_of(list(anybody.values()), wave.bodies)
    documents, rows = [], []
    for questionnaire in wave.questionnaires:
        sent = [one for one in themed if one.questionnaire.id == questionnaire.id]
        found = _Questionnaire(questionnaire, sample_of(sent, wave.bodies), former.get(questionnaire.id))
        told: dict[str, list[Told]] = {}
        rows += [{**row, "questionnaire": questionnaire.id} for row in found.rows(publishes, already, told)]
        documents.append(found.document(told))
    content = {
        "title": wave.title,
        "opens_on": wave.opens_on.isoformat(),
        "closes_on": wave.closes_on.isoformat(),
        "base_edition": wave.base_edition.isoformat() if wave.base_edition else None,
        "site_known": bool((wave.bodies["site"] != SITE_UNKNOWN).any()),
        "asked": wave.asked,
        "respondents": len(everybody.told),
        "population": wave.bodies.height,
        "outside": len(set(anybody) - known),
        "margins": _without_weights(everybody.margins()),
        "merges": _merges(everybody),
        "former": {
            name: {"wave": one.id, "title": one.title, "closes_on": one.closes_on.isoformat()}
            for name, one in former.items()
        },
        "questionnaires": documents,
    }
    return WaveResults(content, pl.DataFrame(rows, schema=FIGURES, orient="row"))


@dataclass(frozen=True)
class _Questionnaire:
    asked: Questionnaire
    sample: Sample
    former: FormerWave | None

    def document(self, told: Mapping[str, Sequence[Told]]) -> dict[str, Any]:
        """Return what pages say of the questionnaire, as JSON holds it.

        How many left a question empty, or were not asked, is told where nothing is withheld, for all, of the question
        and of those that decide whether it is asked.
        """
        given = [one.given for one in self.sample.told]
        calibrated = self.sample.calibrated
        return {
            "questionnaire": json.loads(self.asked.model_dump_json(exclude_defaults=True)),
            "respondents": len(given),
            "refused": self.sample.refused,
            "deff": round(calibrated.design_effect, 3) if calibrated else None,
            "margins": self.sample.margins(CALIBRATED),
            "merges": _merges(self.sample),
            "statuses": {
                question.id: found
                for question in self.asked.questions
                if _is_whole(told, {question.id, *parents(question)})
                and min((found := statuses(question, given)).values(), default=0) >= LEAST
            },
        }

    def rows(
        self, publishes: Publishes, already: pl.DataFrame | None, told: dict[str, list[Told]]
    ) -> Iterator[dict[str, Any]]:
        """Yield the rows of the figures; note in `told` what may be told of each question."""
        if len(self.sample.told) < LEAST:
            return
        design = design_of(self.sample)
        former = self._former()
        for one in counted(self.asked, [sent.given for sent in self.sample.told]):
            linked = [each for name in parents(one.question) for each in told.get(name, [])]
            found = told_of(self.sample, one, self._publish(one, publishes), linked, _of(already, self.asked.id, one))
            told.setdefault(one.question.id, []).append(found)
            rows = list(rows_of(self.sample, design, one, found))
            yield from with_change(rows, one, former) if former else rows

    def _former(self) -> FormerSample | None:
        if self.former is None:
            return None
        before = sample_of(self.former.sent, self.former.bodies)
        questions: dict[tuple[str, str], CountedQuestion] = {
            (one.question.id, one.row): one for one in counted(self.asked, [sent.given for sent in before.told])
        }
        figures = self.former.figures.filter(pl.col("questionnaire") == self.asked.id)
        return former_sample(self.sample, before, questions, figures)

    def _publish(self, one: CountedQuestion, publishes: Publishes) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Return who publishes the very answer that it gave."""
        return np.array([_same(one.question, sent, publishes) for sent in self.sample.told], bool)


def _same(question: Question, sent: SentAnswers, publishes: Publishes) -> bool:
    public = publishes.get((sent.siren, sent.questionnaire.id))
    nothing = Given(AnswerStatus.EMPTY)
    given = sent.given.get(question.id, nothing)
    return public is not None and given.value is not None and public.given.get(question.id, nothing) == given


def _is_whole(told: Mapping[str, Sequence[Told]], names: set[str]) -> bool:
    """Return whether nothing of these questions is withheld for all; False for a text, of which nothing is counted."""
    return all(name in told and all(WHOLE in one.whole_levels for one in told[name]) for name in names)


def _of(already: pl.DataFrame | None, questionnaire: str, one: CountedQuestion) -> pl.DataFrame | None:
    if already is None:
        return None
    return already.filter(
        pl.col("questionnaire") == questionnaire, pl.col("question") == one.question.id, pl.col("row") == one.row
    )


def _merges(sample: Sample) -> list[dict[str, Any]]:
    return [{"variable": one.variable, "categories": list(one.categories)} for one in sample.population.merges]


def _without_weights(margins: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: value for name, value in row.items() if name != "weighted"} for row in margins]
