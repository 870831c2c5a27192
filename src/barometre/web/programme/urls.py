"""Addresses of the pages of the programme. A table's file is at the address of its page, then `donnees.csv`."""

from django.urls import include, path

from barometre.web.programme import home
from barometre.web.shared.tables import page_and_csv

urlpatterns = [
    *page_and_csv("", home.home, "programme-home"),
    path("gouvernance/", include("barometre.web.programme.governance.urls")),
    path("objectifs/", include("barometre.web.programme.objectives.urls")),
    path("projets/", include("barometre.web.programme.projects.urls")),
    path("fonds/", include("barometre.web.programme.fund.urls")),
    path("effets/", include("barometre.web.programme.effect.urls")),
]
