"""The twelve charts of the annual synthesis: those that have something to show, from the figures of France."""

from collections.abc import Callable, Iterator

from barometre.guidance.obligations import law_in_force
from barometre.scoring.readings import Reading, measure_id
from barometre.web.editions.models import Aggregate, Edition
from barometre.web.guidance import figures as duties
from barometre.web.maps.charts import Bar
from barometre.web.pages.course import course
from barometre.web.pages.figures import areas_table, distribution_chart, distribution_table, map_of_france, strate_chart
from barometre.web.pages.measures import figures_table, rows_of
from barometre.web.pages.territorial import of_known_words
from barometre.web.paper import known
from barometre.web.paper.charts import Chart, of_bars, of_drawing, of_map
from barometre.web.shared import catalogue
from barometre.web.shared.areas import FRANCE, departements, regions
from barometre.web.shared.catalogue import ALL_SEEN, Measure
from barometre.web.shared.guidance import obligations
from barometre.web.shared.words import french_order

# Charts of the synthesis.
TWELVE = 12
# Bars of one chart at most: what is left is in the tables.
MOST_BARS = 12


def measures(edition: Edition) -> list[Measure]:
    """Return the measures that maps show, one of each theme first, and of each those drawn."""
    first = catalogue.default_measure(edition)
    figures = catalogue.national(edition)
    found = [first] if first.id in figures and figures[first.id].mean is not None else []
    for name, entry in catalogue.indicators(edition).items():
        measure = catalogue.measure(edition, name)
        row = figures.get(name)
        if measure and measure.id != first.id and not entry.get("record") and row is not None and row.mean is not None:
            found.append(measure)
    drawn = sorted(found, key=lambda one: (one.id != first.id, not map_of_france(edition, one)))
    themes = [edition.catalogue["indicators"].get(one.id, {}).get("theme", "") for one in drawn]
    # One of each theme, then a second of each.
    ranks = [themes[:place].count(theme) for place, theme in enumerate(themes)]
    return [one for _, one in sorted(zip(ranks, drawn, strict=True), key=lambda pair: pair[0])]


def charts(edition: Edition) -> dict[str, list[Chart]]:
    """Return the charts of each part of the synthesis: twelve where so many have something to show, never more."""
    found: dict[str, list[Chart]] = {}
    makers = [*_of_coverage(edition), *_of_duties(edition), *_of_measures(edition)]
    left = TWELVE
    for part, make in makers:
        made = make() if left else None
        if made is not None:
            found.setdefault(part, []).append(made)
            left -= 1
    return found


Maker = tuple[str, Callable[[], Chart | None]]


def _of_coverage(edition: Edition) -> Iterator[Maker]:
    yield "kinds", lambda: _kinds(edition)
    yield "unknown", lambda: _themes_known(edition)
    yield "unknown", lambda: _themes_told(edition)
    yield "themes", lambda: _theme_scores(edition)
    yield "themes", lambda: _shares(edition)


def _of_duties(edition: Edition) -> Iterator[Maker]:
    yield "duties", lambda: _duties_known(edition)


def _of_measures(edition: Edition) -> Iterator[Maker]:
    """Return what shows one measure, then what shows another, until there are twelve."""
    yield "sizes", lambda: _distribution(edition)
    for measure in measures(edition):
        yield "moved", lambda measure=measure: _course(edition, measure)  # type: ignore[misc]
        yield "places", lambda measure=measure: _map(edition, measure)  # type: ignore[misc]
        yield "sizes", lambda measure=measure: _sizes(edition, measure)  # type: ignore[misc]
        yield "places", lambda measure=measure: _regions(edition, measure)  # type: ignore[misc]


def _kinds(edition: Edition) -> Chart | None:
    rows = [known.bar(known.named(kind), those) for kind, those in known.by_kind(edition) if those]
    return of_bars(edition, "Part des réponses connues, par type de collectivité", "Collectivités", rows)


def _themes(edition: Edition) -> list[tuple[str, list[known.Asked]]]:
    figures = catalogue.national(edition)
    return [
        (theme["name"], known.asked(edition, figures, identifier))
        for identifier, theme in edition.catalogue["themes"].items()
    ]


def _themes_known(edition: Edition) -> Chart | None:
    rows = [known.bar(name, those) for name, those in _themes(edition) if those]
    return of_bars(edition, "Communes : part des réponses connues, par thème", "Thème", rows)


