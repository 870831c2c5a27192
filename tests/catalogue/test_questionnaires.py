"""Questionnaires: rules refuse what could not be asked or would state nothing; the package’s own are fit to send."""

import re
from dataclasses import replace
from math import ceil

import pytest
from pydantic import ValidationError

from barometre.catalogue.check import read_content
from barometre.catalogue.check_questionnaires import CORE, MINUTES, RULES
from barometre.catalogue.duration import seconds
from barometre.catalogue.load import load_catalogue
from barometre.catalogue.questionnaires import UNKNOWN, Gives, Known, Option, Question
from barometre.survey.answers import concerns
from barometre.survey.duration import minutes

CATALOGUE = load_catalogue()
QUESTIONNAIRES = CATALOGUE.questionnaires
QUESTIONS = [question for one in QUESTIONNAIRES.values() for question in one.questions]
VILLAGE = {"powers": ["commune"], "population": 300}
CITY = {"powers": ["commune"], "population": 60_000}
EPCI = {"powers": ["epci"], "population": 20_000}
DEPARTEMENT = {"powers": ["departement"], "population": 300_000}
REGION = {"powers": ["region"], "population": 3_000_000}


@pytest.fixture(scope="module")
def content():
    found, problems = read_content()
    assert problems == []
    return found


def spoiled(content, change):
    """What the rules of questionnaires say when `change` is made to each questionnaire."""
    changed = [replace(located, entry=change(located.entry)) for located in content["questionnaires"]]
    return [problem for rule in RULES for problem in rule(content | {"questionnaires": changed})]


def with_question(content, name, **update):
    """What they say when one question is changed."""

    def change(questionnaire):
        questions = tuple(q.model_copy(update=update) if q.id == name else q for q in questionnaire.questions)
        return questionnaire.model_copy(update={"questions": questions})

    return spoiled(content, change)


def gives(fact, **way):
    return (Gives(fact=fact, **way),)


def known(fact, use="compare", **same):
    return (Known(fact=fact, use=use, same=same),)


BACKUP, RESTORED, PLACES = "cybersecurite-sauvegarde", "cybersecurite-restauration", "cybersecurite-sauvegarde-lieu"
ACTS, SPENT, SENT = "communication-actes", "strategie-depense", "dematerialisation-prefecture"
PLAN, PLACE, TOOLS = "cybersecurite-plan-continuite", "inclusion-lieu", "outils-internes-logiciels"
YESNO = {"oui": True, "non": False}
STATES = {"essaye": "essayé", "ecrit": "écrit", "en-cours": "en cours", "non": "non"}


