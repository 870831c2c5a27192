"""Pages of themes and indicators: definition, national figures, by strate and by région, map by département."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from pydantic import TypeAdapter

from barometre.catalogue.scoring import Scoring
from barometre.scoring.readings import Reading, measure_id
from barometre.territory.strates import STRATES
from barometre.web.editions import queries
from barometre.web.editions.models import Aggregate, Edition
from barometre.web.pages.course import course
from barometre.web.pages.duty import texts_of_law
from barometre.web.pages.figures import bounds_columns, map_of_france, mean_cell, strate_chart
from barometre.web.pages.panels import panels_of
from barometre.web.pages.territorial import Figure, figure
from barometre.web.shared import catalogue, guidance
from barometre.web.shared.areas import Area, departements, regions
from barometre.web.shared.catalogue import READINGS, Measure
from barometre.web.shared.tables import Cell, Table, TableColumn, Value, build_table, csv_response
from barometre.web.shared.words import concerns_words

# Places looked at that a page names one by one; it counts more.
MOST_LOOKED = 12
# Shared tools that the page of an indicator names; the list has the others.
MOST_TOOLS = 4
# An entry of the catalogue -> its rule.
rule = TypeAdapter[Scoring](Scoring).validate_python


def themes(request: HttpRequest) -> HttpResponse:
    """Show the themes of the edition."""
    edition = request.edition
    rows = [
        {
            "id": identifier,
            "theme": theme,
            "answers": answers_of(edition, identifier),
            "indicators": _indicators_of(edition, identifier),
        }
        for identifier, theme in edition.catalogue["themes"].items()
    ]
    return render(request, "pages/themes.html", {"themes": rows, "trail": [("Thèmes", None)]})


def theme(request: HttpRequest, identifier: str, as_csv: bool = False) -> HttpResponse:
    """Show one theme: what it covers, its indicators, national figures."""
    entry = request.edition.catalogue["themes"].get(identifier)
    if entry is None:
        raise Http404(f"Cette édition n’a pas de thème nommé « {identifier} ».")
    page = {
        "entry": entry,
        "indicators": _indicators_of(request.edition, identifier),
        "trail": [("Thèmes", reverse("themes")), (entry["name"], None)],
    }
    return _with_figures(request, identifier, f"theme-{identifier}", page, as_csv)


def indicators(request: HttpRequest) -> HttpResponse:
    """Show every indicator, by theme; those without a source yet are marked."""
    edition = request.edition
    groups = [
        (identifier, theme, _indicators_of(edition, identifier))
        for identifier, theme in edition.catalogue["themes"].items()
    ]
    page = {"groups": groups, "count": len(edition.catalogue["indicators"]), "trail": [("Indicateurs", None)]}
    return render(request, "pages/indicators.html", page)


def indicator(request: HttpRequest, identifier: str, as_csv: bool = False) -> HttpResponse:
    """Show one indicator: its question, why, how it is scored, national figures, how to improve, its references."""
    edition = request.edition
    entry = edition.catalogue["indicators"].get(identifier)
    if entry is None:
        raise Http404(f"Cette édition n’a pas d’indicateur nommé « {identifier} ».")
    page = {
        "entry": entry,
        "theme": edition.catalogue["themes"][entry["theme"]]["name"],
        "concerns": concerns_words(entry["concerns"]),
        "scoring": scoring_words(edition, entry),
        # Several texts may bind under the same condition: it is said once.
        "duties": list(dict.fromkeys(text["condition"] for text in texts_of_law(entry))),
        "facts": [(fact, edition.catalogue["facts"][fact]) for fact in entry["facts"]],
        "sources": sources_of(edition, entry),
        "panels": panels_of(edition, entry),
        "tools": [tool for tool in guidance.tools(edition).values() if identifier in tool.indicators],
        "most_tools": MOST_TOOLS,
        "trail": [("Indicateurs", reverse("indicators")), (entry["title"], None)],
    }
    return _with_figures(request, identifier, f"indicateur-{identifier}", page, as_csv)


def _with_figures(
    request: HttpRequest, identifier: str, file_name: str, page: dict[str, Any], as_csv: bool
) -> HttpResponse:
    """Answer with the page of a measure and its national figures, or with these as a file."""
    edition = request.edition
    measure = _measure(edition, identifier)
    table = figures_table(edition, measure, reverse(f"{measure.family}-csv", args=[measure.scope]))
    if as_csv:
        return csv_response(table, f"{file_name}-{edition.date}")
    card = reverse(f"{measure.family}-card", args=[measure.scope])
    return render(request, f"pages/{measure.family}.html", {**_figures(edition, measure, table), **page, "card": card})


def _measure(edition: Edition, identifier: str) -> Measure:
    measure = catalogue.measure(edition, identifier)
    assert measure is not None
    return measure


def figures_table(edition: Edition, measure: Measure, csv: str) -> Table:
    """Return the national figures of a measure for communes: France, each strate, région and département.

    Numbers are null, not zero, when nothing is known anywhere.
    """
    places = [
        ("France", "france", "FR", "France"),
        *(("Strate", "strate", strate.id, strate.label) for strate in STRATES["commune"]),
        *(("Région", "region", area.code, area.name) for area in regions().values()),
        *(("Département", "departement", area.code, area.name) for area in departements().values()),
    ]
    figures = _aggregates(edition, measure)
    none = 0 if any(row.known for row in figures.values()) else None
    absent = Aggregate(mean=None, known=none, concerned=none)
    rows = [
        (level, code, name, figures.get((kind, code), absent) if none == 0 else absent)
        for level, kind, code, name in places
    ]
    columns: list[tuple[TableColumn, Callable[[tuple[str, str, str, Aggregate]], Value | Cell]]] = [
        (TableColumn("niveau", "Niveau"), lambda row: row[0]),
        (TableColumn("code", "Code"), lambda row: row[1]),
        (TableColumn("nom", "Territoire ou strate"), lambda row: row[2]),
        (TableColumn("moyenne", measure.column, measure.form), lambda row: mean_cell(row[3], measure)),
        (TableColumn("connues", "Communes connues", "number"), lambda row: row[3].known),
        (TableColumn("concernees", "Communes concernées", "file"), lambda row: row[3].concerned),
        *bounds_columns(measure, lambda row: row[3]),
        *catalogue.credit(edition, measure),
    ]
    return build_table(measure.label, columns, rows, csv)


def rows_of(table: Table, level: str, caption: str) -> Table:
    """Return the rows of one level of `figures_table`: name, mean, known, concerned, at least, at most."""
    return Table(caption, table.columns[2:8], [row[2:8] for row in table.rows if row[0].value == level], table.csv)


def scoring_words(edition: Edition, entry: dict[str, Any]) -> str:
    """Return how an indicator is scored, in a sentence."""
    words = rule(entry["scoring"]).describe()
    facts = edition.catalogue["facts"]
    needed = " ; ".join(facts[fact]["title"] for fact in entry["prerequisites"])
    supposed = " ; ".join(facts[fact]["title"] for fact in entry.get("presupposes", ()))
    words = f"{words} ; 0 si ceci manque : {needed}" if needed else words
    return f"{words} ; sans objet si ceci manque : {supposed}" if supposed else words


def sources_of(edition: Edition, entry: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the sources of an indicator's facts, as the catalogue describes them."""
    sources = edition.catalogue["sources"]
    return [sources[identifier] for identifier in sorted(catalogue.sources_of_indicator(edition, entry))]


