"""The rules of what guides: obligations and whom they bind, actions, tools, helpers; ids that exist, dates in order."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from barometre.catalogue import rules
from barometre.catalogue.conditions import CIRCUMSTANCES, NUMBERS, POWERS, Condition, parse
from barometre.catalogue.guidance import NEAR, Obligation
from barometre.catalogue.reading import KeyPath, Located, Problem
from barometre.catalogue.rules import Content
from barometre.errors import BarometreError

# What a table tells of everybody, beside powers; whatever else a condition asks for may be unknown.
_KNOWN_OF_ALL = "population"
# Kind of entry and key that holds ids -> kind of the entries that have these ids.
_FOREIGN_KEYS = {
    ("indicators", "obligations"): "obligations",
    ("indicators", "references"): "references",
    ("obligations", "theme"): "themes",
    ("obligations", "references"): "references",
    ("actions", "indicators"): "indicators",
    ("actions", "obligations"): "obligations",
    ("actions", "tools"): "tools",
    ("actions", "record"): "sources",
    ("tools", "themes"): "themes",
    ("tools", "indicators"): "indicators",
    ("tools", "signs"): "signs",
    ("tools", "fact"): "facts",
    ("helpers", "themes"): "themes",
}


def known(content: Content) -> Iterator[Problem]:
    """Refuse ids that do not exist, and proofs or tools that rest on a fact which is not yes or no."""
    ids = rules.ids_of(content)
    yield from rules.known_ids(content, _FOREIGN_KEYS, ids)
    for located in [*content["obligations"], *content["actions"]]:
        yield from rules.unknown(located, "help", located.entry.help, [*NEAR, *ids["helpers"]])
    for located in content["obligations"]:
        for index, proof in enumerate(located.entry.proofs):
            yield from rules.unknown(located, ("proofs", index, "indicator"), [proof.indicator], ids["indicators"])
            yield from rules.unknown(located, ("proofs", index, "fact"), [proof.fact], ids["facts"])
    yield from _yes_or_no(content)


def _yes_or_no(content: Content) -> Iterator[Problem]:
    types = {located.entry.id: located.entry.type for located in content["facts"]}
    named: list[tuple[Located[Any], KeyPath, str | None]] = [
        (located, ("fact",), located.entry.fact) for located in content["tools"]
    ]
    for located in content["obligations"]:
        named += [(located, ("proofs", index, "fact"), proof.fact) for index, proof in enumerate(located.entry.proofs)]
    for located, path, fact in named:
        if types.get(fact or "", "boolean") != "boolean":
            yield located.problem(path, f"« {fact} » is not a yes/no fact", "choose a fact of type boolean")


def founded(content: Content) -> Iterator[Problem]:
    """Refuse an indicator that rests on no text."""
    for located in content["indicators"]:
        if not (located.entry.obligations or located.entry.references):
            yield located.problem("references", "it rests on no text", "add `references`, or `obligations`")


def bound(content: Content) -> Iterator[Problem]:
    """Ask that whom an obligation binds be said in both languages, and that indicators concern nobody else."""
    for located in content["obligations"]:
        condition = _understood(located.entry.concerns)
        if condition is None:
            continue
        unknown = condition.names & {*CIRCUMSTANCES, *NUMBERS} - {_KNOWN_OF_ALL}
        if located.entry.condition and not located.entry.concerns:
            yield located.problem("condition", "it is written for the reader alone", "write `concerns` too")
        elif unknown and not located.entry.condition:
            message = f"it asks for {', '.join(sorted(unknown))}, which is not known of everybody"
            yield located.problem("concerns", message, "write `condition`, the same in French")
    binding = {located.entry.id: located.entry for located in content["obligations"] if _binds_all(located.entry)}
    for located in content["indicators"]:
        named = [binding[name] for name in located.entry.obligations if name in binding]
        conditions = [one for obligation in named if (one := _understood(obligation.concerns))]
        concerned = _understood(located.entry.concerns)
        if concerned and conditions and _larger(concerned, conditions):
            message = f"it concerns collectivités that {', '.join(one.id for one in named)} does not bind"
            yield located.problem("obligations", message, "narrow `concerns`, or give the obligation a `condition`")


def _binds_all(obligation: Obligation) -> bool:
    return obligation.kind == "obligation" and not obligation.condition


def _understood(text: str) -> Condition | None:
    """Return a condition; none when it is not understood, which another rule says."""
    try:
        return parse(text)
    except BarometreError:
        return None


def _larger(concerned: Condition, binding: list[Condition]) -> bool:
    """Return whether a collectivité is concerned that nothing binds, trying each power on both sides of each limit."""
    limits = concerned.limits.union(*(condition.limits for condition in binding))
    return any(
        concerned.holds(one) and not any(condition.holds(one) for condition in binding)
        for power in POWERS.values()
        for population in {0.0, *(limit + step for limit in limits for step in (-1, 0, 1))}
        for one in ({"powers": [power], "population": population},)
    )


def in_order(content: Content) -> Iterator[Problem]:
    """Refuse an obligation that ends before it starts."""
    for located in content["obligations"]:
        starts, ends = located.entry.starts, located.entry.ends
        if starts and ends and ends < starts:
            yield located.problem("ends", f"{ends} is before it starts, {starts}", "correct one of the two dates")


def ended(content: Content, today: date) -> Iterator[Problem]:
    """Warn of what is no longer in force; a commitment of the programme stays, for memory, past its term."""
    for located in content["obligations"]:
        ends = located.entry.ends
        if ends and ends < today and located.entry.kind != "engagement":
            message = f"is no longer in force since {ends + timedelta(days=1)}"
            yield located.problem("ends", message, "delete it or correct the date")._replace(warning=True)


def conditions(content: Content) -> Iterator[Problem]:
    """Refuse the conditions that are not understood."""
    for kind in ("obligations", "tools"):
        yield from rules.conditions(content, kind, "concerns")
