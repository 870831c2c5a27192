"""The rules of shared tools and of those who help: what they name exists, and nothing is guessed."""

from collections.abc import Iterator
from functools import cache

from barometre.catalogue import rules
from barometre.catalogue.reading import Problem
from barometre.catalogue.rules import Content, ContentRule
from barometre.territory import reference

# Kind of entry and key that holds ids -> kind of the entries that have these ids.
_FOREIGN_KEYS = {
    ("tools", "themes"): "themes",
    ("tools", "indicators"): "indicators",
    ("tools", "signs"): "signs",
    ("tools", "fact"): "facts",
    ("helpers", "themes"): "themes",
}


def _references(content: Content) -> Iterator[Problem]:
    yield from rules.known_ids(content, _FOREIGN_KEYS, rules.ids_of(content))
    yield from rules.conditions(content, "tools", "concerns")


def _tools(content: Content) -> Iterator[Problem]:
    types = {located.entry.id: located.entry.type for located in content["facts"]}
    for located in content["tools"]:
        tool = located.entry
        if types.get(tool.fact, "boolean") != "boolean":
            yield located.problem("fact", f"« {tool.fact} » is not a yes/no fact", "choose a fact of type boolean")
        if tool.publiccode is not None and not tool.code:
            yield located.problem("publiccode", "is a file of a code that is not given", "add code, or delete it")


def _helpers(content: Content) -> Iterator[Problem]:
    for located in content["helpers"]:
        helper = located.entry
        for place in helper.territories:
            if place not in _places():
                remedy = "write FR, a code of département, or R and a code of région"
                yield located.problem("territories", f"« {place} » is no territory", remedy)
        if helper.read == "unread" and (helper.territories or helper.phone):
            message = "of a helper that nobody read, places and telephone are not known"
            yield located.problem("read", message, "delete them, or read its source")
        if helper.only_geodata and helper.themes != ("donnees",):
            yield located.problem("themes", "geographic data are of the theme donnees alone", "write [donnees]")


@cache
def _places() -> frozenset[str]:
    regions = (f"R{code}" for code in reference.regions()["code"])
    return frozenset(["FR", *reference.departements()["code"], *regions])


RULES: list[ContentRule] = [_references, _tools, _helpers]
