"""Any filter over all the collectivités measured: how many, where, who, and the file of the same rows."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from barometre.territory.strates import STRATES
from barometre.web.editions.models import Edition
from barometre.web.explore import criteria, files
from barometre.web.explore.board import attached
from barometre.web.explore.columns import Column, in_order, indicator_column, score_column, sort_of
from barometre.web.explore.criteria import ANSWERS, MEASURED, Criterion, meeting, parameters
from barometre.web.explore.grid import UNMET, grid
from barometre.web.explore.listing import headings, lines, loosened, nobody, page_rows, query
from barometre.web.explore.scope import NOUNS
from barometre.web.maps.choropleth import map_figure
from barometre.web.maps.geometry import national
from barometre.web.maps.legend import SHARES, ColouredArea
from barometre.web.shared.areas import departements
from barometre.web.shared.french import counted
from barometre.web.shared.words import KINDS, peers_words

# Share of the départements that must have a figure for a map to say something.
MAP_FROM = 0.5
# Elements of the table: the form has many.
ELEMENTS = 125
# Share of the collectivités of a département whose answer must be known for it to have a figure.
KNOWN_FROM = 0.5


def explorer(request: HttpRequest, form: str = "") -> HttpResponse:
    """Show who meets the criteria of the address; communes unless it asks for another kind."""
    edition: Edition = request.edition
    whole, catalogue = grid(edition), edition.catalogue
    asked = request.GET.dict()
    asked["type"] = asked.get("type") or kind_of(asked.get("strate", ""))
    found = criteria.read(asked, catalogue, whole)
    filters = parameters(found)
    columns = columns_of(filters, catalogue)
    sort = sort_of(asked, columns)
    rows = in_order(whole.filter(meeting(found)), sort, columns)
    if form:
        indicators = [filters["indicateur"]] if "indicateur" in filters else []
        made = files.table(rows, catalogue, edition.date, indicators)
        return attached(files.csv_bytes(made), "text/csv; charset=utf-8", f"barometre-exploration-{edition.date}.csv")
    shown, part = page_rows(request, rows, columns, ELEMENTS)
    noun = NOUNS[filters["type"]]
    page = {
        "criteria": [
            (one.words, query(parameters([other for other in found if other is not one]), {"tri": sort.value}) or "?")
            for one in found
            if "type" not in one.parameters
        ],
        "count": counted(rows.height, *noun),
        "map": share_map(whole, found, filters),
        "headings": headings(columns, sort, filters, noun[1].capitalize()),
        "lines": lines(part, columns),
        "shown": shown,
        "page_base": query(filters, {"tri": sort.value}),
        "nobody": "" if rows.height else nobody(found[1:], loosened(whole.filter(meeting(found[:1])), found[1:])),
        "csv": reverse("explore-csv") + query(filters, {"tri": sort.value}),
        "form": choices(catalogue, whole, filters),
        "trail": [("Explorer", None)],
    }
    return render(request, "pages/explorer.html", page)


def kind_of(strate: str) -> str:
    """Return the kind that a size is of, communes without any."""
    kind = strate.partition("-")[0]
    return kind if kind in MEASURED else "commune"


def columns_of(filters: Mapping[str, str], catalogue: Mapping[str, Any]) -> list[Column]:
    """Return the columns that say why a row is there: the indicator and the theme asked for, and the duties."""
    columns = []
    if name := filters.get("indicateur"):
        columns.append(indicator_column(name, catalogue["indicators"][name]))
    theme = filters.get("theme", "ensemble")
    label = "Ensemble de ce qui se voit" if theme == "ensemble" else catalogue["themes"][theme]["name"]
    columns.append(score_column(None if theme == "ensemble" else theme, label))
    columns.append(Column(UNMET, "Obligations non tenues", reverse("methodology")))
    return columns


def choices(catalogue: Mapping[str, Any], rows: pl.DataFrame, filters: Mapping[str, str]) -> dict[str, Any]:
    """Return what the form offers, and what is chosen."""
    grouped = [
        (
            theme["name"],
            [
                (name, one["title"])
                for name, one in catalogue["indicators"].items()
                if one["theme"] == key and name in rows.columns
            ],
        )
        for key, theme in catalogue["themes"].items()
    ]
    return {
        "values": filters,
        "kinds": [(kind, KINDS[kind]) for kind in MEASURED],
        "strates": [(one.id, peers_words(kind, one.id)) for kind in MEASURED[:3] for one in STRATES[kind]],
        "themes": [("ensemble", "Ensemble"), *((key, theme["name"]) for key, theme in catalogue["themes"].items())],
        "indicators": [group for group in grouped if group[1]],
        "answers": ANSWERS,
    }


def share_map(rows: pl.DataFrame, found: Sequence[Criterion], filters: Mapping[str, str]) -> SafeString | None:
    """Return the map of the share, in each département, of those who meet the criteria among those of kind and size.

    Where the answer or the score is known of too few, a département has no figure. None when a map would say nothing:
    nothing is asked but the kind, a territory is, or most départements have no figure.
    """
    if filters["type"] not in ("commune", "epci") or "territoire" in filters or len(found) < 2:
        return None
    asks = [one for one in found if not {"type", "strate"} & set(one.parameters)]
    group = [one for one in found if one not in asks]
    if not asks:  # the size itself is what is asked
        group, asks = group[:1], group[1:]
    by = (
        rows.filter(meeting(group), pl.col("departement").is_not_null())
        .group_by("departement")
        .agg(all=pl.len(), known=(_known(filters)).sum(), met=meeting(asks).sum())
        .with_columns(
            share=pl.when(pl.col("known") >= KNOWN_FROM * pl.col("all")).then(100 * pl.col("met") / pl.col("known"))
        )
    )
    shares = dict(by.select("departement", "share").iter_rows())
    drawing = national("departement")
    if sum(shares.get(one.code) is not None for one in drawing.outlines) < MAP_FROM * len(drawing.outlines):
        return None
    areas = {
        code: ColouredArea(
            area.name, reverse("explore") + query(filters, {"territoire": f"departement-{code}"}), shares.get(code)
        )
        for code, area in departements().items()
    }
    words = " ; ".join(one.words for one in asks)
    return mark_safe(
        map_figure(
            drawing,
            areas,
            key="carte",
            title=f"Part de celles qui répondent aux critères : {words}",
            description="Chaque département est un lien vers la liste de celles qui y répondent.",
            scale=SHARES,
        )
    )


def _known(filters: Mapping[str, str]) -> pl.Expr:
    """Return whether enough is known of a row to tell: the answer asked for when it is one, the score."""
    known = [pl.col("siren").is_not_null()]
    if "indicateur" in filters and filters["reponse"] in ("oui", "non", "en-partie"):
        known.append(pl.col(filters["indicateur"]) == "known")
    if "theme" in filters:
        theme = filters["theme"]
        known.append(pl.col("overall.seen" if theme == "ensemble" else f"{theme}.seen").is_not_null())
    return pl.all_horizontal(known)
