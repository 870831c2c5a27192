"""The board of a territory or of a list: collectivités by indicators on one page, and every measure in its files."""

from collections.abc import Sequence

import polars as pl
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from barometre.territory.strates import STRATES
from barometre.web.editions.models import Edition
from barometre.web.explore import criteria, files
from barometre.web.explore.columns import OVERVIEW, THEMES, Column, columns_of, in_order, sort_of, view_of
from barometre.web.explore.criteria import ANSWERS, Criterion, answered, meeting, parameters
from barometre.web.explore.grid import UNMET
from barometre.web.explore.listing import ALL, MOST, headings, lines, loosened, nobody, page_rows, query
from barometre.web.explore.scope import Scope, of_list, of_territory
from barometre.web.shared.catalogue import is_yes_or_no
from barometre.web.shared.french import NO_BREAK, counted
from barometre.web.shared.marks import marked
from barometre.web.shared.requests import ParameterError
from barometre.web.shared.words import french_order, peers_words

# Rows of a workbook at most: a larger one takes seconds to write. Every département has fewer communes.
MOST_IN_XLSX = 1000
# Indicators of which the missing are told.
MOST_TOLD = 3
SITE, SMALL = "site-declare", "commune-0-499"


def territory_board(request: HttpRequest, kind: str, code: str, form: str = "") -> HttpResponse:
    """Show the board of an EPCI, a département or a région; `form` csv or xlsx: give it as a file."""
    return _board(request, of_territory(request.edition, kind, code, request.GET), form)


def list_board(request: HttpRequest, form: str = "") -> HttpResponse:
    """Show the board of the list that the address holds; without any, lead to the form that takes one."""
    if not request.GET.get("liste"):
        return HttpResponseRedirect(reverse("list"))
    return _board(request, of_list(request.edition, request.GET), form)


def _board(request: HttpRequest, scope: Scope, form: str) -> HttpResponse:
    edition: Edition = request.edition
    catalogue = edition.catalogue
    # The kind is part of the scope.
    asked = {name: value for name, value in request.GET.items() if name != "type"}
    view = view_of(asked, catalogue["themes"])
    columns = columns_of(view, catalogue, scope.rows)
    found, sort = criteria.read(asked, catalogue, scope.rows), sort_of(asked, columns)
    rows = in_order(scope.rows.filter(meeting(found)), sort, columns)
    if form:
        return _file(edition, scope, rows, form)
    own = scope.fixed | {"vue": view if view != OVERVIEW else ""}
    filters = parameters(found)
    base = own | filters
    shown, part = page_rows(request, rows, columns)
    page = {
        "scope": scope,
        "criteria": _removable(found, own | {"tri": sort.value}),
        "views": [
            (label, query(scope.fixed, {"vue": name}, filters) or "?", name == view) for name, label in _views(edition)
        ],
        "kinds": kinds(scope),
        "told": told(scope, columns, own),
        "headings": headings(columns, sort, base, scope.counted(2).partition(NO_BREAK)[2].capitalize()),
        "lines": lines(part, columns),
        "shown": shown,
        "page_base": query(base, {"tri": sort.value, "page": ""}),
        "all": query(base, {"tri": sort.value, "page": ALL}) if rows.height <= MOST else "",
        "found": scope.counted(rows.height),
        "all_count": scope.counted(scope.rows.height),
        "nobody": "" if rows.height else nobody(found, loosened(scope.rows, found)),
        "files": query(scope.fixed, filters, {"tri": sort.value}),
        "xlsx": rows.height <= MOST_IN_XLSX,
        "most_in_xlsx": MOST_IN_XLSX,
        "form": {
            "kept": own | {"tri": sort.value},
            "values": filters,
            "strates": _strates(scope),
            "indicators": [(column.id, column.label) for column in columns if column.entry is not None],
            "answers": ANSWERS,
        },
        "duties": f"{scope.address}obligations/{query(scope.fixed)}",
        "sharing": f"{scope.address.removesuffix('tableau/')}mutualiser/{query(scope.fixed)}",
        "trail": scope.trail,
    }
    return render(request, "pages/board.html", page)


