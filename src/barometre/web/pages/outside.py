"""Places outside the measured field: overseas collectivités without SIREN. Named and located, never counted."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from barometre.territory import reference


def outside(request: HttpRequest, code: str) -> HttpResponse:
    """Say what the place is, and why the barometer does not measure it."""
    rows = reference.outside().to_dicts()
    place = next((row for row in rows if row["code"] == code), None)
    if place is None:
        raise Http404(f"Aucun lieu hors du champ mesuré n’a le code « {code} ».")
    return render(request, "pages/outside.html", {"place": place, "trail": [(place["name"], None)]})
