"""What changed from edition to edition, as Atom feeds: one for each collectivité, one for each territory.

Identifiers of feeds are `tag:` URIs (RFC 4151): neither the host nor the scheme of the site is in them. A feed has no
clock: its dates are those of editions in which something changed.
"""

from datetime import UTC, date, datetime, time
from itertools import groupby
from typing import NamedTuple

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html, format_html_join

from barometre.settings import settings
from barometre.territory import history
from barometre.web.editions import queries
from barometre.web.editions.models import Collectivite, Edition
from barometre.web.pages import moved
from barometre.web.pages.collectivite import today
from barometre.web.pages.movements import page_name
from barometre.web.shared.areas import FRANCE, Area, departements, epci_area, regions
from barometre.web.shared.french import NO_BREAK
from barometre.web.shared.marks import marked
from barometre.web.shared.words import day_words

# Entries of a feed: the newest.
MOST = 20
FIRST = "Première édition publiée ici. Ce fil dira ce qui change dans les suivantes, et pourquoi."


class Entry(NamedTuple):
    """What a feed says of one edition."""

    day: date
    title: str
    sentences: list[str]


def body_feed(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """Answer with the feed of a collectivité; an EPCI's tells of its communes too. Old codes lead to those of today.

    Raises:
        Http404: nobody has this code, or it is of a body that is not measured.
    """
    edition: Edition = request.edition
    body = queries.by_siren(edition, code) if kind == "collectivite" else queries.by_code(edition, kind, code)
    if body is None and kind == "commune" and today(code).startswith("/communes/"):
        return HttpResponsePermanentRedirect(f"{today(code)}flux.atom")
    if body is None and kind == "epci" and (heir := history.heir(code)):
        return HttpResponsePermanentRedirect(reverse("epci-feed", args=[heir]))
    if body is None or not body.measured:
        raise Http404(f"Aucune collectivité mesurée n’a le code «\u00a0{code}\u00a0».")
    if kind == "collectivite" and page_name(body) != kind:
        return HttpResponsePermanentRedirect(reverse(f"{body.kind}-feed", args=[body.code]))
    area = epci_area(body) if kind == "epci" else None
    page = reverse(kind, args=[code])
    return _answer(request, page, body.name, f"collectivites/{body.siren}", _entries(edition, body, area))


def area_feed(request: HttpRequest, kind: str, code: str = FRANCE.code) -> HttpResponse:
    """Answer with the feed of a territory.

    Raises:
        Http404: no territory has this code.
    """
    area = {"france": {FRANCE.code: FRANCE}, "region": regions(), "departement": departements()}[kind].get(code)
    if area is None:
        raise Http404(f"Aucun territoire n’a le code «\u00a0{code}\u00a0».")
    key = f"territoires/{kind}/{code}"
    return _answer(request, area.address, area.name, key, _entries(request.edition, None, area))


def _entries(edition: Edition, body: Collectivite | None, area: Area | None) -> list[Entry]:
    """Return what changed in each edition, newest first, then the first edition."""
    indicators = edition.catalogue["indicators"]
    told: dict[date, list[str]] = {}
    for day, answers in queries.changes(body.siren, edition.date) if body else ():
        told.setdefault(day, []).extend(line.sentence for line in moved.lines(answers, indicators))
    rows = queries.tallies(area.aggregated, edition.date) if area else []
    for day, counts in groupby(rows, lambda row: row.edition_id):
        told.setdefault(day, []).extend(
            moved.tally_sentence(row, indicators) for row in moved.in_order(counts, indicators)
        )
    changed = [Entry(day, f"Édition du {day_words(day)}", told[day]) for day in sorted(told, reverse=True) if told[day]]
    first = queries.builds(edition.date)[0][0]
    return [*changed, Entry(first, f"Édition du {day_words(first)}", [FIRST])][:MOST]


def _answer(request: HttpRequest, page: str, name: str, key: str, entries: list[Entry]) -> HttpResponse:
    address = request.build_absolute_uri
    feed = Atom1Feed(
        title=marked(f"{name}{NO_BREAK}: ce qui change dans le Baromètre"),
        link=address(page),
        description="À chaque édition, les réponses qui ont changé, et pourquoi.",
        language="fr",
        feed_url=address(request.path),
        feed_guid=_tag(key),
        author_name=settings().operator,
    )
    for entry in entries:
        moment = datetime.combine(entry.day, time(), UTC)
        feed.add_item(
            title=marked(entry.title),
            link=address(f"{page}#mouvements"),
            description=format_html("<ul>{}</ul>", _items(entry.sentences)),
            unique_id=_tag(f"{key}/{entry.day}"),
            pubdate=moment,
            updateddate=moment,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _items(sentences: list[str]) -> str:
    return format_html_join("", "<li>{}</li>", ((one,) for one in sentences))


def _tag(key: str) -> str:
    return f"tag:{settings().tag_authority}:{key}"
