"""Checks of the content beyond the form of each entry: references between entries, conditions, French typography."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from barometre.catalogue.conditions import parse
from barometre.catalogue.models import ENTRIES
from barometre.catalogue.reading import Located, Problem, read_entries, suggestion
from barometre.errors import BarometreError

Content = dict[str, list[Located[Any]]]
# The package's own catalogue.
FOLDER = Path(__file__).with_name("data")


def read_content(folder: Path) -> tuple[Content, list[Problem]]:
    """Read and check a whole catalogue, without stopping at the first problem.

    Raises:
        BarometreError: the folder does not exist.
    """
    if not folder.is_dir():
        raise BarometreError(f"{folder} is not a folder; give the folder of a catalogue, or none for the package's")
    content: Content = {}
    problems: list[Problem] = []
    for name, model in ENTRIES.items():
        content[name] = []
        files = sorted((folder / name).glob("*.yaml")) if (folder / name).is_dir() else [folder / f"{name}.yaml"]
        for path in files:
            entries, bad = read_entries(path, str(path.relative_to(folder)), model)
            content[name] += entries
            problems += bad
    for rule in RULES:
        problems += rule(content)
    return content, sorted(problems, key=lambda problem: (problem.file, problem.line, problem.key))


def check(folder: Path | None = None) -> list[Problem]:
    """Every problem of a catalogue (default: the package's), by file and line.

    Raises:
        BarometreError: the folder does not exist.
    """
    return read_content(folder or FOLDER)[1]


def _unique_ids(content: Content) -> Iterator[Problem]:
    for entries in content.values():
        seen: dict[object, Located[Any]] = {}
        for located in entries:
            key = next(name for name in ("id", "domain", "number") if hasattr(located.entry, name))
            value = getattr(located.entry, key)
            if value in seen:
                first = seen[value]
                where = f"{first.file}, line {first.line(())}"
                yield located.problem(key, f"« {value} » is already at {where}", "give it another one, or delete one")
            seen.setdefault(value, located)


def _references(content: Content) -> Iterator[Problem]:
    ids = {
        name: [located.entry.id for located in content[name]] for name in ("themes", "priorities", "sources", "facts")
    }
    for located in content["facts"]:
        yield from _known(located, "source", [located.entry.source], ids["sources"])
    for located in content["indicators"]:
        indicator = located.entry
        yield from _known(located, "theme", [indicator.theme], ids["themes"])
        yield from _known(located, "priorities", indicator.priorities, ids["priorities"])
        yield from _known(located, "facts", indicator.facts, ids["facts"])
        yield from _known(located, "prerequisites", indicator.prerequisites, ids["facts"])
        if indicator.id in [*ids["themes"], "overall"]:
            yield located.problem("id", "is also a theme, or « overall »", "give the indicator another id")


def _known(located: Located[Any], key: str, values: Any, allowed: list[str]) -> Iterator[Problem]:  # noqa: ANN401
    for value in values:
        if value not in allowed:
            yield located.problem(key, f"« {value} » is unknown", suggestion(value, allowed))


def _conditions(content: Content) -> Iterator[Problem]:
    for located in content["indicators"]:
        try:
            parse(located.entry.concerns)
        except BarometreError as error:
            message, _, remedy = str(error).partition("; ")
            yield located.problem("concerns", message, remedy)


RULE_OF_TYPE = {"boolean": ("yes", "no"), "number": ("scale",), "text": ("one-of", "options")}
"""Type of the fact scored -> rules that can score it."""


def _scoring(content: Content) -> Iterator[Problem]:
    types = {located.entry.id: located.entry.type for located in content["facts"]}
    for located in content["indicators"]:
        indicator, scoring = located.entry, located.entry.scoring
        kind = types.get(indicator.facts[0])
        if kind and scoring.rule not in RULE_OF_TYPE[kind]:
            message = f"rule « {scoring.rule} » cannot score « {indicator.facts[0]} », a {kind} fact"
            yield located.problem("scoring", message, f"write one of: {', '.join(RULE_OF_TYPE[kind])}")
        if scoring.rule == "scale" and scoring.worst == scoring.best:
            yield located.problem("scoring", "worst and best are the same", "give two different values")
        for fact in indicator.prerequisites:
            if types.get(fact) not in (None, "boolean"):
                message = f"« {fact} » is not a yes/no fact"
                yield located.problem("prerequisites", message, "choose a fact of type boolean")


def _levels(content: Content) -> Iterator[Problem]:
    below = -1.0
    for number, located in enumerate(content["levels"], start=1):
        level = located.entry
        if level.number != number or level.minimum <= below or (number == 1 and level.minimum != 0):
            remedy = "number them 1, 2, … with rising minima from 0"
            yield located.problem("minimum", f"level {level.number} does not follow the one before", remedy)
        below = level.minimum


def _explained(content: Content) -> Iterator[Problem]:
    """A yes or no seen from outside is explained to the person who must mend it."""
    kinds = {located.entry.id: located.entry.kind for located in content["sources"]}
    for located in content["facts"]:
        fact = located.entry
        if fact.wished is not None or (kinds.get(fact.source) == "observation" and fact.type == "boolean"):
            for key in ("why", "mend"):
                if not getattr(fact, key):
                    yield located.problem(key, "is missing from a fact that someone may have to mend", "add it")


TYPOGRAPHY: list[tuple[re.Pattern[str], str, str]] = [
    (re.compile(r"\w'\w"), "straight apostrophe", "write ’"),
    (re.compile(r"(?<![\u00a0\u202f])[;?!](?!\w)"), "no non-breaking space before ; ? or !", "write it (U+202F)"),
    (re.compile(r"(?<![\u00a0\u202f\d]):(?=\s|$)"), "no non-breaking space before « : »", "write it (U+00A0)"),
    (re.compile(r"\d %"), "ordinary space before %", "write a non-breaking one (U+202F or U+00A0)"),
    (re.compile(r"«(?![\u00a0\u202f])|(?<![\u00a0\u202f])»"), "no non-breaking space inside « »", "write it (U+00A0)"),
    (re.compile(r"\.\.\."), "three dots", "write …"),
    (re.compile(r"\A\s*\Z"), "no text", "write it"),
    (re.compile(r"[\x00-\x1f\x7f]"), "control character", "delete it"),
]
_PROSE = ("name", "title", "summary", "meaning", "question", "why", "improve", "mend", "note")


def _typography(content: Content) -> Iterator[Problem]:
    for name in ("themes", "priorities", "levels", "sources", "facts", "indicators", "signs"):
        for located in content[name]:
            for key, text in _texts(located.entry):
                for pattern, message, remedy in TYPOGRAPHY:
                    if found := pattern.search(text):
                        around = text[max(0, found.start() - 12) : found.end() + 12]
                        yield located.problem(key, f"{message} in « {around} »", remedy)


def _texts(entry: BaseModel) -> Iterator[tuple[str, str]]:
    for key in _PROSE:
        if isinstance(text := getattr(entry, key, None), str):
            yield key, text
    for reference in getattr(entry, "references", ()):
        yield "references", reference.title


def _signs(content: Content) -> Iterator[Problem]:
    for located in content["signs"]:
        sign = located.entry
        if not (sign.hosts or sign.selectors or sign.generator):
            yield located.problem("id", "nothing to recognise it by", "add hosts, selectors or generator")
        if sign.kind == "traceur" and any("/" in host for host in sign.hosts):
            yield located.problem("hosts", "a tracker is known by its domain alone", "delete the path")


RULES: list[Callable[[Content], Iterator[Problem]]] = [
    _unique_ids, _references, _conditions, _scoring, _explained, _levels, _signs, _typography,
]  # fmt: skip