def _themes_told(edition: Edition) -> Chart | None:
    """Draw the share of the indicators of each theme that have a figure of France."""
    rows = []
    for name, those in _themes(edition):
        if those:
            told, _, _ = known.split(those)
            rows.append(Bar(name, 100 * told / len(those), told, len(those)))
    title = "Communes : part des indicateurs qui ont un chiffre national, par thème"
    return of_bars(edition, title, "Thème", rows, known="Avec un chiffre")


def _theme_scores(edition: Edition) -> Chart | None:
    figures, absent = catalogue.national(edition), Aggregate(mean=None, known=0, concerned=0)
    rows = [
        (theme["name"], figures.get(measure_id(identifier, Reading.SEEN), absent))
        for identifier, theme in edition.catalogue["themes"].items()
    ]
    if all(row.mean is None for _, row in rows):
        return None
    shown = [Bar(name, row.mean, row.known, row.concerned) for name, row in rows]
    return of_bars(edition, "Communes : score moyen de ce qui se voit, par thème", "Thème", shown, "", "Avec un score")


def _shares(edition: Edition) -> Chart | None:
    """Draw the shares of yes of which enough is known, lowest first."""
    those = known.asked(edition, catalogue.national(edition))
    rows = [
        _bar(one.entry["title"], one.row, "%")
        for one in those
        if one.has_figure and one.yes_or_no and one.row is not None
    ]
    shown = sorted(rows, key=lambda row: (row.value, french_order(row.label)))[:MOST_BARS]
    title = "Communes : part de « oui » parmi celles connues"
    return of_bars(edition, title if len(rows) <= MOST_BARS else f"{title}, les plus basses", "Indicateur", shown)


def _bar(name: str, row: Aggregate, unit: str) -> Bar:
    words = "" if row.mean is None else of_known_words(row.mean, row.known, row.concerned, unit)
    return Bar(name, row.mean, row.known, row.concerned, words)


def _duties_known(edition: Edition) -> Chart | None:
    """Draw of how many bound, over the obligations of each theme, it is known whether they meet them."""
    found: dict[str, list[duties.Share]] = {}
    told = duties.national(edition)
    for one in law_in_force(obligations(edition).values(), edition.date):
        found.setdefault(one.theme, []).extend(told.get(one.id, {}).values())
    rows = []
    for identifier, theme in edition.catalogue["themes"].items():
        seen = sum(share.met + share.not_met for share in found.get(identifier, ()))
        bound = sum(share.concerned for share in found.get(identifier, ()))
        if bound:
            rows.append(Bar(theme["name"], 100 * seen / bound, seen, bound))
    return of_bars(edition, "Obligations en vigueur : part de ce qui est connu, par thème", "Thème", rows)


def _distribution(edition: Edition) -> Chart | None:
    among = catalogue.national(edition).get(ALL_SEEN)
    if among is None or not among.histogram:
        return None
    table = distribution_table(among, "communes")
    return of_drawing(edition, "Scores des communes, par classes", distribution_chart(among, "communes"), table)


def _course(edition: Edition, measure: Measure) -> Chart | None:
    told = course(edition, FRANCE.aggregated, measure)
    title = f"{measure.label}, d’édition en édition"
    return None if told is None else of_drawing(edition, title, told.chart, told.table)


def _map(edition: Edition, measure: Measure) -> Chart | None:
    places = departements()
    means = catalogue.aggregates_of(edition, "departement", list(places), measure.id)
    table = areas_table(edition, places.values(), means, measure, "Département", "")
    return of_map(edition, map_of_france(edition, measure), "départements", table)


def _sizes(edition: Edition, measure: Measure) -> Chart | None:
    title = f"{measure.label}, selon la taille de la commune"
    table = rows_of(figures_table(edition, measure, ""), "Strate", title)
    return of_drawing(edition, title, strate_chart(table, measure), table)


def _regions(edition: Edition, measure: Measure) -> Chart | None:
    means = catalogue.aggregates_of(edition, "region", list(regions()), measure.id)
    rows = [
        _bar(area.name, row, measure.unit) for code, area in regions().items() if (row := means.get(code)) is not None
    ]
    return of_bars(edition, f"{measure.label}, par région", "Région", rows, measure.unit)
