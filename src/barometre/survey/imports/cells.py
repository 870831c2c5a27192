"""Cells of another tool read as the answer to a question, by its mapping; a fault names its column."""

import html
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from barometre.catalogue.questionnaires import Question
from barometre.errors import BarometreError
from barometre.sheets import folded
from barometre.survey.imports.mapping import AnswerColumns
from barometre.survey.values import InputFault, Typed, Value, date_of, read_typed

_TIME = re.compile(r"[ T]\d{1,2}[:h]\d{2}.*")
_TWO_FIRST = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ]\d{4}")
# Headers shown in an error, at most.
_SHOWN = 40
_WHY = {
    InputFault.NOT_A_NUMBER: "is not a number",
    InputFault.AMBIGUOUS: "is a thousand for some and a decimal for others; write 1234, or 1,234 for a decimal",
    InputFault.TOO_SMALL: "is below the minimum of the question",
    InputFault.TOO_LARGE: "is above the maximum of the question",
    InputFault.NOT_A_DATE: "is not a date; write day/month/year, or year-month-day",
    InputFault.TOO_EARLY: "is before the earliest date of the question",
    InputFault.IN_THE_FUTURE: "is after the day of answer",
    InputFault.UNKNOWN_CODE: "stands for no option; add it to codes in the mapping",
    InputFault.SEVERAL: "are several answers where one is wanted",
    InputFault.EXCLUDED: "go with « nsp », « non-concerne » or « aucun », which exclude the others",
    InputFault.TOO_LONG: "is longer than the question allows",
}


class CellError(ValueError):
    """A cell is no answer: its column, and why."""

    def __init__(self, column: str, why: str) -> None:
        super().__init__(why)
        self.column, self.why = column, why


def positions(name: str, header: Sequence[str], columns: Iterable[str]) -> dict[str, int]:
    """Return where each column of the mapping stands in the file.

    A header is a code (`Q1[SQ001]`), the whole text of the question, or both (`Q1[SQ001]. Text`); any may be given.

    Raises:
        BarometreError: some are not in the file, or are there twice; names them.
    """
    keys = [_key(one) for one in header]
    found: dict[str, list[int]] = {}
    for column in columns:
        key = _key(column)
        exact = [place for place, one in enumerate(keys) if one == key]
        found[column] = exact or [place for place, one in enumerate(keys) if one.startswith(f"{key}. ")]
    if absent := [column for column, places in found.items() if not places]:
        shown = ", ".join(one[:60] for one in header[:_SHOWN])
        raise BarometreError(f"{name}: no column {', '.join(absent)}; it has {shown}; correct the mapping")
    if double := [column for column, places in found.items() if len(places) > 1]:
        raise BarometreError(f"{name}: column {', '.join(double)} is there twice; rename or delete one")
    return {column: places[0] for column, places in found.items()}


def check_days(name: str, column: str, cells: Iterable[tuple[int, str]]) -> None:
    """Refuse a column whose dates are not day first: one rule for a whole column, never cell by cell.

    Raises:
        BarometreError: a month comes first somewhere; names the lines.
    """
    day_first = month_first = None
    for row, cell in cells:
        if match := _TWO_FIRST.fullmatch(day_text(cell)):
            one, two = int(match[1]), int(match[2])
            day_first = day_first or (row if one > 12 else None)
            month_first = month_first or (row if two > 12 else None)
    if month_first and day_first:
        raise BarometreError(
            f"{name}: column {column} writes the day first on line {day_first} and the month first on line "
            f"{month_first}; write day/month/year on every line"
        )
    if month_first:
        raise BarometreError(
            f"{name}: column {column} writes the month first on line {month_first}; write day/month/year on every line"
        )


def day_text(cell: str) -> str:
    """Return a cell without its time: the day alone."""
    return _TIME.sub("", cell.strip())


def day_of(column: str, cell: str, today: date) -> date | None:
    """Return the day of a cell; None when it tells none: LimeSurvey writes 1980 for an answer without date.

    Raises:
        CellError: the day is after today.
    """
    found = date_of(day_text(cell))
    if found is None or found[2] is None or found[0] <= 1980:
        return None
    day = date(found[0], found[1], found[2])
    if day > today:
        raise CellError(column, f"{InputFault.IN_THE_FUTURE}: « {cell[:60]} » is after today")
    return day


def value_of(
    question: Question,
    source: AnswerColumns,
    cells: Mapping[str, str],
    words: tuple[Sequence[str], Sequence[str]],
    on: date,
) -> Value | None:
    """Read the answer to one question.

    Args:
        question: the question.
        source: where it is answered.
        cells: column -> text of this line.
        words: what says yes, then what says no, in a column for one option.
        on: day of answer, after which no date is.

    Raises:
        CellError: a cell is no answer.
    """
    codes = _codes(question, source)
    typed: Typed
    if source.rows:
        typed = {part.row: [_code(cells[part.column], codes, part.column)] for part in source.rows}
    elif source.options:
        typed = [part.code for part in source.options if _ticked(cells[part.column], part.column, part.filled, words)]
    else:
        column = source.column or ""
        cell = day_text(cells[column]) if question.kind == "date" else cells[column]
        if question.codes:
            parts = cell.split(source.separator) if source.separator else [cell]
            typed = [_code(part, codes, column) for part in parts]
        else:
            typed = [codes.get(_key(cell), cell)]
    entered = read_typed(question, typed, on)
    if entered.fault:
        column = source.columns[0]
        shown = ", ".join(cells[one] for one in source.columns if cells[one])
        raise CellError(column, f"{entered.fault}: « {shown[:60]} » {_WHY[entered.fault]}")
    return entered.value


def _codes(question: Question, source: AnswerColumns) -> dict[str, str]:
    """Return what texts stand for: what the mapping says, else our codes, and our labels that one option alone has."""
    if source.codes:
        return {_key(text): code for text, code in source.codes.items()}
    labels = [_key(option.label) for option in question.options]
    alone = {label: option.code for label, option in zip(labels, question.options, strict=True)}
    own = {label: code for label, code in alone.items() if labels.count(label) == 1}
    return own | {_key(code): code for code in question.codes}


def _code(cell: str, codes: Mapping[str, str], column: str) -> str:
    if not cell.strip():
        return ""
    if (code := codes.get(_key(cell))) is None:
        fault = InputFault.UNKNOWN_CODE
        raise CellError(column, f"{fault}: « {cell.strip()[:60]} » {_WHY[fault]}")
    return code


def _ticked(cell: str, column: str, filled: bool, words: tuple[Sequence[str], Sequence[str]]) -> bool:
    """Return whether a column for one option says yes; an empty cell does not, nor says no."""
    key = _key(cell)
    yes, no = ([_key(word) for word in group] for group in words)
    if not key or key in no:
        return False
    if not filled and key not in yes:
        raise CellError(column, f"not-yes-or-no: « {cell.strip()[:60]} » is neither yes nor no; add it to yes or to no")
    return True


def _key(text: str) -> str:
    """Return a text as it is compared: case, spaces, apostrophes and entities of pages do not count."""
    return folded(unicodedata.normalize("NFKC", html.unescape(text)).replace("’", "'"))
