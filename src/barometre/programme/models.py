"""What the programme is made of, as people who do not program write it in `catalogue/data/programme/`.

States « met » and « missed » are nowhere here: `programme.progress` computes them from editions.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, get_args

from pydantic import AliasChoices, BaseModel, BeforeValidator, Field

from barometre.catalogue.entry import Address, Entry, Id, NewId
from barometre.programme.partial_dates import checked_partial

# A date as precise as its source: « 2023 », « 2023-01 » or « 2023-01-18 ».
PartialDate = Annotated[str, BeforeValidator(checked_partial)]
# The date of an entry; content writes `date`, since a bare `on` is « yes » in YAML.
On = Annotated[PartialDate, Field(validation_alias=AliasChoices("date", "on"))]
Euros = Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=2)]


class Reference(Entry):
    """A public source: a title that anyone can search for, and its address when the exact one is known."""

    title: str
    url: Address | None = None


class Body(Entry):
    """A governing body of the programme, such as a committee."""

    id: NewId
    name: str
    role: str
    chair: str | None = None
    rhythm: str | None = None
    members: tuple[Id, ...] = Field((), description="Organisations that sit there.")
    source: Reference


class Organisation(Entry):
    """A service of the State or an association that takes part in the programme."""

    id: NewId
    name: str
    kind: Literal["état", "association"]
    represents: str
    joined: PartialDate | None = Field(None, description="When it joined, as precisely as a source says it.")
    note: str | None = None
    source: Reference


class Decision(Entry):
    """A decision of a meeting, and what became of it."""

    text: str
    owner: Id | None = Field(None, description="Organisation in charge.")
    due: date | None = None
    followup: str | None = None


class Meeting(Entry):
    """A meeting of a governing body, held or to come."""

    id: NewId
    body: Id
    held_on: date
    place: str | None = None
    agenda: tuple[str, ...] = ()
    decisions: tuple[Decision, ...] = ()
    source: Reference


class Baseline(Entry):
    """The situation at the start; without a share, only words are known."""

    text: str
    share: float | None = Field(None, ge=0, le=1)
    on: On


class Step(Entry):
    """One step in the life of an objective, as people decided it."""

    state: Literal["proposed", "agreed", "running", "stopped"]
    on: On
    note: str


class Objective(Entry):
    """A share of a population that must reach a score of an indicator by a date."""

    id: NewId
    title: str
    why: str
    priority: Id
    indicator: Id
    population: str = Field(description="Condition (catalogue.conditions); empty: every collectivité.")
    population_label: str
    target: float = Field(gt=0, le=1, description="Share of the population.")
    met_from: float = Field(100, ge=0, le=100, description="Score from which a collectivité counts.")
    due: date
    baseline: Baseline | None = None
    owner: tuple[Id, ...] = Field(min_length=1)
    steps: tuple[Step, ...] = Field(min_length=1, description="Oldest first.")
    source: Reference
    doubt: str | None = Field(None, description="On what sources contradict each other.")


class Deliverable(Entry):
    """A result of a group project."""

    title: str
    url: Address | None = None
    note: str | None = None


class Milestone(Entry):
    """A date in the life of a group project."""

    on: On
    text: str


class GroupProject(Entry):
    """A subject that the State and collectivités work on together, open to agents and elected people."""

    id: NewId
    number: int | None = Field(None, ge=1, description="None: no source read gives it.")
    title: str
    period: Literal["2021-2022", "2023"]
    objective: str
    pilots_state: tuple[Id, ...] = ()
    pilots_local: tuple[Id, ...] = ()
    deliverables: tuple[Deliverable, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    state: Literal["en cours", "achevé", "inconnu"]
    state_note: str
    open: bool = Field(description="Takes registrations.")
    source: Reference


class Axis(Entry):
    """One axis of the fund, with its pilot and its envelope."""

    id: NewId
    title: str
    pilot: Id
    envelope: Euros
    rules: str
    source: Reference
    doubt: str | None = None


class Call(Entry):
    """A call for projects of the fund, or a permanent counter."""

    id: NewId
    axis: Id
    title: str
    opened: PartialDate | None = None
    closed: PartialDate | None = None
    source: Reference


class Counter(Entry):
    """A published total, to compare with the computed one; amounts in euros."""

    id: NewId
    axis: Id | None = Field(None, description="None: the whole fund.")
    call: Id | None = Field(None, description="Counts the awards of this call alone; none: of the whole axis.")
    on: On
    measure: Literal["amount", "projects", "collectivites", "awards"]
    value: Decimal = Field(ge=0)
    at_least: bool = Field(False, description="The source says « more than ».")
    source: Reference
    doubt: str | None = None


class Category(Entry):
    """A subject of projects of the fund."""

    id: NewId
    name: str


class Programme(Entry):
    """All the content of the programme, by id, in the order of the files."""

    bodies: dict[Id, Body]
    organisations: dict[Id, Organisation]
    meetings: dict[Id, Meeting]
    objectives: dict[Id, Objective]
    group_projects: dict[Id, GroupProject]
    axes: dict[Id, Axis]
    calls: dict[Id, Call]
    counters: dict[Id, Counter]
    categories: dict[Id, Category]


# File of `catalogue/data/programme` -> what each of its entries is.
ENTRIES: dict[str, type[BaseModel]] = {
    name: get_args(field.annotation)[1] for name, field in Programme.model_fields.items()
}
