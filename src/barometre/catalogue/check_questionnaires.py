"""The rules of questionnaires: conditions on former answers, lengths; what answers state is in `check_answers`."""

from collections.abc import Iterator
from typing import Any

from barometre.catalogue import check_answers, conditions, only_if, rules
from barometre.catalogue.duration import seconds
from barometre.catalogue.questionnaires import CHOICES, Question
from barometre.catalogue.reading import KeyPath, Located, Problem
from barometre.catalogue.rules import Content, ContentRule
from barometre.errors import BarometreError

# Questions of a questionnaire on a theme, and minutes that it takes at most.
FEWEST, MOST, MINUTES = 10, 20, 10
# Questions of the short version, all questionnaires together.
CORE = 30
# Signs of a condition that a question of each kind answers to.
_SIGNS = {
    **dict.fromkeys(CHOICES, ("==", "!=", "in")),
    "several-of": ("includes",),
    "number": (">=", "<=", ">", "<"),
}


def _named_once(content: Content) -> Iterator[Problem]:
    """Refuse an id of question that another question has, in any questionnaire: answers are kept by it."""
    firsts: dict[str, str] = {}
    for located, place, question in check_answers.questions(content):
        here = f"{located.file}, line {located.lines[place]}"
        if (first := firsts.setdefault(question.id, here)) != here:
            yield located.problem((*place, "id"), f"« {question.id} » is already at {first}", "give it another one")


def _known(content: Content) -> Iterator[Problem]:
    """Refuse a theme, an indicator or an obligation that does not exist, and a reminder of a law that nobody read."""
    ids = rules.ids_of(content)
    yield from rules.known_ids(content, {("questionnaires", "theme"): "themes"}, ids)
    read = [located.entry.id for located in content["obligations"] if located.entry.read != "unread"]
    for located, place, question in check_answers.questions(content):
        yield from rules.unknown(located, (*place, "indicator"), [question.indicator], ids["indicators"])
        for name in question.obligations:
            path = (*place, "obligations")
            if name in ids["obligations"] and name not in read:
                yield located.problem(path, f"nobody has read the text of « {name} »", "delete it, or read its text")
            yield from rules.unknown(located, path, [name], ids["obligations"])


def _concerned(content: Content) -> Iterator[Problem]:
    """Refuse a condition on collectivités that is not understood."""
    for located, place, question in check_answers.questions(content):
        try:
            conditions.parse(question.concerns)
        except BarometreError as error:
            yield _misunderstood(located, (*place, "concerns"), error)


def _conditional(content: Content) -> Iterator[Problem]:
    """Refuse a condition on answers that is not understood, or that asks what was not asked before."""
    for located, place, question in check_answers.questions(content):
        path = (*place, "only_if")
        former = {one.id: one for one in located.entry.questions[: place[1]]}
        try:
            tests = only_if.comparisons_of(only_if.parse(question.only_if)) if question.only_if else []
        except BarometreError as error:
            yield _misunderstood(located, path, error)
            continue
        for test in tests:
            yield from _asked(located, path, test, former)


def _misunderstood(located: Located[Any], path: KeyPath, error: BarometreError) -> Problem:
    message, _, remedy = str(error).partition("; ")
    return located.problem(path, message, remedy)


def _asked(
    located: Located[Any], path: KeyPath, test: only_if.Comparison, former: dict[str, Question]
) -> Iterator[Problem]:
    """Refuse a comparison that the question it names cannot answer."""
    question = former.get(test.question)
    if question is None:
        remedy = "name one that stands before it in the same questionnaire"
        yield located.problem(path, f"« {test.question} » is no former question", remedy)
    elif test.sign not in _SIGNS.get(question.kind, ()):
        signs = ", ".join(_SIGNS.get(question.kind, ())) or "no sign: choose another question"
        yield located.problem(path, f"« {test.sign} » cannot read a {question.kind}", f"write {signs}")
    elif question.kind != "number":
        yield from rules.unknown(located, path, test.values, list(question.codes))


def _sizes(content: Content) -> Iterator[Problem]:
    """Refuse a questionnaire too short or too long to answer, and two on one theme."""
    themes: set[str] = set()
    for located in content["questionnaires"]:
        questionnaire = located.entry
        if questionnaire.theme in themes:
            yield located.problem("theme", f"« {questionnaire.theme} » has another questionnaire", "join the two")
        if questionnaire.theme is not None:
            themes.add(questionnaire.theme)
            if not FEWEST <= len(questionnaire.questions) <= MOST:
                message = f"has {len(questionnaire.questions)} questions"
                yield located.problem("questions", message, f"ask from {FEWEST} to {MOST}")
        if (taken := seconds(questionnaire.questions) / 60) > MINUTES:
            message = f"takes {taken:.1f} minutes by our estimate"
            yield located.problem("questions", message, f"shorten it to {MINUTES} minutes")


def _short(content: Content) -> Iterator[Problem]:
    """Refuse a short version of another length."""
    core = [found for found in check_answers.questions(content) if found[2].core]
    if core and len(core) != CORE:
        located, place, _ = core[-1]
        message = f"the short version has {len(core)} questions"
        yield located.problem((*place, "core"), message, f"mark {CORE} of them, all questionnaires together")


RULES: list[ContentRule] = [_named_once, _known, _concerned, _conditional, _sizes, _short, *check_answers.RULES]
