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
    """Return what decides the values of an indicator in `catalogue.json`, without its wording; None without it."""
    entry = catalogue["indicators"].get(indicator)
    if entry is None:
        return None
    named = [*entry["facts"], *entry.get("presupposes", []), *entry.get("prerequisites", [])]
    facts = {name: {key: catalogue["facts"][name].get(key) for key in ("source", "type", "unit")} for name in named}
    rule = {key: entry.get(key) for key in ("concerns", "facts", "presupposes", "prerequisites", "scoring")}
    return json.dumps(rule | {"of_facts": facts}, ensure_ascii=False, sort_keys=True)
