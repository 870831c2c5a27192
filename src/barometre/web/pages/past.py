"""What happened to a commune since 2021, in words: mergers, names, codes, EPCI."""

from collections.abc import Iterable
from functools import cache

from barometre.territory.history import Event, events
from barometre.web.shared.french import of
from barometre.web.shared.words import day_words


@cache
def _by_heir() -> dict[str, list[Event]]:
    """Return events by the SIREN that came out of them."""
    by_heir: dict[str, list[Event]] = {}
    for row in events().iter_rows():
        event = Event(*row)
        by_heir.setdefault(event.siren_after, []).append(event)
    return by_heir


def changes(siren: str) -> list[str]:
    """Return sentences on a commune's past, oldest first; none when nothing worth reading happened."""
    return sentences(_by_heir().get(siren, []))


def sentences(past: Iterable[Event]) -> list[str]:
    """Return events in sentences, each once; none for those not worth reading."""
    told = [f"{day_words(event.date)} : {words}" for event in past if (words := _words(event))]
    return list(dict.fromkeys(told))


def _words(event: Event) -> str:
    match event.kind:
        case "fusion":
            return f"{event.name_before} (code {event.code_before}) a rejoint {event.name_after}."
        case "rétablissement":
            return f"{event.name_after} est redevenue une commune, détachée {of(event.name_before)}."
        case "changement de nom":
            return f"{event.name_before} est devenue {event.name_after}."
        case "changement de code":
            return f"le code INSEE {event.code_before} est devenu {event.code_after}."
        case "changement d’EPCI":
            return "la commune a changé d’intercommunalité."
        case _:
            return ""
