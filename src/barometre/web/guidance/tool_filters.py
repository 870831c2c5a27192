"""Which shared tools an address asks for: each criterion with its words. Pure.

`theme`, `cout`, `cadre`, `tenu-par`, `pour` (a kind of collectivité), `libre`, `indicateur`, `texte`. An empty value
asks for nothing; one that means nothing is refused with the reason.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from barometre.catalogue.conditions import POWERS, parse
from barometre.catalogue.guidance import Tool
from barometre.territory.names import normalise
from barometre.web.explore.criteria import LONGEST, MEASURED, refused
from barometre.web.guidance.tool_words import COSTS, FAMILIES, FRAMES
from barometre.web.shared.french import NO_BREAK
from barometre.web.shared.words import KINDS, french_order


@dataclass(frozen=True)
class ToolCriterion:
    """One thing asked: its parameter and value in the address, French words, and its test."""

    name: str
    value: str
    words: str
    test: Callable[[Tool], bool]


def read(asked: Mapping[str, str], catalogue: Mapping[str, Any]) -> list[ToolCriterion]:
    """Return the criteria of an address, in the order of the form.

    Raises:
        ParameterError: a value means nothing.
    """
    themes = {key: one["name"] for key, one in catalogue["themes"].items()}
    indicators = {key: one["title"] for key, one in catalogue["indicators"].items()}
    frames = {key: name for key, (name, _) in FRAMES.items()}
    kinds = {kind: KINDS[kind] for kind in MEASURED}
    choices: list[tuple[str, str, Mapping[str, str], Callable[[Tool, str], bool]]] = [
        ("theme", "thème", themes, lambda tool, value: value in tool.themes),
        ("cout", "coût", COSTS, lambda tool, value: tool.cost == value),
        ("cadre", "cadre", frames, lambda tool, value: value in tool.frames),
        ("tenu-par", "tenu par", FAMILIES, lambda tool, value: tool.family == value),
        ("pour", "pour les", kinds, may_use),
        ("indicateur", "améliore", indicators, lambda tool, value: value in tool.indicators),
        ("libre", "logiciel libre", {"oui": "oui"}, lambda tool, _: is_free(tool)),
    ]
    found = [
        _chosen(name, value, words, known, test)
        for name, words, known, test in choices
        if (value := asked.get(name, "").strip())
    ]
    if text := asked.get("texte", "").strip():
        if len(text) > LONGEST:
            raise refused("texte", f"{text[:20]}…", f"il faut au plus {LONGEST} caractères")
        words_asked = normalise(text).split()
        found.append(ToolCriterion("texte", text, f"« {text} »", lambda tool: _says(tool, words_asked)))
    return found


def _chosen(
    name: str, value: str, words: str, known: Mapping[str, str], test: Callable[[Tool, str], bool]
) -> ToolCriterion:
    if value not in known:
        raise refused(name, value[:LONGEST], "choisissez dans la liste")
    said = words if name == "libre" else f"{words}{NO_BREAK}: {known[value]}"
    return ToolCriterion(name, value, said, lambda tool: test(tool, value))


def may_use(tool: Tool, kind: str) -> bool:
    """Return whether some collectivité of a kind may use a tool; its condition may hang on what is not known."""
    power = POWERS.get({"epci": "epci_fp"}.get(kind, kind), kind)
    return parse(tool.concerns).holds({"powers": [power]}) is not False


def is_free(tool: Tool) -> bool:
    """Return whether its code is under a licence that lets anyone use and change it."""
    return "libre" in tool.frames or bool(tool.licence and tool.code and not tool.licence.startswith("CC-BY-NC"))


def _says(tool: Tool, words: Iterable[str]) -> bool:
    text = normalise(" ".join((tool.name, tool.what, tool.operator, tool.note or "")))
    return all(word in text for word in words)


def matching(tools: Iterable[Tool], criteria: Iterable[ToolCriterion]) -> list[Tool]:
    """Return the tools that meet every criterion, in order of names."""
    criteria = list(criteria)
    found = [tool for tool in tools if all(one.test(tool) for one in criteria)]
    return sorted(found, key=lambda tool: (french_order(tool.name), tool.id))
