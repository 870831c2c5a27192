"""Addresses of the pages. A table's CSV is at the address of its page, followed by `donnees.csv`."""

from functools import partial

from django.urls import URLPattern, path

from barometre.web.pages import (
    collectivite,
    contest,
    council,
    downloads,
    editions,
    editorial,
    feeds,
    home,
    measures,
    methodology,
    observation,
    outside,
    packages,
    replies,
    reply,
    robustness,
    room,
    search,
    small_areas,
    territories,
    townhall,
)
from barometre.web.pages import pictures as drawn
from barometre.web.pages.cards import area_card, authority_card, measure_card, site_card
from barometre.web.pages.pictures import pictures
from barometre.web.shared.tables import page_and_csv


def _observed(kind: str, folder: str) -> list[URLPattern]:
    """Return, for a kind of authority, the addresses of « Observation », of its forms and of the page to print."""
    address, given = f"{folder}/<str:code>/observation/", {"kind": kind}
    return [
        *page_and_csv(address, observation.observation, f"{kind}-observation", kind=kind),
        path(f"{address}regarder/", observation.ask, given, name=f"{kind}-look"),
        path(f"{folder}/<str:code>/contester/<str:subject>/", contest.contest, given, name=f"{kind}-contest"),
        path(f"{folder}/<str:code>/imprimer/", council.council, given, name=f"{kind}-print"),
        path(f"{folder}/<str:code>/mairie/", townhall.townhall, given, name=f"{kind}-townhall"),
    ]


urlpatterns = [
    path("", home.home, name="home"),
    path("recherche/", search.search, name="search"),
    *page_and_csv("france/", territories.france, "france"),
    *page_and_csv("regions/<str:code>/", territories.region, "region"),
    *page_and_csv("departements/<str:code>/", territories.departement, "departement"),
    path("france/flux.atom", feeds.area_feed, {"kind": "france"}, name="france-feed"),
    path("regions/<str:code>/flux.atom", feeds.area_feed, {"kind": "region"}, name="region-feed"),
    path("departements/<str:code>/flux.atom", feeds.area_feed, {"kind": "departement"}, name="departement-feed"),
    path("epci/<str:code>/flux.atom", feeds.body_feed, {"kind": "epci"}, name="epci-feed"),
    path("communes/<str:code>/flux.atom", feeds.body_feed, {"kind": "commune"}, name="commune-feed"),
    path("collectivites/<str:code>/flux.atom", feeds.body_feed, {"kind": "collectivite"}, name="collectivite-feed"),
    path("departements/<str:code>/epci.csv", territories.epci_of_departement, name="departement-epci"),
    *page_and_csv("epci/<str:code>/", territories.epci, "epci"),
    *page_and_csv("communes/<str:code>/", collectivite.commune, "commune"),
    *page_and_csv("collectivites/<str:siren>/", collectivite.authority_sheet, "collectivite"),
    *_observed("commune", "communes"),
    *_observed("collectivite", "collectivites"),
    path("mairie/quitter/", room.leave, name="townhall-leave"),
    path("mairie/droit-de-reponse/", reply.preview, name="reply"),
    path("mairie/droit-de-reponse/<slug:indicator>/", reply.verdict, name="reply-verdict"),
    *page_and_csv("droit-de-reponse/", replies.rule, "replies"),
    *page_and_csv("contestations/", contest.counts, "contests"),
    path("contestations/<slug:token>/", contest.followed, name="contest-followed"),
    *(
        pattern
        for folder, name in (("themes", "theme"), ("indicateurs", "indicator"))
        for pattern in pictures(
            f"{folder}/<slug:key>/",
            name,
            carte=drawn.measure_map,
            tailles=drawn.measure_sizes,
            evolution=drawn.measure_course,
        )
    ),
    *pictures(
        "france/",
        "france",
        carte=drawn.france_map,
        tailles=drawn.france_sizes,
        repartition=drawn.france_distribution,
        evolution=drawn.area_course,
    ),
    *pictures(
        "regions/<str:key>/", "region", carte=drawn.region_map, evolution=partial(drawn.area_course, kind="region")
    ),
    *pictures(
        "departements/<str:key>/",
        "departement",
        carte=drawn.departement_map,
        evolution=partial(drawn.area_course, kind="departement"),
    ),
    *pictures("epci/<str:key>/", "epci", carte=drawn.epci_map, evolution=partial(drawn.area_course, kind="epci")),
    *pictures("communes/<str:key>/", "commune", carte=drawn.commune_map, repartition=drawn.commune_distribution),
    *pictures("collectivites/<str:key>/", "collectivite", repartition=drawn.authority_distribution),
    path("communes/<str:key>/apercu.png", authority_card, {"kind": "commune"}, name="commune-card"),
    path("epci/<str:key>/apercu.png", authority_card, {"kind": "epci"}, name="epci-card"),
    path("collectivites/<str:key>/apercu.png", authority_card, {"kind": "collectivite"}, name="collectivite-card"),
    path("apercu.png", site_card, name="site-card"),
    path("france/apercu.png", area_card, {"kind": "france"}, name="france-card"),
    path("regions/<str:key>/apercu.png", area_card, {"kind": "region"}, name="region-card"),
    path("departements/<str:key>/apercu.png", area_card, {"kind": "departement"}, name="departement-card"),
    path("themes/<slug:key>/apercu.png", measure_card, {"family": "theme"}, name="theme-card"),
    path("indicateurs/<slug:key>/apercu.png", measure_card, {"family": "indicator"}, name="indicator-card"),
    path("hors-champ/<str:code>/", outside.outside, name="outside"),
    path("themes/", measures.themes, name="themes"),
    *page_and_csv("themes/<slug:identifier>/", measures.theme, "theme"),
    path("indicateurs/", measures.indicators, name="indicators"),
    *page_and_csv("indicateurs/<slug:identifier>/", measures.indicator, "indicator"),
    path("methodologie/", methodology.methodology, name="methodology"),
    *page_and_csv("methodologie/journal/", methodology.journal, "journal"),
    *page_and_csv("methodologie/desaccords/", methodology.agreements, "agreements"),
    *page_and_csv("methodologie/petits-territoires/", small_areas.small_areas, "small-areas"),
    path("methodologie/petits-territoires/ecarts.csv", small_areas.missed_csv, name="small-areas-missed"),
    path("methodologie/robustesse/", robustness.robustness, name="robustness"),
    path("methodologie/robustesse/<slug:name>.csv", robustness.robustness_file, name="robustness-csv"),
    path("editions/", editions.editions, name="editions"),
    path("editions/<str:day>/", editions.edition, name="edition"),
    path("editions/<str:day>/paquet.zip", packages.whole, name="package"),
    path("editions/<str:day>/paquet/<path:path>", packages.file, name="package-file"),
    path("editions/<str:day>/<str:name>", editions.file, name="edition-file"),
    path("donnees/", downloads.data, name="data"),
    path("donnees/catalogue.jsonld", packages.catalogue, name="catalogue"),
    path("donnees/dictionnaire/", downloads.dictionary, name="dictionary"),
    path("donnees/<str:name>", downloads.file, name="file"),
    path("accessibilite/", editorial.accessibility, name="accessibility"),
    path("mentions-legales/", editorial.legal, name="legal"),
    path("eco-conception/", editorial.ecodesign, name="ecodesign"),
]
