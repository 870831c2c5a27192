"""Read what a person typed or ticked as the value of an answer, and write a value back as it was typed.

A value is what JSON holds: a code (yes-no, one-of, scale), a list of codes in the order of the questionnaire
(several-of), a number, a day `2026-11-30` or a month `2026-11` (date), a text, or row -> code (table). « Je ne sais
pas » is the code `nsp`, of a number and of a date too.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from barometre.catalogue.questionnaires import EXCLUSIVE, UNKNOWN, Question

Value = str | float | list[str] | dict[str, str]
# What comes from a form or a cell: texts, or row -> texts for a table.
Typed = Sequence[str] | Mapping[str, Sequence[str]]

# Spaces that people, and spreadsheets, put between thousands.
_SPACES = re.compile("[ \u00a0\u202f\u2009]")
# 1.234 is a thousand for some, one and a bit for others; nothing in it tells.
_AMBIGUOUS = re.compile(r"[-\u2212]?\d{1,3}\.\d{3}")
_NUMBER = re.compile(r"[-\u2212]?\d+([.,]\d+)?")
_GROUPED = re.compile(r"[-\u2212]?\d{1,3}(\.\d{3})+,\d+|[-\u2212]?\d{1,3}(,\d{3})+\.\d+")
# Day first, always: 03/04/2026 is the third of April. ISO is what browsers and other tools send.
_DAY = re.compile(r"(?P<day>\d{1,2})[/.\- ](?P<month>\d{1,2})[/.\- ](?P<year>\d{4})")
_MONTH = re.compile(r"(?P<month>\d{1,2})[/.\- ](?P<year>\d{4})")
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})(-(?P<day>\d{2}))?")
# No number that anybody types is longer.
_LONGEST = 40


class InputFault(StrEnum):
    """Why what was typed is not an answer."""

    NOT_A_NUMBER = "not-a-number"
    AMBIGUOUS = "ambiguous-number"
    TOO_SMALL = "too-small"
    TOO_LARGE = "too-large"
    NOT_A_DATE = "not-a-date"
    TOO_EARLY = "too-early"
    IN_THE_FUTURE = "in-the-future"
    UNKNOWN_CODE = "unknown-code"
    SEVERAL = "several"
    EXCLUDED = "excluded"
    TOO_LONG = "too-long"


@dataclass(frozen=True)
class Entered:
    """What became of something typed: a value, nothing (left empty), or a fault."""

    value: Value | None = None
    fault: InputFault | None = None


EMPTY = Entered()


def read_typed(question: Question, typed: Typed, today: date) -> Entered:
    """Read what a person typed or ticked.

    Args:
        question: the question.
        typed: texts of the form; for a table, row -> texts. Empty texts are nothing.
        today: day of the answer, after which no date is.
    """
    if question.kind == "table":
        return _table(question, typed if isinstance(typed, Mapping) else {})
    texts = [text.strip() for text in typed if text.strip()] if not isinstance(typed, Mapping) else []
    if not texts:
        return EMPTY
    if question.kind == "several-of":
        return _several(question, texts)
    if len(set(texts)) > 1:
        return Entered(fault=InputFault.SEVERAL)
    match question.kind:
        case "number":
            return _number(question, texts[0])
        case "date":
            return _date(question, texts[0], today)
        case "text":
            return _text(question, texts[0])
        case _:
            return Entered(texts[0]) if texts[0] in question.codes else Entered(fault=InputFault.UNKNOWN_CODE)


def number_of(text: str) -> float | InputFault:
    """Read a number as the French write it: « 1,5 », « 1 234,5 »; « 1.234 » is ambiguous, and asked again."""
    text = _SPACES.sub("", text)
    if len(text) > _LONGEST:
        return InputFault.NOT_A_NUMBER
    if _AMBIGUOUS.fullmatch(text):
        return InputFault.AMBIGUOUS
    if _GROUPED.fullmatch(text):
        text = text.replace("." if text.rfind(",") > text.rfind(".") else ",", "")
    if not _NUMBER.fullmatch(text):
        return InputFault.NOT_A_NUMBER
    number = float(text.replace("\u2212", "-").replace(",", "."))
    return int(number) if number.is_integer() else number


def date_of(text: str) -> tuple[int, int, int | None] | None:
    """Read a date, day first: year, month, and day or None; None when it is not one."""
    match = _DAY.fullmatch(text) or _MONTH.fullmatch(text) or _ISO.fullmatch(text)
    if match is None:
        return None
    given = {name: int(part) for name, part in match.groupdict().items() if part}
    try:
        date(given["year"], given["month"], given.get("day", 1))
    except ValueError:
        return None
    return given["year"], given["month"], given.get("day")


def shown(question: Question, value: Value | None) -> Any:  # noqa: ANN401  (a text, a list or a table)
    """Return a value as the form shows it again: « 12,34 », « 30/11/2026 »; codes as they are."""
    if value is None or isinstance(value, list | dict):
        return value or ("" if question.kind not in ("several-of", "table") else value)
    if isinstance(value, int | float):
        return format(Decimal(str(value)), "f").replace(".", ",")  # never 1e-05, which is not read back
    if question.kind == "date" and value != UNKNOWN:
        return "/".join(reversed(value.split("-")))
    return value


def _number(question: Question, text: str) -> Entered:
    if text == UNKNOWN and question.unknown:
        return Entered(UNKNOWN)
    number = number_of(text)
    if isinstance(number, InputFault):
        return Entered(fault=number)
    if question.minimum is not None and number < question.minimum:
        return Entered(fault=InputFault.TOO_SMALL)
    if question.maximum is not None and number > question.maximum:
        return Entered(fault=InputFault.TOO_LARGE)
    return Entered(number)


def _date(question: Question, text: str, today: date) -> Entered:
    if text == UNKNOWN and question.unknown:
        return Entered(UNKNOWN)
    found = date_of(text)
    if found is None or (found[2] is None and question.precision == "day"):
        return Entered(fault=InputFault.NOT_A_DATE)
    year, month, day = found
    if date(year, month, day or 1) > today:
        return Entered(fault=InputFault.IN_THE_FUTURE)
    value = f"{year:04}-{month:02}" + (f"-{day:02}" if question.precision == "day" else "")
    if question.since and value < question.since:
        return Entered(fault=InputFault.TOO_EARLY)
    return Entered(value)


def _text(question: Question, text: str) -> Entered:
    text = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    if question.maximum is not None and len(text) > question.maximum:
        return Entered(fault=InputFault.TOO_LONG)
    return Entered(text) if text else EMPTY


def _several(question: Question, texts: Sequence[str]) -> Entered:
    given = set(texts)
    if not given <= set(question.codes):
        return Entered(fault=InputFault.UNKNOWN_CODE)
    if len(given) > 1 and given & set(EXCLUSIVE):
        return Entered(fault=InputFault.EXCLUDED)
    return Entered([code for code in question.codes if code in given])


def _table(question: Question, typed: Mapping[str, Sequence[str]]) -> Entered:
    found: dict[str, str] = {}
    rows = [row.code for row in question.rows]
    if not set(typed) <= set(rows):
        return Entered(fault=InputFault.UNKNOWN_CODE)
    for row in rows:
        codes = {text.strip() for text in typed.get(row, ()) if text.strip()}
        if len(codes) > 1:
            return Entered(fault=InputFault.SEVERAL)
        if not codes <= set(question.codes):
            return Entered(fault=InputFault.UNKNOWN_CODE)
        if codes:
            found[row] = codes.pop()
    return Entered(found) if found else EMPTY