def _figures(edition: Edition, measure: Measure, table: Table) -> dict[str, Any]:
    figures = _aggregates(edition, measure)
    means = {code: row for (kind, code), row in figures.items() if kind == "departement"}
    whole = figures.get(("france", "FR"))
    by_strate = rows_of(table, "Strate", f"{measure.label}, selon la taille")
    known = whole is not None and whole.known > 0
    return {
        "measure": measure,
        "pictures_at": measure.address,
        "pictures_query": "",
        "measure_credits": catalogue.sources_of_measure(edition, measure),
        "figure": figure(whole, measure) if whole and known else None,
        "looked": _looked(means) if known and whole and whole.mean is None else [],
        "most_looked": MOST_LOOKED,
        "known": known,
        "csv": table.csv,
        "by_strate": by_strate,
        "by_region": rows_of(table, "Région", f"{measure.label}, par région"),
        "strate_chart": strate_chart(by_strate, measure) if whole and whole.mean is not None else None,
        "map": map_of_france(edition, measure),
        "course": course(edition, ("france", "FR"), measure),
    }


def _looked(means: dict[str, Aggregate]) -> list[tuple[Area, Aggregate]]:
    """Return the départements where something is known, when that is not enough for France."""
    found = [(area, means.get(area.code)) for area in departements().values()]
    return [(area, row) for area, row in found if row and row.known]


def answers_of(edition: Edition, theme: str) -> list[tuple[str, Figure]]:
    """Return the national figure of each reading of a theme that has some, with the name of the reading."""
    figures = catalogue.national(edition)
    rows = [(READINGS[reading], figures.get(measure_id(theme, reading))) for reading in Reading]
    return [(words, figure(row, Measure("", "theme", ""))) for words, row in rows if row and row.known]


def _aggregates(edition: Edition, measure: Measure) -> dict[tuple[str, str], Aggregate]:
    kinds = ["france", "strate", "region", "departement"]
    rows = queries.aggregates(edition, territory_kind__in=kinds, measure=measure.id, kind="commune")
    return {(row.territory_kind, row.territory): row for row in rows}


def _indicators_of(edition: Edition, theme_id: str) -> list[dict[str, Any]]:
    """Return the indicators of a theme with what is known of them for communes."""
    figures = catalogue.national(edition)

    def known(identifier: str) -> bool:
        return identifier in figures and figures[identifier].known > 0

    return [
        {
            "id": identifier,
            "entry": entry,
            "figure": figure(figures[identifier], _measure(edition, identifier)) if known(identifier) else None,
        }
        for identifier, entry in catalogue.indicators(edition, theme_id).items()
    ]
