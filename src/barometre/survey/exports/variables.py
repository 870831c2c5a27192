"""Columns of an export: those of every version of a questionnaire, in its order, whatever was answered."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import polars as pl

from barometre.catalogue.questionnaires import NOT_CONCERNED, UNKNOWN, Option, Question, Questionnaire
from barometre.survey.answers import AnswerStatus, Given

# Codes that say that no answer is known; `aucun` is an answer.
MISSING = (UNKNOWN, NOT_CONCERNED)


class Role(StrEnum):
    """What a column holds: an answer, whether an option was ticked, the answer to a row, or what is known of it."""

    VALUE = "value"
    TICKED = "ticked"
    ROW = "row"
    STATUS = "status"


class MoreStatus(StrEnum):
    """What a column of status says beside `survey.answers.Status`."""

    NOT_IN_VERSION = "not-in-version"
    WITHHELD = "withheld"


@dataclass(frozen=True)
class Item:
    """A question over the versions of its questionnaire: its newest words, and every option that there was.

    `newest` is the newest version of the questionnaire that has it.
    """

    question: Question
    versions: Mapping[int, Question]
    newest: Questionnaire

    def offered(self, version: int, code: str) -> bool:
        """Return whether a version had an option."""
        return version in self.versions and code in self.versions[version].codes


@dataclass(frozen=True)
class Variable:
    """One column; `part` is the code of its option or of its row."""

    name: str
    role: Role
    item: Item
    part: str = ""

    @property
    def type(self) -> pl.DataType:
        """Return the type of its values."""
        if self.role is Role.TICKED:
            return pl.Int8()
        return pl.Float64() if self.role is Role.VALUE and self.item.question.kind == "number" else pl.String()


def items(versions: Sequence[Questionnaire]) -> list[Item]:
    """Return the questions of a questionnaire: those of the newest version in order, then those withdrawn."""
    newest_first = sorted(versions, key=lambda one: -one.version)
    names = dict.fromkeys(question.id for one in newest_first for question in one.questions)
    return [_item(name, newest_first) for name in names]


def variables(asked: Sequence[Item], texts: bool) -> list[Variable]:
    """Return the columns; without `texts`, free texts are left out: whether there was one is told, not what it says."""
    return [variable for item in asked for variable in _variables(item, texts)]


def status(item: Item, version: int, given: Given | None) -> str:
    """Return what is known of a question: `AnswerStatus`, or that the version answered does not have it."""
    if version not in item.versions:
        return MoreStatus.NOT_IN_VERSION
    return (given.status if given else AnswerStatus.EMPTY).value


def cell(variable: Variable, version: int, given: Given | None) -> str | float | None:
    """Return the value of one column; None when nothing is known, or nothing was to be answered.

    An option that was not offered, or of which nothing is known, is None: 0 says that it was offered and not ticked.
    """
    if variable.role is Role.STATUS:
        return status(variable.item, version, given)
    value = given.value if given else None
    if variable.role is Role.TICKED:
        if not isinstance(value, list) or not variable.item.offered(version, variable.part):
            return None
        if set(value) & set(MISSING):
            return 1 if variable.part in value else None
        return int(variable.part in value)
    if variable.role is Role.ROW:
        return value.get(variable.part) if isinstance(value, dict) else None
    if isinstance(value, list | dict) or (value in MISSING and not variable.item.question.codes):
        return None
    return value


def column_name(*parts: str) -> str:
    """Return a name that R, Stata and SPSS take as it is: letters, digits and underscores."""
    return "__".join(part.replace("-", "_").replace(".", "_") for part in parts)


def _item(name: str, newest_first: Sequence[Questionnaire]) -> Item:
    having = [one for one in newest_first if one.question(name)]
    versions = {one.version: question for one in having if (question := one.question(name))}
    options: dict[str, Option] = {}
    for question in versions.values():
        for option in question.options:
            options.setdefault(option.code, option)
    question = versions[having[0].version].model_copy(update={"options": tuple(options.values())})
    return Item(question, versions, having[0])


def _variables(item: Item, texts: bool) -> Iterator[Variable]:
    question = item.question
    if question.kind == "several-of":
        for code in question.codes:
            yield Variable(column_name(question.id, code), Role.TICKED, item, code)
    elif question.kind == "table":
        for row in question.rows:
            yield Variable(column_name(question.id, row.code), Role.ROW, item, row.code)
    elif question.kind != "text" or texts:
        yield Variable(column_name(question.id), Role.VALUE, item)
    yield Variable(column_name(question.id, "status"), Role.STATUS, item)
