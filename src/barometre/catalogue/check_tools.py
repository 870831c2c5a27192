"""The rules of shared tools and of those who help: places that exist, and nothing guessed."""

from collections.abc import Iterator
from functools import cache

from barometre.catalogue.reading import Problem
from barometre.catalogue.rules import Content, ContentRule
from barometre.territory import reference


def _tools(content: Content) -> Iterator[Problem]:
    for located in content["tools"]:
        tool = located.entry
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


RULES: list[ContentRule] = [_tools, _helpers]