@pytest.mark.parametrize(
    ("question", "key", "value", "said"),
    [
        (BACKUP, "id", PLACE, "is already at questionnaires/cybersecurite.yaml"),
        (RESTORED, "only_if", "cybersecurite-secours == oui", "is no former question"),
        (RESTORED, "only_if", "cybersecurite-alerte == connu", "is no former question"),
        (RESTORED, "only_if", f"{RESTORED} == jamais", "is no former question"),
        (RESTORED, "only_if", "inclusion-lieu == oui", "in the same questionnaire"),
        (RESTORED, "only_if", f"{BACKUP} == matin", "« matin » is unknown"),
        (RESTORED, "only_if", f"{BACKUP} in (jour, matin)", "« matin » is unknown"),
        (RESTORED, "only_if", f"{BACKUP} includes jour", "cannot read a one-of; write ==, !=, in"),
        (RESTORED, "only_if", f"{BACKUP} >= 2", "cannot read a one-of"),
        (RESTORED, "only_if", "cybersecurite-sensibilisation == message", "cannot read a several-of; write includes"),
        (RESTORED, "only_if", "cybersecurite-agents-formes-nombre == 3", "cannot read a number; write >=, <=, >, <"),
        (RESTORED, "only_if", f"{BACKUP} = jour", "is not understood"),
        (BACKUP, "concerns", "village", "write commune, epci_fp"),
        (BACKUP, "indicator", "sauvegardes", "« sauvegardes » is unknown"),
        (BACKUP, "indicator", "plan-continuite", "no answer gives a fact of this indicator"),
        (BACKUP, "indicator", None, "what it gives feeds no indicator"),
        (BACKUP, "obligations", ("rgpd",), "« rgpd » is unknown"),
        (BACKUP, "obligations", ("archives-seda",), "nobody has read the text of « archives-seda »"),
        (BACKUP, "core", False, f"the short version has {CORE - 1} questions"),
        (RESTORED, "text", "mot " * 800, "minutes by our estimate"),
        (PLACE, "gives", gives("inclusion.lieu-dit", values=YESNO), "« inclusion.lieu-dit » is unknown"),
        (PLACE, "gives", gives("inclusion.lieu", values=YESNO), "is no fact that collectivités declare"),
        (PLACE, "gives", gives("inclusion.lieu-declare", values={"oui": "oui", "non": "non"}), "is a boolean fact"),
        (PLACE, "gives", gives("inclusion.lieu-declare", values={"oui": 1.0, "non": 0.0}), "is a boolean fact"),
        (PLACE, "gives", gives("inclusion.lieu-declare", values=YESNO | {"peu": True}), "« peu » is unknown"),
        (PLACE, "gives", gives("inclusion.lieu-declare", values=YESNO | {UNKNOWN: False}), "states nothing by itself"),
        (PLACE, "gives", gives("inclusion.lieu-declare", values={"oui": True}), "« non » is left aside"),
        (PLACE, "gives", gives("inclusion.lieu-declare", known=True), "of a yes-no, it gives nothing"),
        (PLACE, "gives", gives("inclusion.lieu-declare", values=YESNO, rows=["a"]), "rows are of tables"),
        (PLACE, "gives", gives("cybersecurite.sauvegarde", values=YESNO), "another question gives"),
        (PLACE, "gives", (), "no question gives it"),
        (ACTS, "gives", gives("actes.en-ligne-declare", values={"en-ligne": True}), "« affichage » is left aside"),
        (SPENT, "unknown", False, "« je ne sais pas » is not offered"),
        (SPENT, "gives", gives("strategie.depense-connue", number=True), "is a boolean fact"),
        (SENT, "gives", gives("actes.transmis", share=["electronique"], among=["mixte"]), "« papier » is left aside"),
        (SENT, "gives", gives("actes.transmis", points={"electronique": 9}, rows=["voeux"]), "« voeux » is unknown"),
        (SENT, "gives", gives("signature.electronique", values={"papier": "jamais"}), "one gives a value"),
        (PLAN, "gives", gives("cybersecurite.plan-continuite", values=STATES | {"non": "aucun"}), "is not scored"),
        (PLAN, "gives", gives("cybersecurite.plan-continuite", values=STATES | {"non": "écrit"}), "given by no answer"),
        (PLACE, "known", known("inclusion.lieu-dit", yes=["oui"]), "« inclusion.lieu-dit » is unknown"),
        (PLACE, "known", known("cybersecurite.sauvegarde", yes=["oui"]), "is declared too"),
        (PLACE, "known", known("infrastructures.fibre", yes=["oui"]), "is a number"),
        (PLACE, "known", known("site.answers", "prefill", yes=["oui"]), "write compare"),
        (PLACES, "known", known("site.declared", "prefill", yes=["distance"]), "one answer alone"),
        (PLACE, "known", known("site.declared", oui=["oui"]), "« oui » is unknown"),
        (PLACE, "known", known("site.declared", yes=["peu"]), "« peu » is unknown"),
        (PLACE, "known", known("site.declared", yes=[]), "agrees with no answer"),
    ],
)
def test_what_could_not_be_asked_or_would_state_nothing_is_refused(content, question, key, value, said):
    problems = with_question(content, question, **{key: value})
    assert any(said in str(problem) for problem in problems), problems


def test_a_problem_is_at_the_line_of_its_question(content):
    (problem,) = with_question(content, RESTORED, only_if="inclusion-lieu == oui")
    (located,) = [one for one in content["questionnaires"] if one.entry.id == "cybersecurite"]
    place = [question.id for question in located.entry.questions].index(RESTORED)
    assert problem.line == located.lines["questions", place, "only_if"]
    assert problem.key == f"cybersecurite.questions.{place}.only_if"


@pytest.mark.parametrize(
    ("update", "said"),
    [
        ({"theme": "inclusion"}, "has another questionnaire"),
        ({"theme": "sante"}, "« sante » is unknown"),
        ({"questions": QUESTIONNAIRES["strategie"].questions[:9]}, "has 9 questions"),
    ],
)
def test_a_questionnaire_out_of_shape_is_refused(content, update, said):
    def change(questionnaire):
        return questionnaire.model_copy(update=update) if questionnaire.id == "strategie" else questionnaire

    assert any(said in str(problem) for problem in spoiled(content, change))


