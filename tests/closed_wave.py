"""A closed wave of a questionnaire with every kind of question, answered by real collectivités, and its results."""

from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from asked import KINDS as PLAIN
from barometre.survey.answers import sent
from barometre.survey.facts import SentAnswers
from barometre.survey.results.compute import AskedWave, FormerWave, WaveResults, wave_results
from barometre.survey.results.population import population
from barometre.survey.selection import WaveSelection
from barometre.territory import reference
from once import computed_once

AT = datetime(2026, 6, 1, 12, tzinfo=ZoneInfo("Europe/Paris"))
COUNT = 420
# With the spaces of the catalogue.
KINDS = PLAIN.model_copy(
    update={
        "questions": tuple(
            one.model_copy(update={"text": one.text.replace(" ?", "\u00a0?")}) for one in PLAIN.questions
        )
    }
)


def only(*names: str):
    """The questionnaire, of which these questions alone are counted: what is withheld of each costs programs."""
    return KINDS.model_copy(update={"questions": tuple(KINDS.question(name) for name in names)})


@cache
def bodies() -> pl.DataFrame:
    """All collectivités measured; of communes, the directory says whether they declare a site."""
    measured = reference.collectivites().filter("measured")
    sites = measured.filter(kind="commune").select("siren", pl.col("site").is_not_null())
    return population(WaveSelection(), measured, dict(sites.iter_rows()))


@cache
def answered(seed: int = 1, more: float = 0.0) -> list[SentAnswers]:
    """What volunteers sent: those with a site answer twice as often, and say « oui » to the first question.

    Args:
        seed: of who answers and what.
        more: how much more often they say « a » to the question of several answers.
    """
    draws = np.random.default_rng(seed)
    rows = bodies().join(reference.collectivites().select("siren", "powers", "population"), on="siren")
    chances = np.where(rows["site"] == "oui", 2.0, 1.0) * np.where(rows["kind"] == "commune", 1.0, 8.0)
    places = sorted(draws.choice(rows.height, COUNT, replace=False, p=chances / chances.sum()).tolist())
    told = []
    for body in rows[places].iter_rows(named=True):
        draw = draws.random(9)
        values = {
            "site": "nsp" if draw[0] < 0.05 else "oui" if (body["site"] == "oui" or draw[0] > 0.8) else "non",
            "outils": [code for code, one in zip("abc", draw[1:4], strict=True) if one < 0.4 + more] or ["aucun"],
            "avis": ["bien", "moyen", "mal"][int(3 * draw[4])],
            "heures": round(70 * draw[5] ** 2),
            "detail": "Un texte",
            "depuis": f"{2016 + int(9 * draw[6])}-0{1 + int(9 * draw[6])}",
            "courriel": "oui" if draw[7] < 0.7 else None,
            "logiciels": {"paie": "ligne" if draw[8] < 0.5 else "poste", "etat-civil": "poste"},
        }
        told.append(SentAnswers(body["siren"], KINDS, AT, sent(KINDS, values, body), "ete"))
    return told


def asked_wave(told: list[SentAnswers], **more) -> AskedWave:
    """A wave of the questionnaire, as it was answered."""
    known = {
        "title": "Vague d’été",
        "opens_on": date(2026, 5, 1),
        "closes_on": date(2026, 6, 15),
        "base_edition": date(2026, 4, 1),
        "asked": 30_000,
        "questionnaires": [KINDS],
        "sent": told,
        "bodies": bodies(),
    }
    return AskedWave(**known | more)


@computed_once
def former_results() -> WaveResults:
    """The results of the wave before, which did not ask all the questions."""
    return wave_results(asked_wave(answered(2), questionnaires=[only("site", "outils", "avis")]), {}, {}, None)


@computed_once
def results() -> WaveResults:
    """The results of the wave, compared with the one before."""
    before = FormerWave("hiver", "Vague d’hiver", date(2025, 12, 15), answered(2), bodies(), former_results().figures)
    return wave_results(asked_wave(answered(1, 0.3)), {KINDS.id: before}, {}, None)
