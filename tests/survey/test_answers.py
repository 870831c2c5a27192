"""Answered, « je ne sais pas », « non concerné », not asked and left empty stay apart, whatever is hidden meanwhile."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.catalogue import only_if
from barometre.catalogue.load import load_catalogue
from barometre.catalogue.questionnaires import Questionnaire
from barometre.survey.answers import ON_A_PAGE, AnswerStatus, Given, asked, packed, pages, sent, unpacked

QUESTIONNAIRES = load_catalogue().questionnaires
VILLAGE = {"powers": ["commune"], "population": 300}
REGION = {"powers": ["region"], "population": 3_000_000}
YES_NO = [{"code": code, "label": code} for code in ("oui", "non", "nsp")]
COMMON = {"text": "?", "help": "h", "why": "w"}
# A question, its detail, the detail of that detail, one of other bodies, one that depends on it, one that excludes.
LIEU = Questionnaire(
    id="lieu",
    version=1,
    title="Lieu",
    summary="s",
    questions=[
        {"id": "lieu", "kind": "yes-no", "options": YES_NO, **COMMON},
        {
            **COMMON,
            **{"id": "heures", "kind": "number", "unit": "heures", "minimum": 0, "maximum": 70, "unknown": True},
            "only_if": "lieu == oui",
        },
        {"id": "assez", "kind": "yes-no", "options": YES_NO, "only_if": "heures >= 2", **COMMON},
        {"id": "lycees", "kind": "yes-no", "options": YES_NO, "concerns": "region", **COMMON},
        {"id": "budget", "kind": "yes-no", "options": YES_NO, "only_if": "lycees != non", **COMMON},
        {
            **COMMON,
            **{"id": "aides", "kind": "several-of"},
            "options": [{"code": code, "label": code} for code in ("salle", "aucun", "non-concerne", "nsp")],
        },
    ],
)
OUT = {"lycees": Given(AnswerStatus.NOT_CONCERNED), "budget": Given(AnswerStatus.NOT_ASKED)}


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (
            {},
            [
                Given(AnswerStatus.EMPTY),
                Given(AnswerStatus.NOT_ASKED),
                Given(AnswerStatus.NOT_ASKED),
                Given(AnswerStatus.EMPTY),
            ],
        ),
        (
            {"lieu": "oui", "heures": 3, "assez": "non", "aides": ["salle"]},
            [
                Given(AnswerStatus.ANSWERED, "oui"),
                Given(AnswerStatus.ANSWERED, 3),
                Given(AnswerStatus.ANSWERED, "non"),
                Given(AnswerStatus.ANSWERED, ["salle"]),
            ],
        ),
        (  # typed, then hidden: kept in the draft, null in what is sent, and so is what depends on it
            {"lieu": "non", "heures": 3, "assez": "non", "aides": ["aucun"]},
            [
                Given(AnswerStatus.ANSWERED, "non"),
                Given(AnswerStatus.NOT_ASKED),
                Given(AnswerStatus.NOT_ASKED),
                Given(AnswerStatus.ANSWERED, ["aucun"]),
            ],
        ),
        (
            {"lieu": "nsp", "heures": 3, "aides": ["nsp"]},
            [
                Given(AnswerStatus.UNKNOWN, "nsp"),
                Given(AnswerStatus.NOT_ASKED),
                Given(AnswerStatus.NOT_ASKED),
                Given(AnswerStatus.UNKNOWN, ["nsp"]),
            ],
        ),
        (  # a number that is not known compares to nothing; a shown question left empty is not one that was not asked
            {"lieu": "oui", "heures": "nsp", "aides": ["non-concerne"]},
            [
                Given(AnswerStatus.ANSWERED, "oui"),
                Given(AnswerStatus.UNKNOWN, "nsp"),
                Given(AnswerStatus.NOT_ASKED),
                Given(AnswerStatus.NOT_CONCERNED, ["non-concerne"]),
            ],
        ),
        (
            {"lieu": "oui", "heures": 2},
            [
                Given(AnswerStatus.ANSWERED, "oui"),
                Given(AnswerStatus.ANSWERED, 2),
                Given(AnswerStatus.EMPTY),
                Given(AnswerStatus.EMPTY),
            ],
        ),
    ],
)
def test_what_is_sent(answers, expected):
    found = sent(LIEU, answers, VILLAGE)
    assert found == OUT | dict(zip(("lieu", "heures", "assez", "aides"), expected, strict=True))
    assert list(found) == [question.id for question in LIEU.questions], "in the order of the questionnaire"


def test_what_was_hidden_comes_back_when_shown_again():
    draft = {"lieu": "oui", "heures": 3, "assez": "non"}
    before = sent(LIEU, draft, VILLAGE)
    hidden = sent(LIEU, draft | {"lieu": "non"}, VILLAGE)
    assert hidden["heures"] == hidden["assez"] == Given(AnswerStatus.NOT_ASKED)
    assert sent(LIEU, draft | {"lieu": "non"} | {"lieu": "oui"}, VILLAGE) == before


def test_an_answer_of_another_kind_of_collectivite_counts_for_nothing():
    assert sent(LIEU, {"lycees": "oui", "budget": "oui"}, VILLAGE)["budget"] == Given(AnswerStatus.NOT_ASKED)
    assert sent(LIEU, {"lycees": "oui", "budget": "oui"}, REGION)["budget"] == Given(AnswerStatus.ANSWERED, "oui")


@st.composite
def drafts(draw):
    """Draw a questionnaire, who answers, and answers of any of its questions, shown or not."""
    questionnaire = draw(st.sampled_from([*QUESTIONNAIRES.values(), LIEU]))
    values = {}
    for question in questionnaire.questions:
        codes = st.sampled_from(question.codes) if question.codes else st.nothing()
        possible = {
            "several-of": st.lists(codes, min_size=1, max_size=1),
            "table": st.dictionaries(st.sampled_from([row.code for row in question.rows] or ["x"]), codes, min_size=1),
            "number": st.integers(0, 5) | st.just("nsp"),
            "date": st.just("2026-11"),
            "text": st.just("la garderie"),
        }
        values[question.id] = st.none() | possible.get(question.kind, codes)
    return questionnaire, draw(st.fixed_dictionaries(values)), draw(st.sampled_from([VILLAGE, REGION]))


@given(drafts())
def test_what_is_hidden_neither_counts_nor_decides(draft):
    questionnaire, answers, body = draft
    found = sent(questionnaire, answers, body)
    shown = {name for name, why in asked(questionnaire, answers, body).items() if why is None}
    assert found == sent(questionnaire, {name: answers[name] for name in shown}, body)
    for name, given_ in found.items():
        assert (given_.value is not None) == (name in shown and answers[name] is not None)
        assert (given_.status is AnswerStatus.EMPTY) == (name in shown and answers[name] is None)


@given(drafts())
def test_what_is_kept_is_read_back(draft):
    found = sent(*draft)
    assert unpacked(json.loads(json.dumps(packed(found)))) == found


@pytest.mark.parametrize("questionnaire", [*QUESTIONNAIRES.values(), LIEU], ids=lambda one: one.id)
def test_a_page_opens_when_all_that_it_asks_is_decided(questionnaire):
    found = pages(questionnaire)
    assert [question for page in found for question in page] == list(questionnaire.questions)
    assert all(1 <= len(page) <= ON_A_PAGE for page in found)
    for page in found:
        names = {question.id for question in page}
        for question in page:
            tests = only_if.comparisons_of(only_if.parse(question.only_if)) if question.only_if else []
            assert not names & {test.question for test in tests}
        assert len(page) == 1 or all(question.kind != "table" for question in page)
