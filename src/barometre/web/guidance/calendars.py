"""Dates of obligations as a calendar (iCalendar, RFC 5545)."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from barometre.catalogue.guidance import Obligation
from barometre.guidance.obligations import State, Why
from barometre.guidance.words import KINDS
from barometre.web.shared.guidance import Judged
from barometre.web.shared.marks import marked

if TYPE_CHECKING:
    from icalendar import Event


def calendar(name: str, siren: str, judged: Iterable[Judged], page: str, on: date) -> bytes:
    """Return the calendar of a collectivité: a whole day for each date of the duties that surely bind it.

    Those that bind it only if something that is not known are there for dates to come alone, with their condition; what
    nobody verified is not there. The same obligations give the same bytes.

    Args:
        name: that of the collectivité.
        siren: its SIREN, in the identifiers.
        judged: its obligations.
        page: address of its page, given with each date.
        on: date of the edition, written as that of each entry.
    """
    from icalendar import Calendar  # noqa: PLC0415  (it loads slowly, and few ask for it)

    made = Calendar()
    made.add("version", "2.0")
    made.add("prodid", "-//Barometre//Obligations//FR")
    made.add("x-wr-calname", marked(f"Obligations numériques : {name}"))
    for one in sorted(judged, key=lambda one: one.obligation.id):
        if one.state is State.NOT_CONCERNED or one.obligation.read == "unread":
            continue
        for day, moment, what in _dates(one.obligation):
            if one.why is not Why.IF or day >= on:
                made.add_component(_event(one, f"{moment}.{siren}", day, what, page, on))
    return made.to_ical()


def _dates(one: Obligation) -> list[tuple[date, str, str]]:
    """Return each date of an obligation: the day, a word that tells it from the others, what begins or ends."""
    found = [(one.starts, "debut", "en vigueur"), (one.ends, "fin", "dernier jour")]
    dated = [(day, moment, what) for day, moment, what in found if day is not None]
    return dated + [(later.day, later.day.isoformat(), later.what) for later in one.dates]


def _event(judged: Judged, name: str, day: date, what: str, page: str, on: date) -> "Event":
    from icalendar import Event  # noqa: PLC0415  (same)

    one = judged.obligation
    condition = f", si {one.condition}" if judged.why is Why.IF and one.condition else ""
    event = Event()
    event.add("uid", f"{one.id}.{name}@barometre")
    event.add("dtstamp", datetime.combine(on, time(), UTC))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", marked(f"{one.title} ({KINDS[one.kind]}, {what}{condition})"))
    event.add("description", f"{one.asks}\n{page}")
    event.add("url", page)
    event.add("transp", "TRANSPARENT")
    return event
