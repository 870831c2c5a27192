"""A questionnaire on paper, for those who gather answers before they fill it in: a tagged PDF (PDF/UA-1)."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from barometre.catalogue.only_if import Joined, Tree, parse
from barometre.catalogue.questionnaires import Question, Questionnaire
from barometre.catalogue.typography import non_breaking
from barometre.settings import settings
from barometre.survey.answers import concerns
from barometre.typesetting import pdf
from barometre.web.survey.respond.words import addressed

TEMPLATE = Path(__file__).with_name("paper.typ")
_ORDERS = {">=": "d’au moins", ">": "de plus de", "<=": "d’au plus", "<": "de moins de"}
_JOINS = {"and": " et ", "or": ", ou "}
_FORMS = {"number": "Un nombre", "text": "Un texte court", "date": "Une date (jour/mois/année)"}


def paper(questionnaire: Questionnaire, kind: str, body: Mapping[str, Any], today: date) -> bytes:
    """Return a questionnaire as PDF, as one kind of collectivité reads it.

    Args:
        questionnaire: the questionnaire.
        kind: commune, epci, departement or region.
        body: what conditions ask (`survey.answers.concerns`); a question that may concern it is there.
        today: the day from which « depuis 24 mois » counts.

    Raises:
        BarometreError: a text cannot be set.
    """
    return pdf(TEMPLATE, contents(questionnaire, kind, body, today), today)


def contents(questionnaire: Questionnaire, kind: str, body: Mapping[str, Any], today: date) -> dict[str, Any]:
    """Return what the paper says; arguments as `paper`."""
    asked = [question for question in questionnaire.questions if concerns(question, body)]
    numbers = {question.id: number for number, question in enumerate(asked, start=1)}
    return {
        "title": questionnaire.title,
        "summary": addressed(questionnaire.summary, kind, today),
        "version": f"Version {questionnaire.version}",
        "operator": settings().operator,
        "questions": [_question(question, numbers, questionnaire, kind, today) for question in asked],
    }


def condition_words(tree: Tree, questionnaire: Questionnaire, numbers: Mapping[str, int]) -> str:
    """Return a condition in words, read after « Seulement si »; questions are named by their numbers."""
    if isinstance(tree, Joined):
        parts = [condition_words(part, questionnaire, numbers) for part in tree.parts]
        return f"il n’est pas vrai que {parts[0]}" if tree.word == "not" else _JOINS[tree.word].join(parts)
    number = numbers.get(tree.question, 0)
    if tree.sign in _ORDERS:
        return f"la réponse à la question {number} est {_ORDERS[tree.sign]} {tree.values[0]}"
    question = questionnaire.question(tree.question)
    labels = [question.label(code) for code in tree.values] if question else list(tree.values)
    said = " ou ".join(f"«\u00a0{label}\u00a0»" for label in labels)
    verb = "vous n’avez pas répondu" if tree.sign == "!=" else "vous avez répondu"
    return f"{verb} {said} à la question {number}"


def _question(
    question: Question, numbers: Mapping[str, int], questionnaire: Questionnaire, kind: str, today: date
) -> dict[str, Any]:
    only = condition_words(parse(question.only_if), questionnaire, numbers) if question.only_if else ""
    return {
        "number": numbers[question.id],
        "text": non_breaking(addressed(question.text, kind, today)),
        "help": non_breaking(addressed(question.help, kind, today)),
        "only_if": f"Seulement si {non_breaking(only)}." if only else "",
        "several": "Plusieurs réponses possibles." if question.kind == "several-of" else "",
        "options": [addressed(option.label, kind, today) for option in question.options],
        "rows": [addressed(row.label, kind, today) for row in question.rows],
        "form": _form(question),
    }


def _form(question: Question) -> str:
    """Return what is written on the line of an answer that is not chosen."""
    if question.kind == "date" and question.precision == "month":
        return "Le mois et l’année"
    unit = f" ({question.unit})" if question.unit else ""
    return f"{_FORMS[question.kind]}{unit}" if question.kind in _FORMS else ""
