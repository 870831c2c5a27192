"""Two paths of the guide, as people who do not program write them: responsible digital, data and archives.

The content is in `catalogue/data/paths/`, read and checked as every other. `read` says how far an entry was verified,
as in `catalogue.guidance`: what is `unread` is shown as « à vérifier », never as law.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from barometre.catalogue import rules
from barometre.catalogue.check import FOLDER
from barometre.catalogue.conditions import parse
from barometre.catalogue.entry import Address, Entry, Id, NewId
from barometre.catalogue.guidance import Link, Read
from barometre.catalogue.load import load_catalogue
from barometre.catalogue.reading import Problem
from barometre.catalogue.rules import Content
from barometre.errors import BarometreError

# Folder of this content inside a catalogue.
PART = "paths"

Priority = Literal["prioritaire", "recommande", "modere"]
Difficulty = Literal["faible", "moyen", "fort"]


class RgesnTheme(Entry):
    """A theme of the RGESN; its id is its number."""

    id: Annotated[str, Field(pattern=r"^[1-9]$")]
    name: str


class Clue(Entry):
    """A fact of ours that informs a criterion, and from which value on it speaks for it, where the RGESN says so."""

    fact: Id
    at_least: float | None = None
    at_most: float | None = None


class Criterion(Entry):
    """A criterion of the RGESN of May 2024: its number, priority and difficulty are official, the question is ours.

    `unless`: when it does not apply, read after « sans objet si »; none: it applies to every service.
    `first`: asked before the others, because a town hall can answer it alone or we see something of it.
    """

    id: Annotated[str, Field(pattern=r"^[1-9]\.\d{1,2}$")]
    priority: Priority
    difficulty: Difficulty
    question: str
    unless: str | None = None
    clues: tuple[Clue, ...] = ()
    first: bool = False

    @property
    def theme(self) -> str:
        """Id of its theme."""
        return self.id.partition(".")[0]


class StrategyPart(Entry):
    """What the responsible digital strategy of a large commune or EPCI must hold, or may bear on."""

    id: NewId
    part: Literal["programme", "strategie", "bilan", "sujet"]
    title: str
    concerns: str
    required: bool
    facts: tuple[Id, ...] = ()
    text: str = Field(description="The article that asks for it.")
    url: Address
    read: Read
    source: str
    checked_on: date


class Law(Entry):
    """A text that asks for a data set to be published, or for archives to be kept, and whom it binds."""

    title: str
    concerns: str = ""
    condition: str | None = Field(None, description="What decides and is not known, read after « obligatoire si ».")
    url: Address | None = None
    read: Read
    source: str
    checked_on: date


class Dataset(Entry):
    """A data set of the Socle commun des données locales, or one that a text asks for by itself."""

    id: NewId
    title: str
    what: str
    concerns: str = Field("", description="Condition: whom it may concern at all; empty: everyone.")
    law: Law | None = None
    advised: bool = Field(description="Worth publishing where no text asks for it.")
    facts: tuple[Id, ...] = Field((), description="What shows that it is published: a yes/no fact, then its details.")
    form: NewId | None = Field(None, description="Name of the bundled schema by which a file is checked.")
    page: Address | None = Field(None, description="Page of its official description.")
    how: str
    links: tuple[Link, ...] = ()


class ArchiveStep(Entry):
    """One thing to know or to do about archives."""

    id: NewId
    title: str
    law: Law
    obligation: bool
    how: tuple[str, ...] = Field(min_length=1)
    facts: tuple[Id, ...] = ()
    links: tuple[Link, ...] = ()


# File -> what each of its entries is.
ENTRIES: dict[str, type[Entry]] = {
    "rgesn_themes": RgesnTheme,
    "rgesn": Criterion,
    "reen": StrategyPart,
    "datasets": Dataset,
    "archives": ArchiveStep,
}


@dataclass(frozen=True)
class Paths:
    """All this content, in the order of the files."""

    rgesn_themes: tuple[RgesnTheme, ...]
    rgesn: tuple[Criterion, ...]
    reen: tuple[StrategyPart, ...]
    datasets: tuple[Dataset, ...]
    archives: tuple[ArchiveStep, ...]


@cache
def load_paths() -> Paths:
    """Read this content from the package.

    Raises:
        BarometreError: bad content; names the first file, line and key, and how many other problems there are.
    """
    content, problems = read_paths(None, list(load_catalogue().facts))
    rules.refuse(problems)
    return Paths(**{name: tuple(item.entry for item in entries) for name, entries in content.items()})


def read_paths(folder: Path | None, facts: list[str]) -> tuple[Content, list[Problem]]:
    """Read and check this content of a catalogue, without stopping at the first problem.

    Args:
        folder: the catalogue's folder (None: the package's); another one may have no such content.
        facts: ids of the facts of the catalogue.

    Returns:
        The good entries of each kind, and every problem, by file and line.
    """
    if folder and not (folder / PART).is_dir():
        return {}, []
    return rules.read_checked(folder or FOLDER, PART, ENTRIES, [partial(_known, facts=facts), _themes, _conditions])


def _known(content: Content, facts: list[str]) -> Iterator[Problem]:
    for name in ("reen", "datasets", "archives"):
        for located in content[name]:
            yield from rules.unknown(located, "facts", located.entry.facts, facts)
    for located in content["rgesn"]:
        yield from rules.unknown(located, "clues", (clue.fact for clue in located.entry.clues), facts)


def _themes(content: Content) -> Iterator[Problem]:
    numbers = [located.entry.id for located in content["rgesn_themes"]]
    for located in content["rgesn"]:
        if located.entry.theme not in numbers:
            yield located.problem("id", f"theme {located.entry.theme} is unknown", "correct the number, or add it")


def _conditions(content: Content) -> Iterator[Problem]:
    for entries in content.values():
        for located in entries:
            for path, text in _written(located.entry):
                try:
                    parse(text)
                except BarometreError as error:
                    message, _, remedy = str(error).partition("; ")
                    yield located.problem(path, message, remedy)


def _written(entry: Entry) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the conditions of an entry, each with its path."""
    law = getattr(entry, "law", None)
    found: Mapping[tuple[str, ...], str | None] = {
        ("concerns",): getattr(entry, "concerns", None),
        ("law", "concerns"): law.concerns if law else None,
    }
    yield from ((path, text) for path, text in found.items() if text is not None)
