"""The rules of actions: each indicator has one answer, each action serves something, each message can be sent."""

import re
from collections.abc import Iterator

from barometre.catalogue.reading import Problem
from barometre.catalogue.rules import Content, ContentRule

# What pages fill in a message: the name of the collectivité, the address of its site.
PLACEHOLDERS = ("{collectivite}", "{site}")
_BRACES = re.compile(r"\{[^{}]*\}|[{}]")


def _one_answer(content: Content) -> Iterator[Problem]:
    """Refuse an indicator that two actions serve: the same move would be told twice."""
    first: dict[str, str] = {}
    for located in content["actions"]:
        for indicator in located.entry.indicators:
            other = first.setdefault(indicator, located.entry.id)
            if other != located.entry.id:
                message = f"« {indicator} » is already served by « {other} »"
                yield located.problem("indicators", message, "leave it to one of the two")


def _answered(content: Content) -> Iterator[Problem]:
    """Refuse a scored indicator with facts today that no action serves: nobody would know what to do."""
    served = {indicator for located in content["actions"] for indicator in located.entry.indicators}
    live = {located.entry.id for located in content["sources"] if located.entry.status == "live"}
    told = {located.entry.id for located in content["facts"] if located.entry.source in live}
    for located in content["indicators"]:
        indicator = located.entry
        if indicator.facts[0] in told and not indicator.record and indicator.id not in served:
            remedy = "name it in the indicators of one action, or mark it as a record"
            yield located.problem("id", f"no action serves « {indicator.id} »", remedy)


def _serves(content: Content) -> Iterator[Problem]:
    """Refuse an action that nothing would ever propose."""
    for located in content["actions"]:
        if not (located.entry.indicators or located.entry.obligations):
            yield located.problem("id", "this action serves nothing", "name the indicators or obligations it answers")


def _messages(content: Content) -> Iterator[Problem]:
    """Refuse a message that would go out with a hole in it, or to nobody."""
    for located in content["actions"]:
        action = located.entry
        for found in _BRACES.findall(action.message or ""):
            if found not in PLACEHOLDERS:
                remedy = f"write {' or '.join(PLACEHOLDERS)}, or plain words"
                yield located.problem("message", f"« {found} » cannot be filled in", remedy)
        if action.message is not None and action.to is None:
            yield located.problem("message", "nobody is named to receive it", "add the key to")


RULES: list[ContentRule] = [_one_answer, _answered, _serves, _messages]
