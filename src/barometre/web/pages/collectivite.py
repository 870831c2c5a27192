"""Pages of one authority: a commune, or the authority of a département or a région."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse

from barometre.errors import BarometreError
from barometre.territory import history, reference
from barometre.web.editions import queries
from barometre.web.editions.models import Collectivite, Edition
from barometre.web.pages.alike import alike_table
from barometre.web.pages.members import map_around
from barometre.web.pages.movements import of_body
from barometre.web.pages.observed import all_disagreements
from barometre.web.pages.past import changes, sentences
from barometre.web.pages.sheet import evidence_table, make_sheet
from barometre.web.programme.sheet import programme_of
from barometre.web.shared import guidance
from barometre.web.shared.areas import Area, above, departements, regions, trail
from barometre.web.shared.catalogue import default_measure
from barometre.web.shared.memory import per_edition
from barometre.web.shared.tables import csv_response


def commune(request: HttpRequest, code: str, as_csv: bool = False) -> HttpResponse:
    """Show where a commune stands, or what the one that had this code since 2021 has become."""
    edition: Edition = request.edition
    authority = queries.by_code(edition, "commune", code)
    if authority is None:
        return _become(request, code)
    if as_csv:
        return csv_response(evidence_table(edition, authority), f"commune-{code}-{edition.date}")
    chain = above(authority.region, authority.departement)
    ept = authority.profile.get("ept")
    page = _common(edition, authority, chain, "commune", code) | {
        "chain": chain,
        "epci": (authority.epci, _groupings(edition)[authority.epci]) if authority.epci else None,
        "ept": (ept, _groupings(edition)[ept]) if ept else None,
        "events": changes(authority.siren),
        "map": map_around(edition, authority),
        "around": default_measure(edition),
    }
    return render(request, "pages/commune.html", page)


def _become(request: HttpRequest, code: str) -> HttpResponse:
    """Say which commune one that is no more belongs to today (410); a mere change of code leads there (301).

    Raises:
        Http404: no authority has or had this code.
    """
    address = today(code)
    if code in set(reference.outside()["code"]):
        return HttpResponsePermanentRedirect(address)
    found = history.resolve(code)
    if found.asked == found.name or (found.changes and all(event.kind != "fusion" for event in found.changes)):
        return HttpResponsePermanentRedirect(address)
    page = {
        "code": code,
        "found": found,
        "address": address,
        "sentences": sentences(found.changes),
        "trail": [(found.asked, None)],
    }
    return render(request, "pages/become.html", page, status=410)


def authority_sheet(request: HttpRequest, siren: str, as_csv: bool = False) -> HttpResponse:
    """Show the sheet of the authority of a département or a région; communes and EPCI have their own page."""
    edition: Edition = request.edition
    authority = queries.by_siren(edition, siren)
    if authority is None or authority.kind in ("commune", "epci", "ept"):
        kind = authority and authority.kind.replace("ept", "epci")
        return HttpResponsePermanentRedirect(reverse(kind, args=[authority.code]) if authority else today(siren))
    if as_csv:
        return csv_response(evidence_table(edition, authority), f"collectivite-{siren}-{edition.date}")
    alone = authority.kind == "departement" and len(authority.profile.get("covers", [])) == 1
    chain = above(authority.region, authority.departement if alone else None)
    page = _common(edition, authority, chain, "collectivite", siren)
    page |= {"covers": covered(authority), "alike": alike_table(edition, authority)}
    return render(request, "pages/authority.html", page)


def _common(edition: Edition, authority: Collectivite, chain: list[Area], name: str, key: str) -> dict[str, Any]:
    """Return what the pages of all authorities show; `name` and `key` make their addresses."""
    return {
        "sheet": make_sheet(edition, authority),
        "authority": authority,
        "disagreements": all_disagreements(edition, authority),
        "observation": reverse(f"{name}-observation", args=[key]),
        "programme": programme_of(authority),
        **of_body(edition, authority),
        "trail": trail(chain, authority.name),
        "csv": reverse(f"{name}-csv", args=[key]),
        "print": reverse(f"{name}-print", args=[key]),
        "paper": reverse(f"{name}-sheet", args=[key]),
        "embed": reverse(f"{name}-embed", args=[key]),
        **guidance.links(name, key),
        "townhall": reverse(f"{name}-townhall", args=[key]),
        "contest_route": f"{name}-contest",
        "contest_key": key,
        "compare": f"{reverse('compare')}?avec={key}",
        "card": reverse(f"{name}-card", args=[key]),
    }


@per_edition
def _groupings(edition: Edition) -> dict[str, str]:
    """Return the names of all EPCI and EPT by SIREN."""
    return queries.names(edition, ("epci", "ept"))


def covered(authority: Collectivite) -> list[tuple[str, str]]:
    """Return the territories that an authority administers: (name, address of the page)."""
    known = {"departement": departements(), "region": regions()}
    territories = []
    for word in authority.profile.get("covers", []):
        level, _, code = word.partition(":")
        if code in known.get(level, {}):
            area = known[level][code]
            territories.append((area.name, area.address))
    return territories


def today(code: str) -> str:
    """Return the address of the page of today for a code given up, or outside the measured field.

    Raises:
        Http404: no authority has or had this code.
    """
    if code in set(reference.outside()["code"]):
        return reverse("outside", args=[code])
    try:
        commune = history.resolve(code)
    except BarometreError:
        raise Http404(f"Aucune collectivité n’a, ni n’a eu depuis 2021, le code « {code} ».") from None
    if commune.code == code:
        raise Http404(f"La collectivité de code « {code} » n’est pas dans cette édition.")
    return reverse("commune", args=[commune.code])
