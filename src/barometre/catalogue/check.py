"""Read the catalogue's content and check it: the rules of every content (`rules`), of what guides, of indicators."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

from barometre.catalogue import check_actions, check_guidance, check_questionnaires, check_tools, rules
from barometre.catalogue.models import ENTRIES
from barometre.catalogue.reading import Problem
from barometre.catalogue.rules import Content, ContentRule
from barometre.catalogue.sentences import read_templates
from barometre.errors import BarometreError

# The package's own catalogue.
FOLDER = Path(__file__).with_name("data")


def read_content(folder: Path | None = None, today: date | None = None) -> tuple[Content, list[Problem]]:
    """Read and check a whole catalogue (default: the package's), without stopping at the first problem.

    Args:
        folder: folder of the catalogue.
        today: day on which to warn of what is no longer in force; none: no warning.

    Returns:
        The good entries of each kind, and every problem, by file and line.

    Raises:
        BarometreError: the folder does not exist.
    """
    folder = folder or FOLDER
    if not folder.is_dir():
        raise BarometreError(f"{folder} is not a folder; give the folder of a catalogue, or none for the package's")
    content, problems = rules.read_checked(folder, "", ENTRIES, _RULES)
    if today:
        problems = sorted([*problems, *check_guidance.ended(content, today)])
    if (folder / "reasons").is_dir():
        problems = sorted(problems + read_templates(folder)[1])
    return content, problems


# Kind of entry and key that holds ids -> kind of the entries that have these ids.
_FOREIGN_KEYS = {
    ("sources", "gives"): "facts",
    ("facts", "source"): "sources",
    ("facts", "prerequisites"): "facts",
    ("indicators", "theme"): "themes",
    ("indicators", "priorities"): "priorities",
    ("indicators", "facts"): "facts",
    ("indicators", "presupposes"): "facts",
    ("indicators", "prerequisites"): "facts",
}


def _references(content: Content) -> Iterator[Problem]:
    ids = rules.ids_of(content)
    yield from rules.known_ids(content, _FOREIGN_KEYS, ids)
    for located in content["facts"]:
        yield from rules.unknown(located, "told_by", located.entry.told_by, [*ids["facts"], *ids["indicators"]])
    for located in content["indicators"]:
        if located.entry.id in [*ids["themes"], "overall"]:
            yield located.problem("id", "is also a theme, or « overall »", "give the indicator another id")


# Type of the fact scored -> rules that can score it.
_RULES_OF_TYPE = {"boolean": ("yes", "no"), "number": ("scale",), "text": ("one-of", "options")}


def _scoring(content: Content) -> Iterator[Problem]:
    types = {located.entry.id: located.entry.type for located in content["facts"]}
    for located in content["indicators"]:
        indicator, scoring = located.entry, located.entry.scoring
        kind = types.get(indicator.facts[0])
        if kind and scoring.rule not in _RULES_OF_TYPE[kind]:
            message = f"rule « {scoring.rule} » cannot score « {indicator.facts[0]} », a {kind} fact"
            yield located.problem("scoring", message, f"write one of: {', '.join(_RULES_OF_TYPE[kind])}")
        if scoring.rule == "scale" and scoring.worst == scoring.best:
            yield located.problem("scoring", "worst and best are the same", "give two different values")
        for key in ("presupposes", "prerequisites"):
            for fact in getattr(indicator, key):
                if types.get(fact) not in (None, "boolean"):
                    message = f"« {fact} » is not a yes/no fact"
                    yield located.problem(key, message, "choose a fact of type boolean")


def _levels(content: Content) -> Iterator[Problem]:
    below = -1.0
    for number, located in enumerate(content["levels"], start=1):
        level = located.entry
        if level.number != number or level.minimum <= below or (number == 1 and level.minimum != 0):
            remedy = "number them 1, 2, … with rising minima from 0"
            yield located.problem("minimum", f"level {level.number} does not follow the one before", remedy)
        below = level.minimum


def _explained(content: Content) -> Iterator[Problem]:
    """Ask that an observed yes or no be explained to the person who may have to fix it."""
    kinds = {located.entry.id: located.entry.kind for located in content["sources"]}
    for located in content["facts"]:
        fact = located.entry
        if fact.expected is not None or (kinds.get(fact.source) == "observation" and fact.type == "boolean"):
            for key in ("why", "fix"):
                if not getattr(fact, key):
                    yield located.problem(key, "is missing from a fact that someone may have to fix", "add it")


def _signs(content: Content) -> Iterator[Problem]:
    for located in content["signs"]:
        sign = located.entry
        if not (sign.hosts or sign.selectors or sign.generator):
            yield located.problem("id", "nothing to recognise it by", "add hosts, selectors or generator")
        if sign.kind == "traceur" and any("/" in host for host in sign.hosts):
            yield located.problem("hosts", "a tracker is known by its domain alone", "delete the path")


def _walls(content: Content) -> Iterator[Problem]:
    for located in content["walls"]:
        wall = located.entry
        if not (wall.headers or wall.title_start or wall.body):  # a status or a cookie is not the wall's alone
            yield located.problem("id", "nothing to recognise it by", "add headers, title_start or body")


_RULES: list[ContentRule] = [
    _references,
    partial(rules.conditions, kind="indicators", key="concerns"),
    check_guidance.known,
    check_guidance.conditions,
    check_guidance.founded,
    check_guidance.bound,
    check_guidance.in_order,
    *check_actions.RULES,
    *check_tools.RULES,
    *check_questionnaires.RULES,
    _scoring,
    _explained,
    _levels,
    _signs,
    _walls,
]
