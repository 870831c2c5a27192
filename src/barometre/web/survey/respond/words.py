"""French of the questionnaires: faults, answers, who speaks of which collectivité, since when. No judgement here."""

import re
from datetime import date

from barometre.catalogue.questionnaires import Question
from barometre.catalogue.typography import MONTHS
from barometre.survey.answers import AnswerStatus, Given
from barometre.survey.values import InputFault, Value
from barometre.web.shared.french import NO_BREAK, number
from barometre.web.shared.words import day_words

# What « votre collectivité » is called, by kind.
_YOURS = {
    "commune": "votre commune",
    "epci": "votre intercommunalité",
    "departement": "votre département",
    "region": "votre région",
}
STATUSES = {
    AnswerStatus.EMPTY: "Sans réponse",
    AnswerStatus.NOT_ASKED: "Non posée, d’après vos autres réponses",
    AnswerStatus.NOT_CONCERNED: "Non concerné",
    AnswerStatus.UNKNOWN: "Je ne sais pas",
}
_SINCE = re.compile(r"\b([Dd])epuis (12|24) mois\b")


def addressed(text: str, kind: str, today: date) -> str:
    """Return a text as one kind of collectivité reads it: « votre commune », and since when « depuis 24 mois » is."""
    if yours := _YOURS.get(kind):
        text = text.replace("votre collectivité", yours).replace("Votre collectivité", yours[0].upper() + yours[1:])
    return _SINCE.sub(lambda match: f"{match[0]} (depuis {_month(today, int(match[2]))})", text)


def fault_words(fault: InputFault, question: Question) -> str:
    """Return what is impossible in an answer, and how to put it right."""
    least, most = (number(limit, 2) if limit is not None else "" for limit in (question.minimum, question.maximum))
    unit = f"{NO_BREAK}{question.unit}" if question.unit else ""
    date_form = "le mois et l’année, comme 03/2024" if question.precision == "month" else "une date, comme 31/03/2024"
    return {
        InputFault.NOT_A_NUMBER: "Écrivez un nombre en chiffres, par exemple 12 ou 1,5.",
        InputFault.AMBIGUOUS: (
            "Ce nombre peut se lire de deux façons. Écrivez 1234 sans point, ou 1,234 avec une virgule."
        ),
        InputFault.TOO_SMALL: f"Écrivez un nombre d’au moins {least}{unit}.",
        InputFault.TOO_LARGE: f"Écrivez un nombre d’au plus {most}{unit}.",
        InputFault.NOT_A_DATE: f"Écrivez {date_form}.",
        InputFault.TOO_EARLY: f"Écrivez une date à partir de {written_date(question.since or '')}.",
        InputFault.IN_THE_FUTURE: "Cette date n’est pas encore passée. Écrivez une date passée.",
        InputFault.UNKNOWN_CODE: "Cette réponse n’est pas proposée. Choisissez-en une de la liste.",
        InputFault.SEVERAL: "Deux réponses se contredisent. Gardez-en une seule.",
        InputFault.EXCLUDED: "Une des réponses cochées exclut les autres. Décochez-la, ou décochez les autres.",
        InputFault.TOO_LONG: f"Ce texte est trop long. Écrivez {most} caractères au plus.",
    }[fault]


def value_words(question: Question, value: Value, kind: str, today: date) -> list[str]:
    """Return an answer in words: one line, or one for each option or row."""
    if value == "nsp":
        return [STATUSES[AnswerStatus.UNKNOWN]]
    if isinstance(value, list):
        return [addressed(_label(question, code), kind, today) for code in value]
    if isinstance(value, dict):
        # PostgreSQL keeps no order of rows.
        rows = [row.code for row in question.rows if row.code in value]
        pairs = [(addressed(_label(question, row), kind, today), _label(question, value[row])) for row in rows]
        return [f"{row}{NO_BREAK}: {label}" for row, label in pairs]
    if isinstance(value, int | float):
        return [f"{number(value, 6)}{NO_BREAK}{question.unit}"]
    if question.kind == "date":
        return [written_date(value)]
    return [value if question.kind == "text" else addressed(_label(question, value), kind, today)]


def given_words(question: Question, given: Given, kind: str, today: date) -> list[str]:
    """Return what is known of one question in words: an answer, or why there is none."""
    if given.value is not None:
        return value_words(question, given.value, kind, today)
    return [STATUSES[given.status]]


def written_date(value: str) -> str:
    """Return a day or a month in words: « 31 mars 2024 », « mars 2024 »."""
    if len(value) == len("2024-03"):
        return f"{MONTHS[int(value[5:]) - 1]} {value[:4]}"
    return day_words(value) if value else ""


def _label(question: Question, code: str) -> str:
    """Return the label of a code; the code itself when this version has it no more."""
    labels = {option.code: option.label for option in (*question.options, *question.rows)}
    return labels.get(code, code)


def _month(today: date, back: int) -> str:
    months = today.year * 12 + today.month - 1 - back
    return f"{MONTHS[months % 12]} {months // 12}"
