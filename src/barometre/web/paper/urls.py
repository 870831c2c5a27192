"""Addresses of documents on paper."""

from django.urls import path

from barometre.web.paper import asked

urlpatterns = [
    path(f"communes/<str:code>/{asked.SHEET}", asked.sheet, {"kind": "commune"}, name="commune-sheet"),
    path(f"collectivites/<str:code>/{asked.SHEET}", asked.sheet, {"kind": "collectivite"}, name="collectivite-sheet"),
    path(f"editions/<str:day>/{asked.SYNTHESIS}", asked.synthesis, name="synthesis"),
    path(f"departements/<str:code>/{asked.BRIEF}", asked.brief, {"kind": "departement"}, name="departement-brief"),
    path(f"regions/<str:code>/{asked.BRIEF}", asked.brief, {"kind": "region"}, name="region-brief"),
]
