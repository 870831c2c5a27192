"""Addresses of pages that guide."""

from django.urls import path

from barometre.web.guidance import tools
from barometre.web.shared.tables import page_and_csv

urlpatterns = [
    *page_and_csv("outils/", tools.tools, "tools"),
    path("outils/comparer/", tools.compare, name="tools-compare"),
    path("outils/<str:identifier>/", tools.tool, name="tool"),
]
