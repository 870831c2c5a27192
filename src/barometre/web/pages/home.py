"""Home: the national answer first, then the map, the search, the themes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from barometre.territory.geometry import national
from barometre.web.pages import catalogue
from barometre.web.pages.areas import FRANCE, departements
from barometre.web.pages.compare import key_figures, kinds_table
from barometre.web.pages.figures import map_of_areas


def home(request: HttpRequest) -> HttpResponse:
    """National key figures, map of départements coloured by the measure chosen, themes."""
    edition, measure = request.edition, catalogue.chosen(request, request.edition)
    places = departements()
    means = catalogue.aggregates_of(edition, "departement", list(places), measure.id)
    themes = [
        (identifier, theme, catalogue.national(edition).get(identifier))
        for identifier, theme in catalogue.themes(edition).items()
    ]
    page = {
        "measure": measure,
        "offered": catalogue.offered(edition),
        "answer": catalogue.national(edition).get(measure.id),
        "overall": catalogue.national(edition).get(catalogue.OVERALL),
        "figures": key_figures(edition, FRANCE),
        "kinds": kinds_table(edition),
        "map": map_of_areas(national("departement"), places, means, measure, "France par département"),
        "themes": themes,
        "indicators": len(catalogue.indicators(edition)),
    }
    return render(request, "pages/home.html", page)
