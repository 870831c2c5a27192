"""Pages of one body: a commune, or the body of a département or a région."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse

from barometre.errors import BarometreError
from barometre.territory import history, reference
from barometre.web.editions import queries
from barometre.web.editions.models import Collectivite, Edition
from barometre.web.pages.disagreements import disagreements
from barometre.web.pages.members import map_around
from barometre.web.pages.past import changes
from barometre.web.pages.sheet import evidence_table, make_sheet
from barometre.web.programme.sheet import programme_of
from barometre.web.shared.areas import above, departements, regions, trail
from barometre.web.shared.catalogue import titles
from barometre.web.shared.memory import per_edition
from barometre.web.shared.tables import csv_response


def commune(request: HttpRequest, code: str, as_csv: bool = False) -> HttpResponse:
    """Where a commune stands; the code of a commune merged since 2021 leads to the one of today."""
    edition: Edition = request.edition
    body = queries.by_code(edition, "commune", code)
    if body is None:
        return HttpResponsePermanentRedirect(today(code))
    if as_csv:
        return csv_response(evidence_table(edition, body), f"commune-{code}-{edition.date}")
    chain = above(body.region, body.departement)
    ept = body.profile.get("ept")
    page = {
        "sheet": make_sheet(edition, body),
        "body": body,
        "chain": chain,
        "epci": (body.epci, _groupings(edition)[body.epci]) if body.epci else None,
        "ept": (ept, _groupings(edition)[ept]) if ept else None,
        "events": changes(body.siren),
        "map": map_around(edition, body),
        "disagreements": disagreements(body.facts, edition.catalogue["facts"], titles(edition)),
        "observation": reverse("commune-observation", args=[code]),
        "programme": programme_of(body),
        "trail": trail(chain, body.name),
        "csv": reverse("commune-csv", args=[code]),
    }
    return render(request, "pages/commune.html", page)


def body(request: HttpRequest, siren: str, as_csv: bool = False) -> HttpResponse:
    """The sheet of the body that runs a département or a région; communes and EPCI have their own page."""
    edition: Edition = request.edition
    found = queries.by_siren(edition, siren)
    if found is None or found.kind in ("commune", "epci", "ept"):
        return HttpResponsePermanentRedirect(_address(found) if found else today(siren))
    if as_csv:
        return csv_response(evidence_table(edition, found), f"collectivite-{siren}-{edition.date}")
    alone = found.kind == "departement" and len(found.profile.get("covers", [])) == 1
    chain = above(found.region, found.departement if alone else None)
    page = {
        "sheet": make_sheet(edition, found),
        "body": found,
        "covers": covered(found),
        "disagreements": disagreements(found.facts, edition.catalogue["facts"], titles(edition)),
        "observation": reverse("collectivite-observation", args=[siren]),
        "programme": programme_of(found),
        "trail": trail(chain, found.name),
        "csv": reverse("collectivite-csv", args=[siren]),
    }
    return render(request, "pages/body.html", page)


@per_edition
def _groupings(edition: Edition) -> dict[str, str]:
    """Names of all EPCI and EPT by SIREN."""
    return queries.names(edition, ("epci", "ept"))


def covered(body: Collectivite) -> list[tuple[str, str]]:
    """Territories that a body administers: (name, address of the page)."""
    known = {"departement": departements(), "region": regions()}
    found = []
    for word in body.profile.get("covers", []):
        level, _, code = word.partition(":")
        if code in known.get(level, {}):
            area = known[level][code]
            found.append((area.name, area.address))
    return found


def _address(body: Collectivite) -> str:
    return reverse("commune" if body.kind == "commune" else "epci", args=[body.code])


def today(code: str) -> str:
    """Address of the page of today for a code given up, or outside the measured field.

    Raises:
        Http404: nobody ever had this code.
    """
    if code in outside_codes():
        return reverse("outside", args=[code])
    try:
        found = history.resolve(code)
    except BarometreError:
        raise Http404(f"Aucune collectivité n’a, ni n’a eu depuis 2021, le code « {code} ».") from None
    if found.code == code:
        raise Http404(f"La collectivité de code « {code} » n’est pas dans cette édition.")
    return reverse("commune", args=[found.code])


def outside_codes() -> set[str]:
    """Codes of the places outside the measured field."""
    return set(reference.outside()["code"])
