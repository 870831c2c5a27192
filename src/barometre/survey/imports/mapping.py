"""The mapping file: which column of another tool's file answers which question, and what its cells stand for."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from barometre.catalogue import only_if
from barometre.catalogue.entry import Entry, Id, NewId
from barometre.catalogue.questionnaires import UNKNOWN, Question, Questionnaire
from barometre.catalogue.reading import Located, Problem, read_entries, suggestion
from barometre.catalogue.rules import refuse
from barometre.errors import BarometreError

# Choices by a form that has one column for each option.
_YES, _NO = ("Y", "Yes", "Oui", "1"), ("N", "No", "Non", "0")


class OptionColumn(Entry):
    """A column that says whether one option was ticked; `filled`: any text in it ticks the option (« autre »)."""

    column: str
    code: Id
    filled: bool = False


class RowColumn(Entry):
    """A column that answers one row of a table."""

    column: str
    row: Id


class AnswerColumns(Entry):
    """Where a question is answered: one column, one for each option, or one for each row of a table.

    `codes` says what cells stand for; when absent, cells are our codes or our labels.
    """

    question: Id
    column: str | None = None
    options: tuple[OptionColumn, ...] = ()
    rows: tuple[RowColumn, ...] = ()
    separator: str | None = Field(None, min_length=1, description="Between the answers of one cell.")
    codes: dict[str, Id] = Field({}, description="Text of a cell -> code of ours.")

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the columns that it reads."""
        alone = (self.column,) if self.column else ()
        return (*alone, *(one.column for one in self.options), *(one.column for one in self.rows))


class AnswerMapping(Entry):
    """What a mapping file says: whose each line is, whether it was finished, then its questions."""

    id: NewId
    questionnaire: Id
    sheet: str | None = None
    siren: str | None = Field(None, description="Column of the SIREN.")
    insee: str | None = Field(None, description="Column of the INSEE code of a commune.")
    accept_proposed: bool = Field(False, description="Take each code proposed instead of one that is none.")
    day: str | None = Field(None, description="Column of the day of answer; by default, that of `submitted`.")
    submitted: str | None = Field(None, description="Column that is empty when the answer was not finished.")
    unfinished: Literal["leave-out", "keep"] = "leave-out"
    repeated: Literal["refuse", "last"] = Field("refuse", description="What of several lines of one body.")
    yes: tuple[str, ...] = _YES
    no: tuple[str, ...] = _NO
    questions: tuple[AnswerColumns, ...] = Field(min_length=1)

    @property
    def columns(self) -> tuple[str, ...]:
        """Return every column that it reads, each once."""
        alone = (self.siren, self.insee, self.day, self.submitted)
        named = [column for column in alone if column]
        return tuple(dict.fromkeys([*named, *(column for source in self.questions for column in source.columns)]))

    @model_validator(mode="after")
    def _one_key(self) -> Self:
        if (self.siren is None) == (self.insee is None):
            raise ValueError("give the column of siren, or that of insee")
        return self


def read_mapping(path: Path) -> Located[AnswerMapping]:
    """Read a mapping file: YAML, a list of one mapping.

    Raises:
        BarometreError: the file says something wrong; names its line and key.
    """
    entries, problems = read_entries(path, str(path), AnswerMapping)
    refuse(problems)
    if len(entries) != 1:
        raise BarometreError(f"{path}: {len(entries)} mappings, give one (« - id: … »)")
    return entries[0]


def check_mapping(located: Located[AnswerMapping], questionnaire: Questionnaire) -> None:
    """Refuse a mapping that does not go with the questionnaire.

    Raises:
        BarometreError: a question or a code is unknown, or is not read as its kind wants; names line and key.
    """
    refuse(sorted(_problems(located, questionnaire)))


def _problems(located: Located[AnswerMapping], questionnaire: Questionnaire) -> Iterator[Problem]:
    sources = located.entry.questions
    known = [question.id for question in questionnaire.questions]
    mapped = {source.question for source in sources}
    for place, source in enumerate(sources):
        at = ("questions", place)
        question = questionnaire.question(source.question)
        if question is None:
            yield located.problem(
                (*at, "question"),
                f"« {source.question} » is no question of {questionnaire.id}",
                suggestion(source.question, known),
            )
            continue
        if source.question in [one.question for one in sources[:place]]:
            yield located.problem((*at, "question"), "is mapped twice", "delete one")
        for key, message, remedy in _of_source(source, question, mapped):
            yield located.problem((*at, key), message, remedy)


def _of_source(source: AnswerColumns, question: Question, mapped: set[str]) -> Iterator[tuple[str, str, str]]:
    """Yield what does not go with a question: key, message, remedy."""
    given = {name for name in ("column", "options", "rows") if getattr(source, name)}
    wanted = {"several-of": ("options", "column"), "table": ("rows",)}.get(question.kind, ("column",))
    if len(given) != 1 or not given <= set(wanted):
        yield "question", f"a question of kind {question.kind} is not read so", f"write {' or '.join(wanted)}"
    if source.separator and (question.kind != "several-of" or source.options):
        yield "separator", "several answers in a cell are for a several-of of one column", "delete separator"
    codes = (*question.codes, *((UNKNOWN,) if question.unknown else ()))
    for code in (*source.codes.values(), *(part.code for part in source.options)):
        if code not in codes:
            yield "question", f"« {code} » is no option of {question.id}", suggestion(code, list(codes))
    rows = [row.code for row in question.rows]
    for part in source.rows:
        if part.row not in rows:
            yield "rows", f"« {part.row} » is no row of {question.id}", suggestion(part.row, rows)
    tests = only_if.comparisons_of(only_if.parse(question.only_if)) if question.only_if else []
    for name in sorted({test.question for test in tests} - mapped):
        yield "question", f"it is asked after the answer to {name}, which is not mapped", f"map {name} too"
