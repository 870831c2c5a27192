"""Whether the law asks a collectivité for what an indicator asks: yes, no, or only if something that we do not know."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from barometre.catalogue.conditions import parse
from barometre.indicators.properties import HOST, PLATFORM, TRACKERS, properties_of


class Duty(StrEnum):
    """What a text of law asks of one collectivité; the order is that of what it has to check."""

    LAW = "law"
    IF = "if"
    NONE = "none"


def texts_of_law(entry: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the texts of an indicator that bind somebody.

    A text of an older catalogue, which does not say whom it binds, is none of them.
    """
    return [text for text in entry["references"] if text["kind"] == "obligation" and "concerns" in text]


def duty(entry: Mapping[str, Any], collectivite: Mapping[str, object]) -> tuple[Duty, str]:
    """Return what the law asks of a collectivité, and the French condition of `Duty.IF`, else nothing.

    Args:
        entry: the indicator in the catalogue of the edition.
        collectivite: its properties (`catalogue.conditions`): powers, population…; one that is absent is not known.
    """
    uncertain = []
    for text in texts_of_law(entry):
        binds = parse(text["concerns"] or entry["concerns"]).holds(collectivite)
        if binds:
            return Duty.LAW, ""
        if binds is None:
            uncertain.append(text["condition"] or "")
    return (Duty.IF, uncertain[0]) if uncertain else (Duty.NONE, "")


def properties(
    profile: Mapping[str, Any], population: int, facts: Mapping[str, Mapping[str, Any]]
) -> dict[str, object]:
    """Return the properties of a collectivité that conditions may ask for.

    A site at a name of its own is known; that we know of none, or of a page on a platform, says nothing.

    Args:
        profile: its `powers`, and for an EPCI `largest_commune` (inhabitants) when it is known.
        population: its inhabitants.
        facts: fact -> what is known of it, as published.
    """
    known: dict[str, object] = {"powers": profile["powers"], "population": population} | properties_of(facts)
    if "largest_commune" in profile:
        known["largest_commune"] = profile["largest_commune"]
    if facts.get(HOST, {}).get("text") and not facts.get(PLATFORM, {}).get("number"):
        known["site"] = True
    if facts.get(TRACKERS, {}).get("number"):
        known["trackers"] = True
    return known
