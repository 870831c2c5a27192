"""Figures of a territory compared with those of the territories above it."""

from collections.abc import Callable, Mapping
from typing import Any

from barometre.scoring.readings import OVERALL, Reading, measure_id
from barometre.web.editions import queries
from barometre.web.editions.models import Aggregate, Edition
from barometre.web.pages.presenters import difference
from barometre.web.pages.territorial import figure, mean_words, of_known_words
from barometre.web.shared import catalogue
from barometre.web.shared.areas import Area
from barometre.web.shared.catalogue import Measure
from barometre.web.shared.french import NO_BREAK, counted, number
from barometre.web.shared.tables import Cell, Table, TableColumn, Value, build_table
from barometre.web.shared.words import KINDS

SEEN, SAID = Reading.SEEN, Reading.SAID
# Greatest number of key figures. The comparison has them all.
MOST_FIGURES = 8


def figures_of(edition: Edition, area: Area) -> dict[str, Aggregate]:
    """Return the figures of the communes of a territory, by measure."""
    kind, code = area.aggregated
    rows = queries.aggregates(edition, territory_kind=kind, territory=code, kind="commune")
    return {row.measure: row for row in rows}


def key_figures(edition: Edition, area: Area, here: Mapping[str, Aggregate]) -> tuple[list[dict[str, Any]], int]:
    """Return the figures of the first indicators of each theme of which enough is known here, and how many are not.

    The others counted are the indicators of which something is known here, but too little for a figure.

    A question that presupposes what another indicator tells (a site) is told over all the communes known, not only
    those that have it; those on the quality of a record, which nearly all meet, are left out. `here` is what
    `figures_of` gives.
    """
    france = catalogue.national(edition)
    entries = edition.catalogue["indicators"]
    offered = [measure for _, measures in catalogue.offered(edition) for measure in measures]
    live = [measure for measure in offered if measure.id in entries and not entries[measure.id].get("record")]
    known = [measure for measure in live if measure.id in here and here[measure.id].mean is not None]
    figures = []
    for measure in sorted(known, key=lambda measure: _rank_in_theme(edition, live, measure))[:MOST_FIGURES]:
        figure = _key_figure(edition, measure, here)
        gap = (
            "" if area.kind == "france" else _gap(figure["value"], _key_figure(edition, measure, france), measure.unit)
        )
        figures.append({"measure": measure, **figure, "gap": gap})
    return figures, sum(name in entries and row.known > 0 and row.mean is None for name, row in here.items())


def _key_figure(edition: Edition, measure: Measure, figures: Mapping[str, Aggregate]) -> dict[str, Any]:
    """Return a figure in words, over those of whom it is known whether they have what the question presupposes."""
    row = figures.get(measure.id)
    if row is None or row.mean is None:
        return {"value": None, "words": "", "base": ""}
    shown, wider = figure(row, measure), figures.get(_presupposed(edition, measure.id) or "")
    if not measure.unit or wider is None or wider.mean is None or row.met is None:
        return {"value": shown.value, "words": shown.words, "base": shown.base}
    # Of those that have what it presupposes, some did not answer: they are not known.
    unanswered = max(0, (row.concerned - row.known) - (wider.concerned - wider.known))
    known = wider.known - unanswered
    share = 100 * row.met / known
    base = f"{counted(row.met, 'commune', 'communes')} sur {number(known, 0)} connues"
    words = of_known_words(share, known, wider.concerned, measure.unit)
    if words != shown.words:
        base += f"{NO_BREAK}; {shown.words} de celles que la question concerne"
    return {"value": share, "words": words, "base": base}


def _presupposed(edition: Edition, identifier: str) -> str | None:
    """Return the indicator that scores what a question presupposes first, None when none does."""
    entries = edition.catalogue["indicators"]
    for fact in entries[identifier].get("presupposes", ())[:1]:
        for name, entry in entries.items():
            if entry["facts"][0] == fact and not entry.get("record"):
                return name
    return None


def _gap(here: float | None, france: Mapping[str, Any], unit: str) -> str:
    words = difference(here, france["value"], unit)
    return f"France{NO_BREAK}: {mean_words(france['value'], unit)} ({words})" if words else ""


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

    def whole(kind: str, reading: Reading) -> Aggregate:
        return catalogue.national(edition, kind).get(measure_id(OVERALL, reading), absent)

    columns: list[tuple[TableColumn, Callable[[str], Value]]] = [
        (TableColumn("type", "Collectivités"), lambda kind: KINDS[kind].capitalize()),
        (TableColumn("mesurees", "Dans le champ", "number"), lambda kind: catalogue.counts(edition).get(kind, 0)),
        (TableColumn("vues", "Ce qui se voit : scores", "number"), lambda kind: whole(kind, SEEN).known),
        (TableColumn("moyenne_vue", "Moyenne sur 100", "score"), lambda kind: whole(kind, SEEN).mean),
        (
            TableColumn("dites", "Ce qu’elles disent : scores", "number"),
            lambda kind: whole(kind, SAID).known,
        ),
        (TableColumn("moyenne_dite", "Moyenne sur 100", "score"), lambda kind: whole(kind, SAID).mean),
    ]
    return build_table("Collectivités mesurées, par type", columns, ("commune", "epci", "departement", "region"))