COMMON = {"id": "a", "text": "?", "help": "h", "why": "w"}
OPTIONS = [{"code": "un", "label": "Un"}, {"code": "deux", "label": "Deux"}]


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"kind": "one-of"}, "options are for choices and tables"),
        ({"kind": "text", "maximum": 9, "options": OPTIONS}, "options are for choices and tables"),
        ({"kind": "table", "options": OPTIONS}, "rows are for tables"),
        ({"kind": "one-of", "options": [*OPTIONS, OPTIONS[0]]}, "two options have the same code"),
        ({"kind": "yes-no", "options": OPTIONS}, "the options of a yes-no are"),
        ({"kind": "number", "unit": "euros", "minimum": 0}, "a number has a unit, a minimum and a maximum"),
        ({"kind": "text"}, "a text has a maximum"),
        ({"kind": "one-of", "options": OPTIONS, "core": True, "only_if": "b == un"}, "has no condition"),
    ],
)
def test_a_question_is_whole(keys, said):
    with pytest.raises(ValidationError, match=said):
        Question(**COMMON, **keys)


def test_a_fact_is_given_in_one_way():
    with pytest.raises(ValidationError, match="give one of"):
        Gives(fact="a", values={"oui": True}, number=True)
    with pytest.raises(ValidationError, match="give one of"):
        Gives(fact="a")


def test_nine_questionnaires_cover_the_themes_and_a_record_tells_who_answered():
    themes = [one.theme for one in QUESTIONNAIRES.values()]
    # Accessibility is asked in the questionnaire on inclusion, as in the national barometer.
    assert sorted(filter(None, themes)) == sorted(set(CATALOGUE.themes) - {"accessibilite"})
    assert themes.count(None) == 1
    assert not any(question.indicator for question in QUESTIONNAIRES["fiche"].questions)


def test_who_does_not_know_can_say_so():
    offered = {
        question.id for question in QUESTIONS if question.optional or question.unknown or UNKNOWN in question.codes
    }
    certain = {question.id for question in QUESTIONS} - offered
    assert certain == {
        *("fiche-qualite", "fiche-fonction", "fiche-concertation"),  # of the person who answers
        *("cybersecurite-alerte", "strategie-connaissance"),  # what is asked is whether it is known
    }


@pytest.mark.parametrize(("body", "at_least"), [(VILLAGE, 30), (CITY, 30), (EPCI, 28), (DEPARTEMENT, 25), (REGION, 25)])
def test_the_short_version_speaks_to_every_kind(body, at_least):
    asked = [question for question in QUESTIONS if question.core and concerns(question, body)]
    assert len(asked) >= at_least


def test_no_text_agrees_with_a_word_that_the_kind_replaces():
    """« Votre collectivité » reads « votre commune » or « votre département »."""
    said = [text for one in QUESTIONS for text in (one.text, one.help, one.why, *(o.label for o in one.options))]
    agrees = re.compile(r"otre collectivité\b[^.?!;:]*(?:\belles?\b|\b(?:est|soit|sera) \w+ées?\b)")
    assert not list(filter(agrees.search, said))


def test_a_village_is_not_asked_what_binds_large_cities():
    question = QUESTIONNAIRES["strategie"].question("strategie-responsable-document")
    assert concerns(question, CITY)
    assert not concerns(question, VILLAGE)


def test_a_question_takes_the_time_to_read_it_and_to_answer():
    words = Question(**COMMON | {"text": "mot " * 40, "help": "mot " * 9}, kind="yes-no", options=[
        Option(code="oui", label="Oui"), Option(code="non", label="Non")
    ])  # fmt: skip
    assert seconds([words]) == pytest.approx(51 / 200 * 60 + 6)
    table = QUESTIONNAIRES["outils-internes"].question(TOOLS)
    assert seconds([table]) > 6 * len(table.rows)


@pytest.mark.parametrize("questionnaire", QUESTIONNAIRES.values(), ids=lambda one: one.id)
def test_less_is_asked_of_whom_less_concerns(questionnaire):
    whole = minutes(questionnaire)
    assert whole == ceil(seconds(questionnaire.questions) / 60) <= MINUTES
    assert minutes(questionnaire, core=True) <= minutes(questionnaire, VILLAGE) <= whole
