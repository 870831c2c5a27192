"""The catalogue: themes, priorities, levels, sources, facts and indicators, as people who do not program write them.

The content is in `catalogue/data/`; `barometre catalogue check` says what is wrong with it, line by line.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, computed_field
from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from barometre.catalogue.entry import Address, Entry, Id, NewId
from barometre.catalogue.guidance import Action, Helper, Obligation, Text, Tool
from barometre.catalogue.questionnaires import Questionnaire
from barometre.catalogue.scoring import Scoring


class Theme(Entry):
    """A theme: the nine of the national barometer, of which inclusion gave accessibility a theme of its own."""

    id: NewId
    name: str
    summary: str


class Priority(Entry):
    """One of the six priorities, to which indicators of several themes answer."""

    id: NewId
    name: str
    summary: str


class Level(Entry):
    """A maturity level: what a score from `minimum` on means in words."""

    number: int
    name: str
    minimum: float = Field(ge=0, lt=100)
    meaning: str


class Source(Entry):
    """A source of facts; a planned one gives none yet."""

    id: NewId
    name: str
    kind: Literal["observation", "register", "declaration"]
    producer: str
    licence: str
    url: Address | None = None
    status: Literal["live", "planned"]
    note: str
    kinds: tuple[Literal["commune", "epci", "departement", "region"], ...] = Field(
        (), description="Kinds of collectivités of which a register may speak; empty: all."
    )
    cadence_days: int | None = Field(
        None, description="Days between two publications; past twice that, its facts have no weight."
    )
    gives: tuple[Id, ...] = Field((), description="Facts that it gives beside the source which the catalogue names.")
    page: Address | None = Field(None, description="Page where people read it, when `url` is a file.")
    own_pages: dict[Literal["commune", "epci", "departement", "region"], Address] = Field(
        {},
        description="Address of the record of one collectivité, or of the search that finds it, by kind; {code}, "
        "{siren}, {name} and {place} (name and postal code) are filled in.",
    )
    fix: str | None = Field(None, description="How a collectivité has its record corrected.")


class FactDefinition(Entry):
    """One checkable statement that a source makes of a collectivité."""

    id: NewId
    title: str
    source: Id
    type: Literal["boolean", "number", "text"]
    unit: str | None = None
    meaning: str
    tested: str | None = Field(
        None, description="What is looked at, as a sentence for pages, where `meaning` speaks of ones and zeros."
    )
    why: str | None = Field(None, description="Why it matters, for whom it concerns; asked of what is observed.")
    fix: str | None = Field(None, description="What to do when the answer is not the one expected.")
    expected: bool | float | tuple[str, ...] | None = Field(
        None, description="Answer expected: yes or no, texts, or the largest number; none for a mere finding."
    )
    second_look: bool | float | tuple[str, ...] | None = Field(
        None,
        description="Answers of a mere finding that are stated only when two looks gave them: no, texts, or the "
        "smallest number.",
    )
    group: Literal["presence", "site", "courriel", "simplicite", "sobriete", "services"] | None = Field(
        None, description="Where the page « Observation » shows it; none: it does not."
    )
    level: Literal["A", "AA"] | None = Field(None, description="Level of the national reference that asks for it.")
    prerequisites: tuple[Id, ...] = Field(
        (), description="Criteria told by a register without which the answer is no, whatever a look would see."
    )
    told_by: tuple[Id, ...] = Field(
        (),
        description="Indicators and yes/no facts that tell the answer from a register where nobody has looked: yes "
        "when all say yes, else no for the first that does not. None: only a look tells.",
    )
    panel: bool = Field(
        False,
        description="Whether the share of its yes is told along the files of its register, among the collectivités "
        "that each file knows.",
    )


class Reference(Entry):
    """A text on which an indicator rests, and the kind of text it is: an `obligation` was read, or told by the press.

    Made on loading, from the texts and the obligations: a text that nobody could verify is no `obligation`.
    """

    title: str
    kind: Literal["obligation", "recommandation", "programme"]
    url: Address | None = None
    concerns: str = Field(
        "", description="Condition (catalogue.conditions) that says whom the text binds; empty: as the indicator."
    )
    condition: str | None = Field(
        None, description="The same for a reader, read after « obligation si »: a clause without capital or full stop."
    )


class _Question(Entry):
    """What an indicator is, as it is written and as it is read, but for the texts on which it rests."""

    id: NewId
    theme: Id
    priorities: tuple[Id, ...]
    title: str = Field(max_length=80)
    question: str
    why: str
    concerns: str = Field("", description="Condition (catalogue.conditions); empty: every collectivité.")
    facts: tuple[Id, ...] = Field(min_length=1, description="The fact scored, then those shown beside it.")
    presupposes: tuple[Id, ...] = Field(
        (),
        description="Yes/no facts without which the question does not arise, and concerns nobody; another indicator "
        "scores them.",
    )
    prerequisites: tuple[Id, ...] = Field((), description="Yes/no facts without which the answer is no (score 0).")
    scoring: Scoring
    weight: float = Field(1, gt=0)
    record: bool = Field(
        False,
        description="It says how good a record in a register is, or only informs: shown, outside every score.",
    )
    improve: str
    obligations: tuple[Id, ...] = Field((), description="Obligations on which it rests: they give it their texts.")


class WrittenIndicator(_Question):
    """An indicator as it is written: its texts are ids, and obligations say whom they bind."""

    references: tuple[Id, ...] = Field((), description="Texts on which it rests beside those of its obligations.")


class Indicator(_Question):
    """A question scored from one fact, with the reason to ask it and what to do for a better score."""

    references: tuple[Reference, ...] = Field(description="Texts of its obligations, then its own.")


class MailProvider(Entry):
    """A mail domain at which anyone can open an address."""

    domain: str
    operator: NewId | None = Field(None, description="Who receives for several of these domains; none: the domain.")


class SitePlatform(Entry):
    """A domain under which several collectivités have their site without a name of their own."""

    domain: str
    name: str


# A domain, then the start of a path or nothing.
_HOST = r"^(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/[^\s?#]*)?$"


# Kinds of signs: procedures offered on line, what is published, tools of the site.
_Procedure = Literal["franceconnect", "paiement", "urbanisme", "rendez-vous", "demarches", "avis", "suivi"]
_Publication = Literal["comarquage", "donnees-ouvertes", "seances", "newsletter", "marches", "actes", "participation"]
_Tool = Literal["reseau-social", "cms", "outil-partage", "dsfr", "traceur", "traduction"]


def checked_selector(selector: str) -> str:
    """Return a CSS selector once it has been parsed.

    Raises:
        ValueError: it is not a CSS selector.
    """
    try:
        LexborHTMLParser("").css_first(selector)
    except SelectolaxError as error:
        raise ValueError(f"{selector!r} is not a CSS selector") from error
    return selector


class Sign(Entry):
    """A sign by which a tool or a service is recognised on pages, and where it was verified.

    `hosts`: domains, each with all its subdomains, optionally followed by the start of a path. `generator`: start of
    the content of `<meta name=generator>`. `shared`: the tool is shared between collectivités.
    """

    id: NewId
    name: str
    kind: Literal[_Procedure, _Publication, _Tool]
    hosts: tuple[Annotated[str, Field(pattern=_HOST)], ...] = ()
    selectors: tuple[Annotated[str, AfterValidator(checked_selector)], ...] = ()
    generator: str = ""
    shared: bool = False
    source: str = Field(min_length=1)
    verified_on: date


class DeliveryNetwork(Entry):
    """A network (autonomous system) whose addresses answer for sites kept elsewhere, and where that was verified."""

    number: int = Field(gt=0)
    name: str
    source: str = Field(min_length=1)
    verified_on: date


class Wall(Entry):
    """A sign of a service against robots that answers instead of a site; what it gives must all be true.

    `headers`: name -> start of the value. `cookies`: starts of names. `body`: texts near the top.
    """

    id: NewId
    name: str
    statuses: tuple[int, ...] = ()
    headers: dict[Annotated[str, Field(pattern="^[a-z0-9-]+$")], str] = Field({})
    cookies: tuple[str, ...] = ()
    title_start: str = ""
    body: tuple[str, ...] = ()
    source: str = Field(min_length=1)
    verified_on: date


class MethodChange(Entry):
    """A change of the method, for the journal that the site shows."""

    id: NewId
    day: date
    title: str
    what: tuple[str, ...] = Field(min_length=1, description="What changed, a sentence each.")
    why: str
    compares: bool = Field(description="Whether scores made before it compare with those made after.")


class Catalogue(Entry):
    """All the content, by id, in the order of the files."""

    themes: dict[Id, Theme]
    priorities: dict[Id, Priority]
    levels: tuple[Level, ...]
    sources: dict[Id, Source]
    facts: dict[Id, FactDefinition]
    indicators: dict[Id, Indicator]
    references: dict[Id, Text] = Field({})
    obligations: dict[Id, Obligation] = Field({})
    actions: dict[Id, Action] = Field({})
    tools: dict[Id, Tool] = Field({})
    helpers: dict[Id, Helper] = Field({})
    questionnaires: dict[Id, Questionnaire] = Field({}, exclude=True)
    general_mail_providers: frozenset[str] = Field(exclude=True)
    mail_operators: dict[str, str] = Field({}, exclude=True)
    site_platforms: dict[str, str] = Field(exclude=True)
    signs: tuple[Sign, ...] = Field((), exclude=True)
    walls: tuple[Wall, ...] = Field((), exclude=True)
    delivery_networks: dict[int, str] = Field({}, exclude=True)
    journal: tuple[MethodChange, ...] = Field((), exclude=True)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def order(self) -> tuple[Id, ...]:
        """Indicators as they are written, theme by theme: JSON keeps the order of a list, not that of keys."""
        return tuple(indicator.id for theme in self.themes for indicator in self.of_theme(theme))

    @computed_field  # type: ignore[prop-decorator]
    @property
    def breaks(self) -> tuple[Id, ...]:
        """Changes of the method that this content knows of, across which scores do not compare."""
        return tuple(sorted(change.id for change in self.journal if not change.compares))

    def is_live(self, indicator: Indicator) -> bool:
        """Return whether the source of the fact that an indicator scores gives facts today."""
        return self.sources[self.facts[indicator.facts[0]].source].status == "live"

    def strongest_texts(self) -> dict[Id, list[str]]:
        """Return the texts of each fact scored by options, the highest score first."""
        options = [
            (one.facts[0], one.scoring.scores) for one in self.indicators.values() if one.scoring.rule == "options"
        ]
        return {fact: sorted(scores, key=lambda text: -scores[text]) for fact, scores in options}

    def of_theme(self, theme: Id) -> list[Indicator]:
        """Return the indicators of one theme, in the order of its file."""
        return [indicator for indicator in self.indicators.values() if indicator.theme == theme]


# Content that guides, each kept by id.
GUIDANCE = ("references", "obligations", "actions", "tools", "helpers")
# File, or folder of files (facts, indicators), of the catalogue -> what each of its entries is.
ENTRIES: dict[str, type[Entry]] = {
    "themes": Theme,
    "priorities": Priority,
    "levels": Level,
    "sources": Source,
    "facts": FactDefinition,
    "indicators": WrittenIndicator,
    "references": Text,
    "obligations": Obligation,
    "actions": Action,
    "tools": Tool,
    "helpers": Helper,
    "questionnaires": Questionnaire,
    "general_mail_providers": MailProvider,
    "site_platforms": SitePlatform,
    "signs": Sign,
    "walls": Wall,
    "delivery_networks": DeliveryNetwork,
    "journal": MethodChange,
}
