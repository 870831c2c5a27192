"""The made-up wave: the published profile, answers that the questionnaires allow, conditions respected."""

from datetime import date

import pytest

from barometre.catalogue.load import load_catalogue
from barometre.demonstration.answers import answers, is_answer
from barometre.demonstration.bodies import all_bodies
from barometre.demonstration.respondents import COUNT, REGIONS, respondents
from barometre.survey.answers import AnswerStatus, asked
from barometre.survey.values import date_of

CATALOGUE = load_catalogue()
DAY = date(2026, 11, 30)
BODIES = all_bodies(1)
PLACES = respondents(BODIES)


def test_the_profile_is_the_published_one():
    who = BODIES.frame[PLACES]
    communes = who.filter(kind="commune")
    assert abs(len(PLACES) - COUNT) <= 3
    assert communes.height / who.height == pytest.approx(0.88, abs=0.005)
    assert (communes["population"] < 1000).mean() == pytest.approx(0.60, abs=0.005)
    assert communes["population"].is_between(1000, 4999).mean() == pytest.approx(0.25, abs=0.005)
    assert all(400 <= who.filter(region=code).height <= 600 for code in REGIONS)
    assert respondents(all_bodies(1)) == PLACES
    assert BODIES.maturity[PLACES].mean() > 0.2


@pytest.mark.parametrize("name", CATALOGUE.questionnaires)
def test_answers_are_those_that_the_questionnaire_allows(name):
    questionnaire = CATALOGUE.questionnaires[name]
    places = PLACES[::40]
    bodies = BODIES.frame.select("powers", "population")[places].to_dicts()
    statuses = set()
    for body, made in zip(bodies, answers(questionnaire, BODIES, places, {}, DAY), strict=True):
        values = {question: one.value for question, one in made.given.items() if is_answer(one)}
        hidden = asked(questionnaire, values, body)
        for question in questionnaire.questions:
            one = made.given[question.id]
            statuses.add(one.status)
            assert (hidden[question.id] is None) or one.value is None
            if one.value is not None:
                assert_allowed(question, one.value)
    assert {AnswerStatus.ANSWERED, AnswerStatus.EMPTY} <= statuses


def assert_allowed(question, value):
    """Check a value against the kind of its question."""
    match question.kind:
        case "number":
            assert value == "nsp" or question.minimum <= value <= question.maximum
        case "date":
            assert value == "nsp" or (date_of(value) and (question.since or "") <= value <= DAY.isoformat())
        case "text":
            assert 0 < len(value) <= question.maximum
        case "several-of":
            assert value and value == [code for code in question.codes if code in value]
        case "table":
            assert set(value) == {row.code for row in question.rows} and set(value.values()) <= set(question.codes)
        case _:
            assert value in question.codes


def test_what_is_known_already_is_confirmed_compared_or_put_right():
    questionnaire = CATALOGUE.questionnaires["inclusion"]
    sirens = BODIES.sirens.gather(PLACES).to_list()
    facts = {siren: {"inclusion.lieu": "sur le territoire"} for siren in sirens}
    made = answers(questionnaire, BODIES, PLACES, facts, DAY)
    confirmed = [one.given["inclusion-lieu"].value for one in made if "inclusion-lieu" in one.confirmed]
    assert set(confirmed) == {"oui"}
    assert 0.4 < len(confirmed) / len(made) < 0.7
    corrected = [one.given["inclusion-lieu"].value for one in made if "inclusion-lieu" in one.corrected]
    assert corrected and "oui" not in corrected
