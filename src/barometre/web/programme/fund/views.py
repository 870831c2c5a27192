"""The fund: what it gave, as far as is known here; published totals beside computed ones; who was not reached."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString

from barometre.programme.fund.reconcile import ReconciledTotal
from barometre.programme.fund.schema import AWARDED
from barometre.web.programme.fund import maps, tables
from barometre.web.programme.fund.queries import Fund, TerritoryAwards, read_fund, territory_awards
from barometre.web.programme.fund.words import SPLIT_WORDS, SPLITS, TERRITORY_SPLITS, headlines
from barometre.web.shared.areas import Area, departements, regions
from barometre.web.shared.paging import page_of
from barometre.web.shared.tables import Table, csv_response

# Groups, and awards of a territory, shown at once; the file has them all.
GROUPS, AWARDS = 20, 12
AREAS = {"region": (regions, "Région"), "departement": (departements, "Département")}


def fund(request: HttpRequest, as_csv: bool = False) -> HttpResponse:
    """Show what the fund gave, split as `?par=` asks; what was published of it when no award is stored."""
    found = read_fund()
    if found.empty:
        return _empty_fund(request, found, as_csv)
    split = _split(request, list(SPLITS), "region")
    dimension = SPLITS[split]
    groups, total = found.report.groups[dimension], found.report.total
    table = tables.split_table(dimension, groups, found, f"{reverse('fund-csv')}?par={split}", total.amount)
    if as_csv:
        return csv_response(table, file_name(f"fonds-par-{split}", found.demonstration))
    shown, part = _paged(request, table, GROUPS)
    page = {
        **_common(found),
        "par": split,
        "splits": [(word, SPLIT_WORDS[dimension].lower()) for word, dimension in SPLITS.items()],
        "split": part,
        "split_shown": shown,
        "keep": f"par={split}&",
        "per_head": found.per_inhabitant,
        "map": maps.national_map(),
        "headlines": headlines(_whole(found)),
        "trail": trail(("Fonds", None)),
    }
    return render(request, "programme/fund.html", page)


def _empty_fund(request: HttpRequest, found: Fund, as_csv: bool) -> HttpResponse:
    """Show the fund as published, when no award is stored; the file has every published total."""
    csv = reverse("fund-csv")
    if as_csv:
        return csv_response(tables.totals_table(found.totals, found, csv), "fonds-totaux-annonces")
    table = tables.totals_table(_whole(found), found, csv)
    page = {
        **_common(found),
        "totals": table,
        "rows": tables.by_name(table),
        "published": {total.counter.measure: total for total in reversed(_whole(found))},
        "trail": trail(("Fonds", None)),
    }
    return render(request, "programme/fund_empty.html", page)


def totals(request: HttpRequest, as_csv: bool = False) -> HttpResponse:
    """Show every published total beside the computed one."""
    found = read_fund()
    table = tables.totals_table(found.totals, found, reverse("fund-totals-csv"))
    if as_csv:
        return csv_response(table, file_name("fonds-totaux", found.demonstration))
    page = {
        **_common(found),
        "totals": table,
        "rows": tables.by_name(table),
        "agreeing": sum(total.agrees for total in found.totals),
        "compared": sum(total.computed is not None for total in found.totals) if not found.empty else 0,
        "doubts": sum(bool(total.counter.doubt) for total in found.totals),
        "trail": trail(("Fonds", reverse("fund")), ("Totaux annoncés", None)),
    }
    return render(request, "programme/fund_totals.html", page)


def unreached(request: HttpRequest, as_csv: bool = False) -> HttpResponse:
    """Show the collectivités without award, by size, or by région with `?par=region`."""
    found = read_fund()
    by_region = request.GET.get("par") == "region"
    csv = reverse("fund-unreached-csv") + ("?par=region" if by_region else "")
    if by_region:
        table = tables.unreached_regions(found.report.unreached["region"], found, csv)
    else:
        table = tables.unreached_table(found.report.unreached["strate"], found, csv)
    if as_csv:
        name = f"fonds-sans-aide-par-{'region' if by_region else 'taille'}"
        return csv_response(table, file_name(name, found.demonstration))
    page = {
        **_common(found),
        "table": table,
        "by_region": by_region,
        "trail": trail(("Fonds", reverse("fund")), ("Collectivités sans aide", None)),
    }
    return render(request, "programme/fund_unreached.html", page)


def territory(request: HttpRequest, kind: str, code: str, as_csv: bool = False) -> HttpResponse:
    """Show one région or département: amounts, map, who was not reached, awards; the file holds its awards.

    Raises:
        Http404: there is no such territory.
    """
    areas, word = AREAS[kind]
    area = areas().get(code)
    if area is None:
        raise Http404(f"Il n’y a pas de {word.lower()} de code « {code} ».")
    found, local = read_fund(), territory_awards(kind, code)
    table = tables.awards_table(local.awards, found, reverse(f"fund-{kind}-csv", args=[code]), area.name)
    if as_csv:
        return csv_response(table, file_name(f"fonds-{kind}-{code}", found.demonstration))
    shown, part = _paged(request, table, AWARDS)
    offered = TERRITORY_SPLITS[kind]
    split = _split(request, offered, offered[0])
    dimension = SPLITS[split]
    page = {
        **_common(found),
        "area": area,
        "word": word,
        "total": local.total,
        "mergers": local.mergers,
        "table": part,
        "shown": shown,
        "map": _map(area, local),
        "per_head": local.total.per_inhabitant,
        "france": found.per_inhabitant,
        "par": split,
        "splits": [(word, SPLIT_WORDS[SPLITS[word]].lower()) for word in offered],
        "split": tables.split_table(dimension, local.groups[dimension], found, None, local.total.amount),
        "keep": f"par={split}&",
        "unreached": tables.by_kind(local.unreached),
        "trail": trail(*_above(area), (area.name, None)),
    }
    return render(request, "programme/fund_territory.html", page)


def trail(*parts: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    """Return the breadcrumb of a page of the fund or of its effect."""
    return [("Programme", reverse("programme-home")), *parts]


def file_name(name: str, demonstration: bool) -> str:
    """Return the name of a file, which says when its figures are fictitious."""
    return f"demonstration-{name}" if demonstration else name


def _common(found: Fund) -> dict[str, Any]:
    """Return what every page of the fund needs."""
    return {
        "fund": found,
        "demonstration": found.demonstration,
        "total": found.report.total,
        "states": {state: lines for state, (lines, _) in found.report.states.items() if state != AWARDED},
        "unreached": tables.by_kind(found.report.unreached["strate"]),
        "envelopes": sum(axis.envelope for axis in found.axes),
    }


def _whole(found: Fund) -> list[ReconciledTotal]:
    """Return the published totals of the whole fund."""
    return [total for total in found.totals if not total.counter.axis and not total.counter.call]


def _split(request: HttpRequest, offered: Sequence[str], default: str) -> str:
    """Return how to split the amounts, as `?par=` asks.

    Raises:
        Http404: there is no such split.
    """
    split = request.GET.get("par", default)
    if split not in offered:
        raise Http404(f"On ne peut pas répartir ces montants par « {split} » ; possible : {', '.join(offered)}.")
    return split


def _paged(request: HttpRequest, table: Table, per_page: int) -> tuple[Page, Table]:
    """Return the page that `?page=` asks for, and the part of the table that it shows.

    Raises:
        Http404: there is no such page.
    """
    shown = page_of(request, table.rows, per_page, "Ce tableau")
    return shown, Table(table.caption, table.columns, shown.object_list, table.csv)


def _map(area: Area, local: TerritoryAwards) -> SafeString | None:
    """Draw the map; None where nothing was granted, or where a région is one département."""
    if not local.total.lines:
        return None
    if area.kind == "departement":
        return maps.departement_map(area.code)
    groups = local.groups["departement"]
    return maps.region_map(groups, area.name) if len(groups) > 1 else None


def _above(area: Area) -> list[tuple[str, str | None]]:
    above: list[tuple[str, str | None]] = [("Fonds", reverse("fund"))]
    if area.region:
        above.append((regions()[area.region].name, tables.territory_href("region", area.region)))
    return above
