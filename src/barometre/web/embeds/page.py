"""« Afficher sur votre site »: each picture in its two schemes, and the line to copy."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse

from barometre.web.editions.models import Collectivite, Edition
from barometre.web.maps import badge as drawing
from barometre.web.pages.bodies import body_at, key, route, sheet_address, trail_to
from barometre.web.pages.presenters import FULL
from barometre.web.pages.told import chart_of_themes, seen_themes, told
from barometre.web.shared import catalogue

# Characters that Markdown would read as its own in the words of a picture.
_MARKDOWN = re.compile(r"([\\\[\]<>`*_])")


@dataclass(frozen=True)
class Embed:
    """One picture as the page shows it.

    Attributes:
        id: of its part of the page.
        title: what it is.
        path: its address on this site.
        source: its whole address.
        target: address of the sheet, where it leads.
        alt: what stands for it.
        height: in pixels, at its own size.
    """

    id: str
    title: str
    path: str
    source: str
    target: str
    alt: str
    height: int
    width: int = drawing.WIDTH

    @property
    def html(self) -> str:
        """The line to copy. The site of the barometer is not told on which page the picture is."""
        size = f'width="{self.width}" height="{self.height}" loading="lazy" referrerpolicy="no-referrer"'
        return f'<a href="{escape(self.target)}"><img src="{escape(self.source)}" {size} alt="{escape(self.alt)}"></a>'

    @property
    def markdown(self) -> str:
        """The same for sites written in Markdown."""
        words = _MARKDOWN.sub(r"\\\1", self.alt)
        return f"[![{words}]({self.source})]({self.target})"


def embeds(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """Show the pictures of a body; `reponse` chooses the theme or the answer of the last one.

    Raises:
        Http404: there is no such body, theme or indicator.
    """
    edition: Edition = request.edition
    body = body_at(edition, kind, code, "afficher/")
    if isinstance(body, str):
        return HttpResponsePermanentRedirect(body)
    themes, answers = _choices(edition, body)
    # Shown first: an answer as it should be, if there is one. The others are in the list.
    good = [one for one in answers if body.indicators[one].get("score") == FULL]
    subject = request.GET.get("reponse") or next(iter(good or answers or themes))
    page = {
        "body": body,
        "embeds": list(_embeds(request, body, subject)),
        "choices": {"Réponses connues": answers, "Thèmes": themes},
        "subject": subject,
        "sheet_address": sheet_address(body),
        "trail": [*trail_to(body)[:-1], (body.name, sheet_address(body)), ("Afficher sur votre site", None)],
    }
    return render(request, "embeds/page.html", page)


def _embeds(request: HttpRequest, body: Collectivite, subject: str) -> Iterator[Embed]:
    """Yield the badge of a body, its themes, and the badge of a subject.

    Raises:
        Http404: there is no such theme or indicator.
    """
    edition, name, at = request.edition, route(body), [key(body)]
    whole, chosen = told(edition, body), told(edition, body, subject)
    if whole is None or chosen is None:
        raise Http404(f"Cette édition n’a ni thème ni indicateur nommé « {subject} ».")
    parts = (
        ("ensemble", "Ce qui se voit, en un chiffre", "badge", at, drawing.badge(whole)),
        ("themes", "Thème par thème", "themes", at, chart_of_themes(edition, body)),
        ("reponse", "Une réponse, ou un thème", "badge-of", [*at, subject], drawing.badge(chosen)),
    )
    target = request.build_absolute_uri(sheet_address(body))
    for identifier, title, part, names, drawn in parts:
        path = reverse(f"{name}-{part}", args=names)
        source = request.build_absolute_uri(path)
        yield Embed(identifier, title, path, source, target, drawn.description, drawn.height)


def _choices(edition: Edition, body: Collectivite) -> tuple[dict[str, str], dict[str, str]]:
    """Return the themes that can be seen, and the indicators of which the answer is known, with their titles."""
    entries = catalogue.indicators(edition)
    known = [id_ for id_ in entries if body.indicators.get(id_, {}).get("status") == "known"]
    return seen_themes(edition), {id_: entries[id_]["title"] for id_ in known}
