"""The sheet of a collectivité on paper: two pages, tagged (PDF/UA-1), in the words of its page on the site.

The same published edition gives the same bytes. What has no room is counted and left to the page; nothing is cut.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from barometre.catalogue.typography import typeset
from barometre.errors import BarometreError
from barometre.settings import settings
from barometre.typesetting import pages_of, pdf
from barometre.web.editions.models import Collectivite, Edition
from barometre.web.guidance.agenda import agenda, lines
from barometre.web.guidance.plan import advices
from barometre.web.guidance.qr import qr_drawing
from barometre.web.pages.bodies import sheet_address
from barometre.web.pages.sheet import AuthoritySheet, make_sheet
from barometre.web.paper import guiding, words
from barometre.web.replies.shown import with_replies
from barometre.web.shared.caching import etag
from barometre.web.shared.marks import SENTENCE, marked
from barometre.web.shared.words import day_words

TEMPLATE = Path(__file__).with_name("sheet.typ")
PAGES = 2


@dataclass(frozen=True)
class Room:
    """How much of each list is told: the rest is counted.

    Attributes:
        answers: lines of known answers.
        named: titles named for each reason why something is not known.
        duties: obligations named in each state.
        steps: next steps.
        helpers: who helps, for each step.
        notes: what is told below an answer: 0 nothing, 1 its reason, 2 what stands beside it too.
    """

    answers: int
    named: int
    duties: int
    steps: int
    helpers: int
    notes: int


# From the most that two pages ever hold to the least, which always fits.
ROOMS = (
    Room(answers=16, named=12, duties=6, steps=5, helpers=2, notes=2),
    Room(answers=16, named=12, duties=4, steps=5, helpers=1, notes=2),
    Room(answers=16, named=8, duties=4, steps=5, helpers=1, notes=1),
    Room(answers=12, named=5, duties=4, steps=4, helpers=1, notes=1),
    Room(answers=16, named=5, duties=4, steps=4, helpers=1, notes=0),
    Room(answers=10, named=3, duties=3, steps=3, helpers=1, notes=0),
    Room(answers=8, named=2, duties=2, steps=3, helpers=1, notes=0),
    Room(answers=5, named=1, duties=1, steps=3, helpers=1, notes=0),
    Room(answers=3, named=1, duties=1, steps=1, helpers=1, notes=0),
)


def sheet_pdf(edition: Edition, body: Collectivite, site: str) -> bytes:
    """Return the sheet of a collectivité as PDF, of two pages exactly.

    Args:
        edition: the published edition.
        body: a collectivité that it measures.
        site: origin of the addresses of the site (`https://…`), empty when it has none.

    Raises:
        BarometreError: a text of it cannot be set, or the least that it says takes more than two pages.
    """
    sheet = make_sheet(edition, body)
    for room in ROOMS:
        made = pdf(TEMPLATE, contents(edition, sheet, room, site), edition.date)
        if pages_of(made) == PAGES:
            return made
    raise BarometreError(f"The sheet of {body.siren} takes more than {PAGES} pages; look for odd texts in what it says")


def state_of(edition: Edition) -> str:
    """Return what sheets depend on, in a word: the edition, replies, this code and its settings."""
    return hashlib.sha256(etag(edition, with_replies()).encode()).hexdigest()[:16]


def contents(edition: Edition, sheet: AuthoritySheet, room: Room, site: str) -> dict[str, Any]:
    """Return what the sheet says, within some room; `site` as in `sheet_pdf`."""
    body = sheet.authority
    day = day_words(edition.date)
    duties = agenda(lines(edition, body), edition.date)
    said: dict[str, Any] = {
        "title": marked(f"{body.name} : où en est le numérique"),
        "operator": settings().operator,
        "keywords": [body.siren, edition.date.isoformat(), edition.build_id[:20]],
        "footer": marked(f"{body.name}, Baromètre du numérique des collectivités, édition du {day}"),
        "warning": SENTENCE if settings().demonstration else "",
        "who": words.who(edition, body),
        "standing": words.standings(sheet),
        "themes": words.themes(sheet),
        "known": words.known(sheet, room.answers, room.notes),
        "unknown": words.unknown(sheet, room.named),
        "law": guiding.law(duties, room.duties),
        "steps": [guiding.step(one, room.helpers) for one in advices(edition, body)[: room.steps]],
        "steps_none": guiding.no_step(edition, sheet),
        "sources": words.sources(edition, sheet),
        "living": _living(body, f"{site}{sheet_address(body)}" if site else ""),
    }
    bound: dict[str, Any] = typeset(said)
    # An address and a drawing are no sentences.
    bound["living"] |= {name: said["living"][name] for name in ("to", "code")}
    return bound


def _living(body: Collectivite, address: str) -> dict[str, str]:
    return {
        "words": words.CORRECTED,
        "to": address,
        "named": f"La page {words.of_body(body)}, à jour",
        "code": qr_drawing(address) if address else "",
        "alt": f"Code à scanner : la page à jour {words.of_body(body)}",
    }
