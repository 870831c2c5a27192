"""The addresses of every page, for engines of search (sitemaps.org): an index, and parts under 50,000 addresses."""

from collections.abc import Iterator
from xml.sax.saxutils import escape

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from barometre.settings import settings
from barometre.web.editions import queries
from barometre.web.editions.models import Edition
from barometre.web.shared.areas import address, departements, regions

XML = "application/xml; charset=utf-8"
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
# Greatest number of addresses of a part.
MOST = 50_000
_PAGES = (
    "home france themes indicators methodology journal agreements robustness small-areas replies data dictionary api "
    "programme-home results-home tools sharing accessibility legal ecodesign"
)
PARTS = ("pages", "communes", "intercommunalites", "collectivites")


def index(request: HttpRequest) -> HttpResponse:
    """Answer with the addresses of the parts.

    Raises:
        Http404: this is a demonstration, of which engines keep nothing.
    """
    _refuse_demonstration()
    places = [reverse("sitemap-part", args=[part]) for part in PARTS]
    return _answer(request, "sitemapindex", "sitemap", places)


def part(request: HttpRequest, name: str) -> HttpResponse:
    """Answer with the addresses of one part.

    Raises:
        Http404: there is no such part, or this is a demonstration.
    """
    _refuse_demonstration()
    if name not in PARTS:
        raise Http404(f"Le plan du site n’a pas de partie « {name} ».")
    return _answer(request, "urlset", "url", list(_places(request.edition, name))[:MOST])


def _refuse_demonstration() -> None:
    if settings().demonstration:
        raise Http404("Une démonstration n’a pas de plan\u00a0: les moteurs n’en gardent rien.")


def _places(edition: Edition, name: str) -> Iterator[str]:
    """Yield the addresses of the pages of a part."""
    if name == "pages":
        yield from (reverse(page) for page in _PAGES.split())
        yield from (reverse("theme", args=[theme]) for theme in edition.catalogue["themes"])
        yield from (reverse("indicator", args=[indicator]) for indicator in edition.catalogue["indicators"])
        yield from (reverse("tool", args=[tool]) for tool in edition.catalogue.get("tools", {}))
        yield from (area.address for area in (*regions().values(), *departements().values()))
        return
    kinds = {"communes": ["commune"], "intercommunalites": ["epci", "ept"]}.get(name, ["departement", "region"])
    everyone = queries.universe(edition).filter(kind__in=kinds)
    for kind, code, siren in everyone.values_list("kind", "code", "siren"):
        if name == "collectivites":
            yield reverse("collectivite", args=[siren])
        else:
            yield address(kind.replace("ept", "epci"), code)


def _answer(request: HttpRequest, root: str, entry: str, places: list[str]) -> HttpResponse:
    """Write addresses, each with the day of the edition: all pages change with it."""
    site, day = request.build_absolute_uri("/")[:-1], request.edition.date
    dated = f"<lastmod>{day}</lastmod>"
    lines = "".join(f"<{entry}><loc>{escape(site + place)}</loc>{dated}</{entry}>\n" for place in places)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return HttpResponse(f'{head}<{root} xmlns="{_NAMESPACE}">\n{lines}</{root}>\n', content_type=XML)