def _file(edition: Edition, scope: Scope, rows: pl.DataFrame, form: str) -> HttpResponse:
    made = files.table(rows, edition.catalogue, edition.date)
    name = f"barometre-{scope.file}-{edition.date}"
    if form == "csv":
        return attached(files.csv_bytes(made), "text/csv; charset=utf-8", f"{name}.csv")
    if rows.height > MOST_IN_XLSX:
        raise ParameterError(
            f"Ce tableau a {scope.counted(rows.height)} : un classeur en a {MOST_IN_XLSX} au plus. "
            "Filtrez-le, ou prenez le CSV, qui les a toutes."
        )
    title = marked(f"Baromètre du numérique des collectivités, {scope.name}, édition du {edition.date:%d/%m/%Y}")
    return attached(files.xlsx_bytes(made, edition.catalogue, title), files.XLSX, f"{name}.xlsx")


def attached(content: bytes, kind: str, name: str) -> HttpResponse:
    """Answer with a file to keep."""
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _views(edition: Edition) -> list[tuple[str, str]]:
    themes = [(name, theme["name"]) for name, theme in edition.catalogue["themes"].items()]
    return [(OVERVIEW, "En bref"), (THEMES, "Scores par thème"), *themes]


def kinds(scope: Scope) -> list[tuple[str, str, bool]]:
    """Return the kinds of collectivités among which the board of a territory lets choose."""
    if scope.territory is None or len(scope.kinds) < 2:
        return []
    words = {"commune": "Communes", "epci": "Intercommunalités"}
    return [
        (words[kind], query({"type": kind if kind != "commune" else ""}) or "?", kind == scope.kind)
        for kind in scope.kinds
    ]


def _strates(scope: Scope) -> list[tuple[str, str]]:
    """Return the classes of population that some have, in their order."""
    present = set(scope.rows["strate"])
    return [
        (one.id, peers_words(kind, one.id))
        for kind in ("commune", "epci", "departement", "region")
        for one in STRATES[kind]
        if one.id in present
    ]


def _removable(found: Sequence[Criterion], base: dict[str, str]) -> list[tuple[str, str]]:
    """Return the words of each criterion, and the address without it."""
    return [
        (one.words, query(base, parameters([other for other in found if other is not one])) or "?") for one in found
    ]


def told(scope: Scope, columns: Sequence[Column], base: dict[str, str]) -> list[tuple[str, str, str]]:
    """Return what most lack here: a count, what is said of them with the unknown apart, the address of their list."""
    rows = scope.rows
    asked = [one for one in columns if one.entry is not None and one.id != SITE and is_yes_or_no(dict(one.entry))]
    tests = {SMALL: pl.col("strate") == SMALL, UNMET: pl.col(UNMET) > 0}
    tests |= {SITE: answered(SITE, "non")} if SITE in rows.columns else {}
    tests |= {one.id: answered(one.id, "non") for one in asked}
    tests |= {f"{one.id}?": answered(one.id, "inconnue") for one in asked}
    # All in one pass: a filter for each would cost more than the rest of the page.
    counts = rows.select(test.fill_null(False).sum().alias(name) for name, test in tests.items()).row(0, named=True)
    lacking = sorted(asked, key=lambda one: (-counts[one.id], french_order(one.label)))[:MOST_TOLD]
    said = [
        (SITE, "sans site déclaré", {"indicateur": SITE, "reponse": "non"}),
        (SMALL, "de moins de 500 habitants", {"strate": SMALL}),
        (UNMET, "avec une obligation légale non tenue, d’après ce que nous savons", {"obligation": "non-tenue"}),
        *((one.id, _lack(one, counts[f"{one.id}?"]), {"indicateur": one.id, "reponse": "non"}) for one in lacking),
    ]
    return [(scope.counted(counts[name]), words, query(base, link)) for name, words, link in said if counts.get(name)]


def _lack(column: Column, unknown: int) -> str:
    beside = f" ({counted(unknown, 'autre n’est pas connu', 'autres ne sont pas connus')})" if unknown else ""
    return f"dont la réponse à « {column.label} » est non{beside}"
