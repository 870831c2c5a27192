"""Checks that hang on another: what failed only because the site does not answer folds under that one cause. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from barometre.facts.schema import Outcome
from barometre.facts.statement import Statement
from barometre.observation.net.answers import FAULT_WORDS
from barometre.observation.run import confirm
from barometre.web.pages.checks import Check, Verdict
from barometre.web.shared.french import counted

SITE = "rcpnt.1.3"
"""The check of the site's answer, on which every check of its pages hangs."""
_AWAITED = {
    SITE: "que le site réponde",
    "rcpnt.1.4": "que l’adresse en http conduise à https",
    "rcpnt.2.2": "que le courriel soit au nom de la collectivité",
    "rcpnt.2.4": "que le domaine reçoive du courriel",
    "rcpnt.2.6": "qu’une consigne DMARC soit publiée",
}
_STATUS = re.compile(r"répond \d{3}$")
_UNWELL = ("bad", "silent", "confirm", "ours")
_MAIL = ("rcpnt.2", "mail.")


def waiting_words(cause: Check, number: int) -> str:
    """How many checks wait, and for what: « 62 contrôles attendent que le site réponde »; or for us, if we failed."""
    ours = cause.current.kind == "ours"
    awaited = "que notre observation aboutisse" if ours else _AWAITED.get(cause.id, "que celui-ci soit corrigé")
    return f"{counted(number, 'contrôle attend', 'contrôles attendent')} {awaited}"


def fold(found: Sequence[Check]) -> list[Check]:
    """Give each check its cause, and each cause the checks that wait for it.

    A verdict that rests on a cause still to confirm is itself to confirm.
    """
    by_id = {one.id: one for one in found}
    told = [_with_cause(one, by_id) for one in found]
    waiting: dict[str, list[Check]] = {}
    for one in told:
        if one.cause and one.folded:
            waiting.setdefault(one.cause, []).append(one)
    return [
        replace(one, waiting=tuple(under), waiting_words=waiting_words(one, len(under)))
        if (under := waiting.get(one.id))
        else one
        for one in told
    ]


def _with_cause(one: Check, by_id: Mapping[str, Check]) -> Check:
    cause = _root(one, by_id)
    if cause is None:
        return one
    asked = one.asked
    if asked and asked.kind in ("bad", "silent") and by_id[cause].current.kind == "confirm":
        one = replace(one, asked=replace(asked, kind="confirm"))
    own_fault = one.stated is not None and one.stated.kind == "bad" and one.stated.hangs_on is None
    return replace(one, cause=cause, folded=not own_fault)


def _root(one: Check, by_id: Mapping[str, Check]) -> str | None:
    """The first cause: that of a cause, if it has one."""
    seen = [one.id]
    while (cause := _cause(by_id[seen[-1]], by_id)) is not None and cause not in seen:
        seen.append(cause)
    return seen[-1] if len(seen) > 1 else None


def _cause(one: Check, by_id: Mapping[str, Check]) -> str | None:
    """The check that this one says it hangs on, when it is on the page and not well."""
    named = one.current.hangs_on
    on = by_id.get(named or SITE)
    if on is None or on.id == one.id or on.current.kind not in _UNWELL:
        return None
    return on.id if named or _says_the_same(one, on.current.reason) else None


def _says_the_same(one: Check, reason: str) -> bool:
    """Has a check of the site no value, for the very reason that the site does not answer?"""
    if one.id.startswith(_MAIL) or one.current.kind not in _UNWELL:
        return False
    status = _STATUS.search(reason)
    core = status[0] if status else next((words for words in FAULT_WORDS.values() if words in reason), None)
    return core is not None and core in one.current.reason


def level(found: Iterable[Check]) -> Verdict:
    """The level of the national reference that these very checks give (`confirm.level`)."""
    numbers = {"good": 1.0, "bad": 0.0}
    criteria = [
        confirm.ConfirmedFact(
            Statement(one.id, numbers[kind]) if kind in numbers else Statement(one.id, outcome=Outcome.WE_FAILED), 0
        )
        for one in found
        if one.id.startswith("rcpnt.") and (kind := one.current.kind) != "unseen"
    ]
    reached = confirm.level(criteria)
    if reached is None:
        return Verdict("unseen")
    if reached.statement.text:
        return Verdict("finding", reached.statement.text, reached.statement.detail or "")
    lacking = (reached.statement.detail or "").rpartition(" : ")[2]
    return Verdict("ours", detail=f"il dépend de critères à confirmer ou que nous n’avons pas vus : {lacking}")
