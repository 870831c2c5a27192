"""Figures of a territory compared with those of the territories above it."""

from collections.abc import Callable
from typing import Any

from barometre.web.editions import queries
from barometre.web.editions.models import Aggregate, Edition
from barometre.web.pages.presenters import difference, known_words, mean_words
from barometre.web.shared import catalogue
from barometre.web.shared.areas import Area
from barometre.web.shared.catalogue import OVERALL, Measure
from barometre.web.shared.tables import Cell, Table, TableColumn, Value, build_table
from barometre.web.shared.words import KINDS

# Greatest number of key figures. The comparison has them all.
MOST_FIGURES = 8


def key_figures(edition: Edition, area: Area) -> list[dict[str, Any]]:
    """Return the figures of the first indicators of each theme of which something is known for communes."""
    kind, code = area.aggregated
    rows = queries.aggregates(edition, territory_kind=kind, territory=code, kind="commune")
    here = {row.measure: row for row in rows}
    france = catalogue.national(edition)
    live = [
        measure for family, measures in catalogue.offered(edition) for measure in measures if family == "Indicateurs"
    ]
    chosen = sorted(live, key=lambda measure: _rank_in_theme(edition, live, measure))[:MOST_FIGURES]
    return [
        {
            "measure": measure,
            "value": row.mean,
            "words": mean_words(row.mean, measure.unit),
            "base": known_words(row.known, row.concerned, "commune", "communes"),
            "gap": "" if kind == "france" else _gap(row.mean, france[measure.id].mean, measure.unit),
        }
        for measure in chosen
        if (row := here.get(measure.id)) and row.known
    ]


def _gap(here: float | None, france: float | None, unit: str) -> str:
    words = difference(here, france, unit)
    return f"France : {mean_words(france, unit)} ({words})" if words else ""


def _rank_in_theme(edition: Edition, live: list[Measure], measure: Measure) -> int:
    """Return the rank of an indicator in its theme, so that a theme with many sources does not hide the others."""
    entries = edition.catalogue["indicators"]
    theme = entries[measure.id]["theme"]
    return [other.id for other in live if entries[other.id]["theme"] == theme].index(measure.id)


def comparison(edition: Edition, area: Area, chain: list[Area]) -> Table:
    """Return each measure here and in the territories above, nearest first: means of the communes, number known."""
    places = [area, *reversed(chain)]
    codes = list({place.code for place in places})
    rows = queries.aggregates(edition, territory__in=codes, kind="commune")
    figures = {(row.territory_kind, row.territory, row.measure): row for row in rows}
    columns = [TableColumn("mesure", "Mesure"), *(TableColumn(place.code, place.name, "mean") for place in places)]
    columns.append(TableColumn("connues", "Communes connues", "number"))
    lines = []
    for _, measures in catalogue.offered(edition):
        for measure in measures:
            here = [figures.get((*place.aggregated, measure.id)) for place in places]
            known = here[0].known if here[0] else 0
            means = [Cell(row.mean if row else None, unit=measure.unit) for row in here]
            lines.append([Cell(measure.label, measure.address), *means, Cell(known)])
    return Table(f"{area.name} : moyennes des communes, comparées", columns, lines)


def kinds_table(edition: Edition) -> Table:
    """Return how much is known of each kind of collectivité in France."""
    absent = Aggregate(mean=None, known=0)

    def overall(kind: str) -> Aggregate:
        return catalogue.national(edition, kind).get(OVERALL, absent)

    columns: list[tuple[TableColumn, Callable[[str], Value]]] = [
        (TableColumn("genre", "Collectivités"), lambda kind: KINDS[kind].capitalize()),
        (TableColumn("mesurees", "Dans le champ", "number"), lambda kind: catalogue.counts(edition).get(kind, 0)),
        (TableColumn("connues", "Avec un score", "number"), lambda kind: overall(kind).known),
        (TableColumn("moyenne", "Score moyen sur 100", "score"), lambda kind: overall(kind).mean),
    ]
    return build_table("Collectivités mesurées, par type", columns, ("commune", "epci", "departement", "region"))
