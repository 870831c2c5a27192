"""What the edition says of some facts of a body, in words for a page: value, day, and what a silence means. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from barometre.facts.schema import Outcome
from barometre.web.pages.results import ResultKind, of_fact
from barometre.web.shared.words import day_words


@dataclass(frozen=True)
class Seen:
    """One fact as a page shows it.

    Attributes:
        title: what it is.
        words: the value, or why there is none.
        day: of the evidence, in words; empty when nobody looked.
        known: whether there is a value.
    """

    id: str
    title: str
    words: str
    day: str
    known: bool


def seen(catalogue: Mapping[str, Any], facts: Mapping[str, Any], names: Iterable[str]) -> list[Seen]:
    """Return what is known of some facts; those that the edition's catalogue does not have are left out.

    Args:
        catalogue: of the edition.
        facts: of the body, as published.
        names: the facts wanted, in order.
    """
    return [_seen(catalogue, name, facts.get(name)) for name in names if name in catalogue["facts"]]


def numbers(facts: Mapping[str, Any]) -> dict[str, float | None]:
    """Return the number seen of each fact; none when it was not seen."""
    return {
        name: fact.get("number")
        for name, fact in facts.items()
        if fact.get("outcome") == Outcome.SEEN and not fact.get("to_confirm")
    }


def _seen(catalogue: Mapping[str, Any], name: str, fact: Mapping[str, Any] | None) -> Seen:
    definition = catalogue["facts"][name]
    result = of_fact(definition, fact)
    known = result.kind in (ResultKind.GOOD, ResultKind.BAD, ResultKind.FINDING)
    day = day_words(result.day) if result.day else ""
    return Seen(name, definition["title"], _words(catalogue, definition, result.kind, result.value), day, known)


def _words(catalogue: Mapping[str, Any], definition: Mapping[str, Any], kind: ResultKind, value: str) -> str:
    if kind is ResultKind.UNSEEN:
        registers = {
            "register": "rien dans cette source, ce qui ne prouve rien",
            "declaration": "aucune réponse publiée",
        }
        return registers.get(catalogue["sources"][definition["source"]]["kind"], "pas regardé")
    if value:
        return value
    return {ResultKind.GOOD: "oui", ResultKind.BAD: "non"}.get(kind, kind.word.lower())
