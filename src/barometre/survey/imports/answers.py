"""The lines of another tool's file as answers of collectivités: each is accepted whole, or rejected with its reason."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from barometre.catalogue.questionnaires import Questionnaire
from barometre.errors import BarometreError
from barometre.sheets import Cell, Sheet, read_sheet, text_of
from barometre.survey.answers import AnswerStatus, asked
from barometre.survey.imports import cells
from barometre.survey.imports.bodies import MeasuredBody, NoMatch, by_insee, by_siren
from barometre.survey.imports.mapping import AnswerColumns, AnswerMapping
from barometre.survey.values import Value

# Bytes and lines of a file, beyond which it is not read.
MOST_BYTES, MOST_LINES = 50_000_000, 100_000


class LineNote(NamedTuple):
    """What is to be known of one line: a line rejected and why, or what was understood and is worth checking."""

    row: int
    column: str
    why: str
    proposed: str | None = None


@dataclass(frozen=True)
class AcceptedLine:
    """A line accepted: whose answers, on which day (None: not told), question -> value (None: left empty)."""

    row: int
    body: MeasuredBody
    day: date | None
    values: Mapping[str, Value | None]


@dataclass(frozen=True)
class ReadFile:
    """What a file holds. Every line is in one of `lines`, `rejected` and `unfinished` (a count)."""

    lines: list[AcceptedLine]
    rejected: list[LineNote]
    notes: list[LineNote]
    unfinished: int


@dataclass(frozen=True)
class _Record:
    """A line of the file: the text of each column that the mapping reads."""

    row: int
    cells: Mapping[str, str]


def load_sheet(path: Path, mapping: AnswerMapping) -> Sheet:
    """Read the file of a mapping.

    Raises:
        BarometreError: it cannot be read, or is too large.
    """
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= MOST_BYTES else b""
    except OSError as error:
        raise BarometreError(f"{path}: {error.strerror}; give a CSV, XLSX or ODS file of answers") from None
    if size > MOST_BYTES:
        raise BarometreError(f"{path} is over {MOST_BYTES // 1_000_000} MB; give the answers alone, in several files")
    sheet = read_sheet(path, data, mapping.sheet, mapping.columns)
    if len(sheet.lines) > MOST_LINES:
        raise BarometreError(f"{path} has over {MOST_LINES} lines; give the answers alone, in several files")
    return sheet


def read_answers(
    name: str, sheet: Sheet, mapping: AnswerMapping, questionnaire: Questionnaire, today: date
) -> ReadFile:
    """Read the answers of a file. Pure.

    Args:
        name: how to name the file in errors.
        sheet: the file.
        mapping: what its columns are, already checked against the questionnaire.
        questionnaire: the questions, of the version that is answered.
        today: the day of answer when the file tells none.

    Raises:
        BarometreError: a column is absent or there twice, or one writes dates in two ways.
    """
    places = cells.positions(name, sheet.header, mapping.columns)
    numbers = {one.column for one in mapping.questions if _kind(questionnaire, one) == "number"}
    records = [
        _Record(row, {column: _text(line, place, column in numbers) for column, place in places.items()})
        for row, line in sheet.lines
    ]
    for column in _days(mapping, questionnaire):
        cells.check_days(name, column, ((record.row, record.cells[column]) for record in records))
    finished = [record for record in records if _finished(record, mapping)]
    known, rejected, notes = _whose(finished, mapping)
    alone, repeated = _one_each(known, mapping.repeated == "last")
    lines: list[AcceptedLine] = []
    for record, body in alone:
        try:
            line = _line(record, body, mapping, questionnaire, today)
        except cells.CellError as error:
            rejected.append(LineNote(record.row, error.column, error.why))
            continue
        line, hidden = _without_hidden(line, mapping, questionnaire)
        notes += hidden
        if any(value is not None for value in line.values.values()):
            lines.append(line)
        else:
            rejected.append(LineNote(record.row, "", "nothing is answered"))
    notes += _of_file(sheet, set(places.values()))
    return ReadFile(lines, sorted([*rejected, *repeated]), sorted(notes), len(records) - len(finished))


def _kind(questionnaire: Questionnaire, source: AnswerColumns) -> str:
    question = questionnaire.question(source.question)
    return question.kind if question else ""


def _text(line: Sequence[Cell], place: int, exact: bool) -> str:
    return text_of(line[place], exact).strip() if place < len(line) else ""


def _days(mapping: AnswerMapping, questionnaire: Questionnaire) -> Iterator[str]:
    """Give the columns that hold dates."""
    yield from (column for column in (mapping.day, mapping.submitted) if column)
    yield from (one.column or "" for one in mapping.questions if _kind(questionnaire, one) == "date")


def _finished(record: _Record, mapping: AnswerMapping) -> bool:
    return mapping.submitted is None or mapping.unfinished == "keep" or bool(record.cells[mapping.submitted])


def _whose(
    records: list[_Record], mapping: AnswerMapping
) -> tuple[list[tuple[_Record, MeasuredBody]], list[LineNote], list[LineNote]]:
    """Return the lines of known collectivités, those rejected, and the codes taken instead of another."""
    find, column = (by_siren, mapping.siren) if mapping.siren else (by_insee, mapping.insee)
    known: list[tuple[_Record, MeasuredBody]] = []
    rejected: list[LineNote] = []
    notes: list[LineNote] = []
    for record in records:
        found = find(record.cells[column or ""])
        if isinstance(found, NoMatch) and found.proposed and mapping.accept_proposed:
            notes.append(LineNote(record.row, column or "", found.why, found.proposed))
            found = find(found.proposed)
        if isinstance(found, NoMatch):
            rejected.append(LineNote(record.row, column or "", found.why, found.proposed))
        else:
            known.append((record, found))
    return known, rejected, notes


def _one_each(
    known: list[tuple[_Record, MeasuredBody]], last: bool
) -> tuple[list[tuple[_Record, MeasuredBody]], list[LineNote]]:
    """Return one line for each collectivité, and the others as rejected: all of them unless the last one counts."""
    rows: dict[str, list[int]] = {}
    for record, body in known:
        rows.setdefault(body.siren, []).append(record.row)
    kept: list[tuple[_Record, MeasuredBody]] = []
    repeated: list[LineNote] = []
    for record, body in known:
        same = rows[body.siren]
        if len(same) == 1 or (last and record.row == same[-1]):
            kept.append((record, body))
        elif last:
            repeated.append(LineNote(record.row, "", f"{body.name} is also on line {same[-1]}, which counts"))
        else:
            others = ", ".join(str(row) for row in same if row != record.row)
            why = f"{body.name} is also on line {others}; keep one, or write « repeated: last » in the mapping"
            repeated.append(LineNote(record.row, "", why))
    return kept, repeated


def _line(
    record: _Record, body: MeasuredBody, mapping: AnswerMapping, questionnaire: Questionnaire, today: date
) -> AcceptedLine:
    """Read the answers of a line.

    Raises:
        CellError: a cell is no answer.
    """
    column = mapping.day or mapping.submitted
    day = cells.day_of(column, record.cells[column], today) if column else None
    values: dict[str, Value | None] = {}
    for source in mapping.questions:
        if question := questionnaire.question(source.question):
            words = (mapping.yes, mapping.no)
            values[question.id] = cells.value_of(question, source, record.cells, words, day or today)
    return AcceptedLine(record.row, body, day, values)


def _without_hidden(
    line: AcceptedLine, mapping: AnswerMapping, questionnaire: Questionnaire
) -> tuple[AcceptedLine, list[LineNote]]:
    """Leave out the answers to questions that are not asked after the others, and note each."""
    why = asked(questionnaire, line.values, line.body.about)
    columns = {source.question: source.columns[0] for source in mapping.questions}
    words = {
        AnswerStatus.NOT_ASKED: "is not asked after the other answers of this line",
        AnswerStatus.NOT_CONCERNED: "does not concern this collectivité",
    }
    notes = [
        LineNote(line.row, columns[name], f"left out: {name} {words[status]}")
        for name, status in why.items()
        if status and line.values.get(name) is not None
    ]
    heard = {name: value for name, value in line.values.items() if not why[name]}
    return replace(line, values=heard), notes


def _of_file(sheet: Sheet, read: set[int]) -> Iterator[LineNote]:
    """Note how the file was read, and what was not."""
    if sheet.encoding == "cp1252":
        yield LineNote(1, "", "read as windows-1252, for want of UTF-8: check the accents")
    if sheet.others:
        yield LineNote(1, "", f"only the sheet {sheet.chosen} is read, not {', '.join(sheet.others)}")
    if ignored := [one for place, one in enumerate(sheet.header) if one and place not in read]:
        yield LineNote(1, "", f"columns not read: {', '.join(one[:60] for one in ignored)}")
