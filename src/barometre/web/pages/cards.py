"""Cards: what networks show beside the address of a page. They say no more than the page."""

from django.http import Http404, HttpRequest, HttpResponse

from barometre.web.editions import queries
from barometre.web.maps.card import WIDTH, card
from barometre.web.maps.label import Label
from barometre.web.maps.png import png
from barometre.web.pages.told import of_area, of_site, told
from barometre.web.shared import catalogue
from barometre.web.shared.areas import FRANCE, departements, regions
from barometre.web.shared.words import day_words

NONE = "Cette image n’existe pas."


def authority_card(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Answer with the card of a collectivité, as PNG.

    Raises:
        Http404: there is no such collectivité, or the address has a parameter.
    """
    edition = request.edition
    found = queries.by_code(edition, kind, key) if kind == "commune" else queries.by_siren(edition, key)
    if found is None:
        raise Http404(NONE)
    label = told(edition, found) if found.measured else None
    return _answer(request, label or Label(found.name, found.nature.capitalize(), "", "", (), day_words(edition.date)))


def area_card(request: HttpRequest, kind: str, key: str = "") -> HttpResponse:
    """Answer with the card of France, a région or a département.

    Raises:
        Http404: there is no such territory, or the address has a parameter.
    """
    area = {"france": {"": FRANCE}, "region": regions(), "departement": departements()}[kind].get(key)
    if area is None:
        raise Http404(NONE)
    return _answer(request, of_area(request.edition, area))


def measure_card(request: HttpRequest, key: str, family: str) -> HttpResponse:
    """Answer with the card of a theme or an indicator: its figure for France.

    Raises:
        Http404: there is no such one, or the address has a parameter.
    """
    measure = catalogue.measure(request.edition, key)
    if measure is None or measure.family != family:
        raise Http404(NONE)
    return _answer(request, of_area(request.edition, FRANCE, measure))


def site_card(request: HttpRequest) -> HttpResponse:
    """Answer with the card of pages that are about no collectivité nor figure.

    Raises:
        Http404: the address has a parameter.
    """
    return _answer(request, of_site(request.edition))


def _answer(request: HttpRequest, label: Label) -> HttpResponse:
    if request.GET:
        raise Http404(NONE)
    return HttpResponse(png(card(label), WIDTH), content_type="image/png")
