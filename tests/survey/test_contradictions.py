"""Answers beside what registers and observation say: both sides dated, neither wrong, a correction removes it."""

from datetime import date

import pytest

from barometre.survey.contradictions import contradictions, known_facts
from little_questionnaire import BREST, options, question, questionnaire, told

SITE = question(
    "site",
    "one-of",
    options=options([("propre", "Le nôtre"), ("epci", "Celui de l’EPCI"), ("non-concerne", "Aucun"), ("nsp", "?")]),
    known=[{"fact": "site.declared", "use": "compare", "same": {"yes": ["propre", "epci"], "no": ["non-concerne"]}}],
)
PAPERS = question(
    "papiers",
    "several-of",
    options=options([("avis", "Avis"), ("carte", "Carte"), ("aucun", "Aucun")]),
    known=[{"fact": "site.scheme", "use": "prefill", "same": {"https": ["avis"]}}],
)
ASKED = questionnaire([SITE, PAPERS])


def fact(number=None, text=None, outcome="seen", **more):
    return {
        "outcome": outcome,
        "number": number,
        "text": text,
        "source": "annuaire",
        "observed_on": "2026-10-06",
    } | more


@pytest.mark.parametrize(
    ("answers", "facts", "count", "why"),
    [
        ({"site": "propre"}, {"site.declared": fact(1)}, 0, "both say yes"),
        ({"site": "propre"}, {"site.declared": fact(0)}, 1, "a register without site"),
        ({"site": "non-concerne"}, {"site.declared": fact(1)}, 1, "« aucun » against a register"),
        ({"site": "nsp"}, {"site.declared": fact(0)}, 0, "who does not know contradicts nobody"),
        ({}, {"site.declared": fact(0)}, 0, "no answer"),
        ({"site": "propre"}, {}, 0, "no fact"),
        ({"site": "propre"}, {"site.declared": fact(outcome="we-failed")}, 0, "a look that failed says nothing"),
        ({"site": "propre"}, {"site.declared": fact(0, to_confirm=True)}, 0, "seen once: not said yet"),
        ({"papiers": ["avis", "carte"]}, {"site.scheme": fact(text="https")}, 0, "one of several agrees"),
        ({"papiers": ["carte"]}, {"site.scheme": fact(text="https")}, 1, "none of several does"),
        ({"papiers": ["carte"]}, {"site.scheme": fact(text="http")}, 0, "a value without codes says nothing"),
    ],
)
def test_an_answer_beside_a_fact(answers, facts, count, why):
    assert len(contradictions([told(answers, asked=ASKED)], {BREST: facts})) == count, why


def test_both_sides_are_dated_and_a_correction_removes_it():
    (found,) = contradictions([told({"site": "propre"}, day=9, asked=ASKED)], {BREST: {"site.declared": fact(0)}})
    assert (found.question.id, found.codes, found.answered_on) == ("site", ("propre",), date(2026, 11, 9))
    assert (found.fact, found.value, found.source) == ("site.declared", "no", "annuaire")
    assert found.observed_on == date(2026, 10, 6)
    corrected = told({"site": "non-concerne"}, day=10, asked=ASKED)
    assert contradictions([corrected], {BREST: {"site.declared": fact(0)}}) == []


def test_the_facts_to_read_are_those_that_questions_name():
    assert known_facts([ASKED]) == ["site.declared", "site.scheme"]
