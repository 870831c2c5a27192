"""Addresses of the pages. A table's CSV is at the address of its page, followed by `donnees.csv`."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path


def home(request: HttpRequest) -> HttpResponse:
    """Home."""
    return render(request, "base.html")


NAMES = {
    "home": "",
    "search": "recherche/",
    "france": "france/",
    "themes": "themes/",
    "indicators": "indicateurs/",
    "methodology": "methodologie/",
    "data": "donnees/",
    "accessibility": "accessibilite/",
    "legal": "mentions-legales/",
    "ecodesign": "eco-conception/",
}
urlpatterns = [path(address, home, name=name) for name, address in NAMES.items()]
