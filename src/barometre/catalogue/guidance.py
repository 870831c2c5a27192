"""What guides a collectivité: texts of law, obligations, actions, shared tools, and who helps.

The content is in `catalogue/data/`, a folder for each. `read` says how far each entry was verified: `read` at its
source, `reported` by a source that cites it, `unread` by us: the last is shown as « à vérifier », never as law.
"""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from barometre.catalogue.entry import Address, Entry, Id, NewId

Read = Literal["read", "reported", "unread"]
# FR, a département (22, 2A, 971) or a région (R53).
Territory = Annotated[str, Field(pattern=r"^(FR|R\d{2}|\d{2,3}|2[AB])$")]
Frame = Literal["service-etat", "convention", "groupement", "cooperation", "syndicat", "adhesion", "marche", "libre"]


class Text(Entry):
    """A text on which indicators and obligations rest: a law, a decree, a guide, a programme."""

    id: NewId
    title: str
    kind: Literal["law", "recommandation", "programme"]
    url: Address | None = None


class Proof(Entry):
    """What shows that an obligation is met, or that it is not: the score of an indicator, or a yes/no fact."""

    indicator: Id | None = None
    fact: Id | None = None
    met: float | None = Field(100, description="Lowest score that shows that it is met; none: no score shows it.")
    missed: float | None = Field(0, description="Highest score that shows that it is not; none: no score shows it.")

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.indicator is None) == (self.fact is None):
            raise ValueError("give an indicator or a fact, one of them")
        if self.met is None and self.missed is None:
            raise ValueError("it shows nothing: give met or missed")
        return self


class Milestone(Entry):
    """A later date of an obligation, and what begins then."""

    day: date
    what: str = Field(description="A clause without capital or full stop.")


class Obligation(Entry):
    """What a text asks of collectivités, or a commitment of the programme.

    `kind`: an obligation of law, a recommandation, an engagement of the programme, or a projet: a text that is not yet
    in force, or whose measures are awaited.
    """

    id: NewId
    title: str = Field(max_length=110)
    theme: Id
    kind: Literal["obligation", "recommandation", "engagement", "projet"]
    asks: str = Field(description="What it asks, in plain French.")
    concerns: str = Field("", description="Condition (catalogue.conditions); empty: every collectivité.")
    whom: str = Field(description="Whom it binds, in French, read after « vise »: a clause without full stop.")
    condition: str | None = Field(
        None,
        description="What decides and is not known of everybody, read after « obligation si »; a clause.",
    )
    references: tuple[Id, ...] = Field(min_length=1)
    starts: date | None = Field(None, description="First day in force; none: not known, or always.")
    ends: date | None = Field(None, description="Last day in force.")
    dates: tuple[Milestone, ...] = Field((), description="Dates at which more of it begins, the oldest first.")
    proofs: tuple[Proof, ...] = Field(
        (), description="What shows it to us: met when all that count say so, missed when one says so. None: nothing."
    )
    shown_by: str = Field(description="What shows that it is met, in French, for the collectivité itself.")
    consequence: str | None = None
    help: tuple[Id, ...] = Field((), description="Helpers of the whole country, by id, then kinds of helpers near.")
    read: Read
    source: str = Field(description="Where the text was read, or who reports it.")
    checked_on: date
    note: str | None = Field(None, description="What a reader should know: dates by size, doubts.")


class Link(Entry):
    """A page to open."""

    title: str
    url: Address


class Action(Entry):
    """One move that answers several indicators and obligations at once, told once.

    `ease`: 1 an hour of a secretary, 2 some days or a supplier, 3 a project of several months.
    """

    id: NewId
    title: str = Field(max_length=90)
    why: str
    how: tuple[str, ...] = Field(min_length=1, description="Steps, in order, a sentence or two each.")
    message: str | None = Field(None, description="Message ready to send; {collectivite} and {site} are filled in.")
    to: str | None = Field(None, description="To whom the message goes.")
    duration: str
    cost: str
    ease: Literal[1, 2, 3]
    indicators: tuple[Id, ...] = Field((), description="Indicators that it brings to their best answer.")
    obligations: tuple[Id, ...] = ()
    tools: tuple[Id, ...] = ()
    help: tuple[Id, ...] = Field((), description="Helpers of the whole country, by id, then kinds of helpers near.")
    geodata: bool = Field(False, description="Bodies that only have geographic data can help.")
    record: Id | None = Field(None, description="Source whose record of the collectivité has to be corrected.")
    links: tuple[Link, ...] = ()
    seen: str = Field(description="How the barometer will see that it is done.")


class Tool(Entry):
    """A tool, a common or an offer that collectivités share."""

    id: NewId
    name: str = Field(max_length=90)
    what: str = Field(description="What it is for, in a sentence.")
    operator: str
    family: Literal["etat", "commun-libre", "association", "operateur", "offre-cyber", "opsn", "accompagnement"]
    concerns: str = Field("", description="Condition (catalogue.conditions): who may use it; empty: everyone.")
    whom: str = Field(description="For whom, in French.")
    cost: Literal["gratuit", "adhesion", "variable", "inconnu"]
    cost_note: str | None = None
    licence: str | None = Field(None, description="SPDX identifier of its code; none: a service, or not known.")
    code: Address | None = None
    url: Address | None = None
    publiccode: bool | None = None
    frames: tuple[Frame, ...] = Field((), description="Legal frames under which collectivités share it.")
    frame_note: str | None = None
    themes: tuple[Id, ...] = Field(min_length=1)
    indicators: tuple[Id, ...] = Field((), description="Indicators that using it improves.")
    signs: tuple[Id, ...] = Field((), description="Signs by which the engine sees it on pages.")
    fact: Id | None = Field(None, description="Yes/no fact of a register that tells who uses it.")
    hosting: str | None = None
    accessibility: str | None = None
    security: str | None = None
    ecodesign: str | None = None
    note: str | None = None
    alive: str | None = Field(
        None, pattern=r"^\d{4}(-\d{2}){0,2}$", description="Year, month or day when a source last shows it in service."
    )
    read: Read
    source: str
    checked_on: date


class Helper(Entry):
    """Somebody who helps collectivités, and where.

    `kind`: opsn (public operator of shared digital services), cdg (management centre), csirt (incident response), hub
    (digital inclusion), national, association.
    """

    id: NewId
    name: str
    kind: Literal["opsn", "cdg", "csirt", "hub", "national", "association"]
    territories: tuple[Territory, ...] = Field(description="Where it serves; empty: not known, never shown by place.")
    url: Address | None = None
    phone: str | None = None
    themes: tuple[Id, ...] = Field((), description="Themes that were read; empty: none was.")
    only_geodata: bool = Field(False, description="Geographic data only: helps with data and nothing else.")
    partner: bool = Field(False, description="Partner of La Suite territoriale: named before the others.")
    services: str | None = None
    whom: str | None = None
    read: Read
    source: str
    checked_on: date | None = None


# Kinds of helpers that an obligation or an action may name instead of one helper: those that serve the place.
NEAR = ("opsn", "cdg", "csirt", "hub", "france-services", "conseillers-numeriques")
