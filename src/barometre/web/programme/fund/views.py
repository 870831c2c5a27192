"""The fund: what it was, what it gave as far as known here, published totals against ours, who was not reached."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from barometre.programme.fund.schema import OPTIONAL, REQUIRED
from barometre.web.programme.fund import maps as fund_maps
from barometre.web.programme.fund import tables as fund_tables
from barometre.web.programme.fund import words as fund_words
from barometre.web.programme.fund.known import Known, known
from barometre.web.programme.fund.words import SPLIT_WORDS, SPLITS
from barometre.web.shared.paging import page_of
from barometre.web.shared.tables import Table, csv_response

PER_PAGE = 20
"""Rows shown at once; the file has them all."""

HOME = ("Programme", "/programme/")


def fund(request: HttpRequest, as_csv: bool = False) -> HttpResponse:
    """The account of the fund, split as `?par=` asks; what the fund was when no award is stored."""
    found = known()
    if found.empty:
        table = fund_tables.totals_table(found.lines, found, reverse("fund-csv"))
        if as_csv:
            return csv_response(table, "fonds-totaux-annonces")
        return render(request, "programme/fund_empty.html", _before(found))
    par = chosen(request, list(SPLITS), "region")
    rows = found.report.groups[SPLITS[par]]
    table = fund_tables.split_table(
        SPLITS[par], rows, found, f"{reverse('fund-csv')}?par={par}", found.report.total.amount
    )
    if as_csv:
        return csv_response(table, file_name(found, f"fonds-par-{par}"))
    shown, part = paged(request, table)
    page = {
        **common(found),
        "par": par,
        "splits": [(word, SPLIT_WORDS[dimension].lower()) for word, dimension in SPLITS.items()],
        "split": part,
        "split_shown": shown,
        "keep": f"par={par}&",
        "per_head": found.report.total.amount / people if (people := _people(found)) else None,
        "map": fund_maps.national_map(),
        "headline": fund_words.headline(_whole(found)),
        "unreached": fund_tables.by_kind(found.report.unreached["strate"]),
        "trail": [HOME, ("Fonds", None)],
    }
    return render(request, "programme/fund.html", page)


def totals(request: HttpRequest, as_csv: bool = False) -> HttpResponse:
    """Every published total against ours."""
    found = known()
    table = fund_tables.totals_table(found.lines, found, reverse("fund-totals-csv"))
    if as_csv:
        return csv_response(table, file_name(found, "fonds-totaux"))
    page = {
        **common(found),
        "table": table,
        "told": fund_tables.told(table),
        "agreeing": sum(line.agrees for line in found.lines),
        "compared": sum(line.computed is not None for line in found.lines) if not found.empty else 0,
        "envelopes": sum(axis.envelope for axis in found.axes),
        "doubts": sum(bool(line.counter.doubt) for line in found.lines),
        "trail": [HOME, ("Fonds", reverse("fund")), ("Totaux annoncés", None)],
    }
    return render(request, "programme/fund_totals.html", page)


def without(request: HttpRequest, as_csv: bool = False) -> HttpResponse:
    """Who was not reached, by size, or by région with `?par=region`."""
    found = known()
    by_region = request.GET.get("par") == "region"
    csv = reverse("fund-unreached-csv") + ("?par=region" if by_region else "")
    rows = found.report.unreached["region" if by_region else "strate"]
    make = fund_tables.unreached_regions if by_region else fund_tables.unreached_table
    table = make(rows, found, csv)
    if as_csv:
        return csv_response(table, file_name(found, f"fonds-sans-aide-par-{'region' if by_region else 'taille'}"))
    page = {
        **common(found),
        "table": table,
        "by_region": by_region,
        "unreached": fund_tables.by_kind(found.report.unreached["strate"]),
        "trail": [HOME, ("Fonds", reverse("fund")), ("Collectivités sans aide", None)],
    }
    return render(request, "programme/fund_unreached.html", page)


def common(found: Known) -> dict[str, Any]:
    """What every page of the fund needs."""
    return {
        "known": found,
        "demonstration": found.demonstration,
        "total": found.report.total,
        "states": {state: lines for state, (lines, _) in found.report.states.items() if state != "attribué"},
    }


def file_name(found: Known, name: str) -> str:
    """Name of a file, which says when its figures are made up."""
    return f"demonstration-{name}" if found.demonstration else name


def chosen(request: HttpRequest, offered: Sequence[str], usual: str) -> str:
    """How to split the amounts, as `?par=` says; as usual when it says nothing.

    Raises:
        Http404: there is no such split.
    """
    par = request.GET.get("par", usual)
    if par not in offered:
        raise Http404(f"On ne peut pas répartir ces montants par « {par} » ; possible : {', '.join(offered)}.")
    return par


def paged(request: HttpRequest, table: Table, per_page: int = PER_PAGE) -> tuple[Page, Table]:
    """The part of a table that `?page=` asks for.

    Raises:
        Http404: there is no such page.
    """
    shown = page_of(request, table.rows, per_page, "Ce tableau")
    return shown, Table(table.caption, table.columns, shown.object_list, table.csv)


def _before(found: Known) -> dict[str, Any]:
    """The fund as published, when no award is stored."""
    table = fund_tables.totals_table(_whole(found), found, reverse("fund-csv"))
    return {
        **common(found),
        "totals": table,
        "told": fund_tables.told(table),
        "lines": {line.counter.measure: line for line in reversed(_whole(found))},
        "envelopes": sum(axis.envelope for axis in found.axes),
        "required": REQUIRED,
        "optional": OPTIONAL,
        "trail": [HOME, ("Fonds", None)],
    }


def _whole(found: Known) -> list[Any]:
    """Published totals of the whole fund."""
    return [line for line in found.lines if not line.counter.axis and not line.counter.call]


def _people(found: Known) -> int:
    return sum(one.population or 0 for one in found.report.groups["region"])
