"""Dates of obligations as a calendar (iCalendar, RFC 5545)."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Calendar, Event

from barometre.catalogue.guidance import Obligation
from barometre.guidance.words import KINDS


def calendar(name: str, siren: str, obligations: Iterable[Obligation], page: str, on: date) -> bytes:
    """Return the calendar of a collectivité: a whole day for the first day of each obligation, one for the last.

    What nobody verified says so in its title. The same obligations give the same bytes.

    Args:
        name: that of the collectivité.
        siren: its SIREN, in the identifiers.
        obligations: those that bind it, or may.
        page: address of its page, given with each date.
        on: date of the edition, written as that of each entry.
    """
    made = Calendar()
    made.add("version", "2.0")
    made.add("prodid", "-//Barometre//Obligations//FR")
    made.add("x-wr-calname", f"Obligations numériques : {name}")
    stamp = datetime.combine(on, time(), UTC)
    for one in sorted(obligations, key=lambda one: one.id):
        for day, moment, word in ((one.starts, "debut", "en vigueur"), (one.ends, "fin", "dernier jour")):
            if day is None:
                continue
            event = Event()
            event.add("uid", f"{one.id}.{moment}.{siren}@barometre")
            event.add("dtstamp", stamp)
            event.add("dtstart", day)
            event.add("dtend", day + timedelta(days=1))
            event.add("summary", f"{one.title} ({_nature(one)}, {word})")
            event.add("description", f"{one.asks}\n{page}")
            event.add("url", page)
            event.add("transp", "TRANSPARENT")
            made.add_component(event)
    return made.to_ical()


def _nature(obligation: Obligation) -> str:
    return "texte à vérifier" if obligation.read == "unread" else KINDS[obligation.kind]
