"""The fund in one région or département: amounts, map, who was not reached, beneficiaries in the order of names."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString

from barometre.programme.fund.groups import Group
from barometre.web.programme.fund import maps as fund_maps
from barometre.web.programme.fund import tables as fund_tables
from barometre.web.programme.fund.known import known
from barometre.web.programme.fund.places import PlaceAccount, place_account
from barometre.web.programme.fund.tables import place_href
from barometre.web.programme.fund.views import HOME, chosen, common, file_name, paged
from barometre.web.programme.fund.words import PLACE_SPLITS, SPLIT_WORDS, SPLITS
from barometre.web.shared.areas import Area, departements, regions
from barometre.web.shared.tables import csv_response

HELPED = 12
"""Awards shown at once."""

AREAS = {"region": (regions, "Région"), "departement": (departements, "Département")}


def place(request: HttpRequest, kind: str, code: str, as_csv: bool = False) -> HttpResponse:
    """One territory; the file holds its awards.

    Raises:
        Http404: there is no such territory.
    """
    areas, word = AREAS[kind]
    area = areas().get(code)
    if area is None:
        raise Http404(f"Il n’y a pas de {word.lower()} de code « {code} ».")
    found, account = known(), place_account(kind, code)
    table = fund_tables.helped_table(account.helped, found, reverse(f"fund-{kind}-csv", args=[code]), area.name)
    if as_csv:
        return csv_response(table, file_name(found, f"fonds-{kind}-{code}"))
    shown, part = paged(request, table, HELPED)
    par = chosen(request, PLACE_SPLITS[kind], PLACE_SPLITS[kind][0])
    page = {
        **common(found),
        "area": area,
        "word": word,
        "total": account.total,
        "account": account,
        "table": part,
        "shown": shown,
        "map": _map(area, account),
        "per_head": account.total.per_inhabitant,
        "france": found.report.total.amount / people if (people := _people(found.report.groups["region"])) else None,
        "par": par,
        "splits": [(one, SPLIT_WORDS[SPLITS[one]].lower()) for one in PLACE_SPLITS[kind]],
        "split": fund_tables.split_table(SPLITS[par], account.groups[SPLITS[par]], found, None, account.total.amount),
        "keep": f"par={par}&",
        "unreached": fund_tables.by_kind(account.unreached),
        "trail": _trail(area),
    }
    return render(request, "programme/fund_place.html", page)


def _map(area: Area, account: PlaceAccount) -> SafeString | None:
    """The map; none where nothing was granted, or where a région is one département."""
    if not account.total.awards:
        return None
    if area.kind == "departement":
        return fund_maps.departement_map(area.code)
    rows = account.groups["departement"]
    return fund_maps.region_map(rows, area.name) if len(rows) > 1 else None


def _trail(area: Area) -> list[tuple[str, str | None]]:
    above = [HOME, ("Fonds", reverse("fund"))]
    if area.region:
        above.append((regions()[area.region].name, place_href("region", area.region)))
    return [*above, (area.name, None)]


def _people(rows: list[Group]) -> int:
    return sum(one.population or 0 for one in rows)
