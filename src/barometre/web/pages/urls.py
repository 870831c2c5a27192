"""Addresses of the pages. A table's CSV is at the address of its page, followed by `donnees.csv`."""

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import URLPattern, path

from barometre.web.pages import (
    collectivite,
    downloads,
    editorial,
    home,
    measures,
    methodology,
    observation,
    outside,
    search,
    territories,
)

View = Callable[..., HttpResponse]


def _with_csv(address: str, view: View, name: str) -> list[URLPattern]:
    """Return the addresses of a page with a table, and of the table as a file."""
    return [
        path(address, view, name=name),
        path(f"{address}donnees.csv", view, {"as_csv": True}, name=f"{name}-csv"),
    ]


def _observed(kind: str, folder: str) -> list[URLPattern]:
    """Return the addresses of the page « Observation » of a kind of authority, of its file and of its two forms."""
    address, given = f"{folder}/<str:code>/observation/", {"kind": kind}
    return [
        path(address, observation.observation, given, name=f"{kind}-observation"),
        path(
            f"{address}donnees.csv", observation.observation, given | {"as_csv": True}, name=f"{kind}-observation-csv"
        ),
        path(f"{address}regarder/", observation.ask, given, name=f"{kind}-look"),
        path(f"{address}contester/", observation.contest, given, name=f"{kind}-contest"),
    ]


urlpatterns = [
    path("", home.home, name="home"),
    path("recherche/", search.search, name="search"),
    *_with_csv("france/", territories.france, "france"),
    *_with_csv("regions/<str:code>/", territories.region, "region"),
    *_with_csv("departements/<str:code>/", territories.departement, "departement"),
    path("departements/<str:code>/epci.csv", territories.epci_of_departement, name="departement-epci"),
    *_with_csv("epci/<str:code>/", territories.epci, "epci"),
    *_with_csv("communes/<str:code>/", collectivite.commune, "commune"),
    *_with_csv("collectivites/<str:siren>/", collectivite.authority_sheet, "collectivite"),
    *_observed("commune", "communes"),
    *_observed("collectivite", "collectivites"),
    path("hors-champ/<str:code>/", outside.outside, name="outside"),
    path("themes/", measures.themes, name="themes"),
    *_with_csv("themes/<slug:identifier>/", measures.theme, "theme"),
    path("indicateurs/", measures.indicators, name="indicators"),
    *_with_csv("indicateurs/<slug:identifier>/", measures.indicator, "indicator"),
    path("methodologie/", methodology.methodology, name="methodology"),
    path("donnees/", downloads.data, name="data"),
    path("donnees/<str:name>", downloads.file, name="file"),
    path("accessibilite/", editorial.accessibility, name="accessibility"),
    path("mentions-legales/", editorial.legal, name="legal"),
    path("eco-conception/", editorial.ecodesign, name="ecodesign"),
]
