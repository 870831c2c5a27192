"""Questionnaires: what is asked of collectivités because nothing shows it from outside, one for each theme.

The content is in `catalogue/data/questionnaires/`, a file for each. What a person answers is kept by the codes of the
options, never by their labels: a label can be corrected, a code cannot.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from barometre.catalogue.entry import Entry, Id, NewId

Kind = Literal["yes-no", "one-of", "several-of", "scale", "number", "date", "text", "table"]
# Kinds answered by choosing among options.
CHOICES = ("yes-no", "one-of", "several-of", "scale")
# « Je ne sais pas », « non concerné », « aucun »: options that exclude all others.
UNKNOWN, NOT_CONCERNED, NONE = "nsp", "non-concerne", "aucun"
EXCLUSIVE = (UNKNOWN, NOT_CONCERNED, NONE)
# Options that stay last, in this order, when the others are shown in a drawn one.
LAST = ("autre", "rien", NONE, NOT_CONCERNED, UNKNOWN)
# The three answers of a question of kind yes-no, in order; `non-concerne` may come beside.
YES_NO = ("oui", "non", UNKNOWN)

Code = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]


class Option(Entry):
    """One answer to choose."""

    code: Code
    label: str


class Gives(Entry):
    """A fact that an answer states. What no key names states nothing.

    Exactly one way: `values` gives the fact's value for each code (of several codes, a yes comes before a no, and the
    text of the first option before others); `number` takes the number as it is; of a table,
    `share` counts the rows answered by these columns, in per cent of the rows answered by `share` or `among`, and
    `points` is the mean over the rows answered by a column that it names; `known` states yes when a number was given,
    no when the answer is « je ne sais pas ».
    """

    fact: Id
    values: dict[Code, bool | float | str] = Field({}, description="Code -> value of the fact.")
    number: bool = False
    share: tuple[Code, ...] = ()
    among: tuple[Code, ...] = ()
    points: dict[Code, float] = Field({}, description="Column -> points.")
    rows: tuple[Code, ...] = Field((), description="Rows of a table that count; empty: all; of `values`, one.")
    known: bool = False

    @model_validator(mode="after")
    def _one(self) -> Self:
        if sum(map(bool, (self.values, self.number, self.share, self.points, self.known))) != 1:
            raise ValueError("give one of values, number, share, points, known")
        return self


class Known(Entry):
    """What a register or an observation says of the same thing.

    `prefill`: shown with its source and date, to be taken up by a button; `compare`: shown after the answer alone, so
    as not to influence it. `same` gives the codes that agree with each value of the fact (a text, or yes, no); for a
    prefill, the first is the answer that the button takes up. A value without codes says nothing.
    """

    fact: Id
    use: Literal["prefill", "compare"]
    same: dict[str, tuple[Code, ...]] = Field(
        min_length=1, description="Value of the fact -> codes that agree with it."
    )


class Question(Entry):
    """One question. Its meaning never changes under its id."""

    id: NewId
    kind: Kind
    text: str = Field(max_length=200)
    help: str = Field(description="What counts and what does not, with an example.")
    why: str = Field(description="Why it is asked, without praising an answer.")
    options: tuple[Option, ...] = Field((), description="Answers of a choice; columns of a table.")
    rows: tuple[Option, ...] = Field((), description="Rows of a table.")
    drawn: bool = Field(False, description="Options are shown in a drawn order, LAST excepted.")
    unit: str | None = Field(None, description="Unit of a number, in the plural.")
    minimum: float | None = None
    maximum: float | None = Field(None, description="Largest number; of a text: characters.")
    since: str | None = Field(None, pattern=r"^\d{4}-\d{2}(-\d{2})?$", description="Earliest date.")
    precision: Literal["day", "month"] = Field("day", description="Of a date; none is later than the day of answer.")
    unknown: bool = Field(False, description="« Je ne sais pas » is offered for a number or a date.")
    optional: bool = Field(False, description="Never asked for again when left empty.")
    core: bool = Field(False, description="One of the short version: no condition.")
    only_if: str | None = Field(None, description="Condition (catalogue.only_if) on a former question.")
    concerns: str = Field("", description="Condition (catalogue.conditions); empty: every collectivité.")
    indicator: Id | None = Field(None, description="Indicator that it feeds.")
    gives: tuple[Gives, ...] = Field((), description="Facts that its answer states.")
    known: tuple[Known, ...] = Field((), description="Facts of registers and of observation on the same thing.")
    obligations: tuple[Id, ...] = Field((), description="Reminder of law, shown after the answer to whom it binds.")

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the codes of its options, in order."""
        return tuple(option.code for option in self.options)

    def label(self, code: str) -> str:
        """Return the label of an option or of a row.

        Raises:
            StopIteration: it has none of that code.
        """
        return next(option.label for option in (*self.options, *self.rows) if option.code == code)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        codes = self.codes
        if (self.kind in (*CHOICES, "table")) != bool(codes):
            raise ValueError("options are for choices and tables, which need some")
        if (self.kind == "table") != bool(self.rows):
            raise ValueError("rows are for tables, which need some")
        for given in (codes, tuple(row.code for row in self.rows)):
            if len(set(given)) != len(given):
                raise ValueError("two options have the same code")
        if self.kind == "yes-no" and (not set(YES_NO[:2]) <= set(codes) or not set(codes) <= {*YES_NO, NOT_CONCERNED}):
            raise ValueError("the options of a yes-no are oui, non, nsp, non-concerne")
        if self.kind == "number" and (self.unit is None or self.minimum is None or self.maximum is None):
            raise ValueError("a number has a unit, a minimum and a maximum")
        if self.kind == "text" and self.maximum is None:
            raise ValueError("a text has a maximum of characters")
        if self.core and self.only_if:
            raise ValueError("a question of the short version has no condition")
        return self


class Questionnaire(Entry):
    """The questions of one theme, in order. `record` tells who answered: no theme, and out of every result."""

    id: NewId
    version: int = Field(ge=1, description="Raised when a questionnaire in use changes; answers keep theirs.")
    title: str
    theme: Id | None = None
    summary: str = Field(description="What it is about, and who may help to answer.")
    questions: tuple[Question, ...] = Field(min_length=1)

    def question(self, name: str) -> Question | None:
        """Return the question of an id; None when there is none."""
        return next((one for one in self.questions if one.id == name), None)
