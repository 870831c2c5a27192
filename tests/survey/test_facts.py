"""Answers become facts: each kind of question, what states nothing, and the newest answer."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.facts.schema import check_facts
from barometre.survey.facts import facts_of
from little_questionnaire import BREST, QUIMPER, questionnaire, told

SAVED, RESTORED = "cybersecurite.sauvegarde", "cybersecurite.restauration"


def stated(*sendings):
    """Fact -> its number, its text, or its outcome when nothing was seen."""
    rows = facts_of(sendings).iter_rows(named=True)
    return {row["fact"]: row["outcome"] if row["number"] is row["text"] is None else row["number"] if row["text"] is None else row["text"] for row in rows}  # noqa: E501  # fmt: skip


@pytest.mark.parametrize(
    ("answers", "facts", "why"),
    [
        ({"formes": "oui"}, {"cybersecurite.agents-formes": 1.0}, "a yes"),
        ({"formes": "non"}, {"cybersecurite.agents-formes": 0.0}, "a no is known too"),
        ({"formes": "nsp"}, {}, "« je ne sais pas » states nothing"),
        ({"formes": "non-concerne"}, {"cybersecurite.agents-formes": "not-concerned"}, "it has no object"),
        ({}, {}, "left empty"),
        ({"sauvegarde": "jour", "restauration": "an"}, {SAVED: 1.0, RESTORED: "moins d’un an"}, "a text"),
        ({"sauvegarde": "non", "restauration": "an"}, {SAVED: 0.0}, "a hidden answer counts for nothing"),
        ({"logiciels": ["bureau", "autre"]}, {"outils.logiciel-libre": 1.0}, "of several, a yes comes before a no"),
        ({"logiciels": ["aucun"]}, {"outils.logiciel-libre": 0.0}, "« aucun » is a no, not a blank"),
        ({"logiciels": ["nsp"]}, {}, "nor is it a no when it is not known"),
        (
            {"actes": {"budget": "toujours", "arretes": "parfois", "marches": "nsp"}},
            {"actes.transmis": 75.0, "outils.logiciels-en-ligne": 50.0},
            "a mean and a share, over the rows that say something",
        ),
        ({"actes": {"budget": "nsp"}}, {}, "a table of which no row says anything"),
        (
            {"actes": {"marches": "toujours"}},
            {"actes.transmis": 100.0, "outils.logiciels-en-ligne": 100.0, "services.rendez-vous": "service en ligne"},
            "one row of a table",
        ),
        (
            {"actes": {"marches": "non-concerne", "budget": "parfois"}},
            {"actes.transmis": 50.0, "outils.logiciels-en-ligne": 0.0, "services.rendez-vous": "not-concerned"},
            "a row without object counts for nothing",
        ),
        ({"depense": 12_000}, {"strategie.depense-connue": 1.0}, "a number that is known, and is not published"),
        ({"depense": 0}, {"strategie.depense-connue": 1.0}, "zero is a number"),
        ({"depense": "nsp"}, {"strategie.depense-connue": 0.0}, "that it is not known is the answer here"),
        ({"qualite": 4}, {"infrastructures.qualite": 4.0}, "a number as it is"),
    ],
)
def test_what_an_answer_states(answers, facts, why):
    assert stated(told(answers)) == facts, why


def test_a_fact_says_the_day_it_was_sent_and_why_it_has_no_object():
    rows = check_facts(facts_of([told({"formes": "non-concerne"}, day=7)]), "enquete")
    (row,) = rows.iter_rows(named=True)
    assert (row["siren"], row["observed_on"]) == (BREST, date(2026, 11, 7))
    assert (row["reason_code"], row["reason_context"]) == (
        "survey_not_concerned",
        '{"answer":"Nous n’avons pas d’agent"}',
    )


def test_what_tells_who_answered_states_nothing():
    assert stated(told({"formes": "oui"}, asked=questionnaire(theme=None))) == {}


@pytest.mark.parametrize(
    ("before", "after", "facts", "why"),
    [
        ({"formes": "oui"}, {"formes": "non"}, {"cybersecurite.agents-formes": 0.0}, "the newest counts"),
        ({"formes": "oui"}, {}, {"cybersecurite.agents-formes": 1.0}, "an empty question is no answer"),
        ({"formes": "oui"}, {"formes": "nsp"}, {}, "it is no longer known"),
        (
            {"sauvegarde": "jour", "restauration": "an"},
            {"sauvegarde": "non"},
            {SAVED: 0.0},
            "what is no longer asked is no longer stated",
        ),
    ],
)
def test_the_newest_answer_counts_whatever_the_wave(before, after, facts, why):
    first, second = told(before, day=1, wave="vague-1"), told(after, day=2)
    assert stated(first, second) == stated(second, first) == facts, why


answers = st.fixed_dictionaries(
    {},
    optional={
        "formes": st.sampled_from(["oui", "non", "nsp", "non-concerne"]),
        "sauvegarde": st.sampled_from(["jour", "non", "nsp"]),
        "restauration": st.sampled_from(["an", "jamais"]),
        "qualite": st.integers(1, 5),
    },
)
sendings = st.lists(
    st.builds(
        told,
        answers,
        day=st.integers(1, 3),
        siren=st.sampled_from([BREST, QUIMPER]),
        wave=st.sampled_from(["", "vague-1", "vague-2"]),
    ),
    max_size=5,
    unique_by=lambda one: (one.siren, one.wave),
)


@given(sendings, st.randoms(use_true_random=False))
def test_facts_do_not_depend_on_the_order_of_answers(several, chance):
    mixed = chance.sample(several, len(several))
    facts = facts_of(several)
    assert facts.equals(facts_of(mixed))
    check_facts(facts, "enquete")
