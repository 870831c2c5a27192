"""What decides an indicator in an edition, and why it is another in the next one."""

import json
from enum import StrEnum
from typing import Any


class Why(StrEnum):
    """Why an answer is another."""

    EVIDENCE = "evidence"
    METHOD = "method"
    TERRITORY = "territory"


def method_of(catalogue: dict[str, Any], indicator: str) -> str | None:
    """Return what decides the values of an indicator in `catalogue.json`, without its wording; None without it.

    Changes of the method that the journal says not to compare across are part of it: an edition of the past, made after
    them, compares with those of today, whatever its date.
    """
    entry = catalogue["indicators"].get(indicator)
    if entry is None:
        return None
    named = [*entry["facts"], *entry.get("presupposes", []), *entry.get("prerequisites", [])]
    facts = {name: {key: catalogue["facts"][name].get(key) for key in ("source", "type", "unit")} for name in named}
    rule = {key: entry.get(key) for key in ("concerns", "facts", "presupposes", "prerequisites", "scoring")}
    decided = rule | {"of_facts": facts, "breaks": catalogue.get("breaks", [])}
    return json.dumps(decided, ensure_ascii=False, sort_keys=True)
