"""Home: the national answer first, then the map, the search, the themes."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from barometre.web.editions.models import Edition
from barometre.web.pages.compare import figures_of, key_figures, kinds_table
from barometre.web.pages.figures import distribution_chart, distribution_table, map_of_france, strate_chart
from barometre.web.pages.measures import answers_of, figures_table, rows_of
from barometre.web.shared import catalogue
from barometre.web.shared.areas import FRANCE

# Figures that lead the page while there is no score of all that is seen.
TELLING = 3


def home(request: HttpRequest) -> HttpResponse:
    """Show national key figures, the map of départements coloured by the measure chosen, and themes."""
    edition, measure = request.edition, catalogue.chosen(request, request.edition)
    entries = edition.catalogue["themes"].items()
    themes = [(identifier, theme, answers_of(edition, identifier)) for identifier, theme in entries]
    figures, hardly_known = key_figures(edition, FRANCE, figures_of(edition, FRANCE))
    page = {
        "measure": measure,
        "pictures_at": FRANCE.address,
        "offered": catalogue.offered(edition, measure),
        "measure_credits": catalogue.sources_of_measure(edition, measure),
        "overall": catalogue.national(edition).get(catalogue.ALL_SEEN),
        "telling": figures[:TELLING],
        **_pictures(edition, measure),
        "figures": figures,
        "hardly_known": hardly_known,
        "kinds": kinds_table(edition),
        "map": map_of_france(edition, measure),
        "themes": themes,
        "known": sum(
            row.mean is not None and not catalogue.indicators(edition).get(row.measure, {"record": True}).get("record")
            for row in catalogue.national(edition).values()
        ),
        "indicators": len(catalogue.indicators(edition)),
    }
    return render(request, "pages/home.html", page)


def _pictures(edition: Edition, measure: catalogue.Measure) -> dict[str, Any]:
    """Return the distribution of the scores of communes and the measure by size, each with its table."""
    overall = catalogue.national(edition).get(catalogue.ALL_SEEN)
    known = overall if overall and overall.histogram else None
    whole = catalogue.national(edition).get(measure.id)
    figures = figures_table(edition, measure, reverse("france-csv") + measure.query)
    by_strate = rows_of(figures, "Strate", f"{measure.label}, selon la taille")
    return {
        "chart": distribution_chart(known, "communes") if known else None,
        "distribution": distribution_table(known, "communes") if known else None,
        "strate_chart": strate_chart(by_strate, measure) if whole and whole.mean is not None else None,
        "by_strate": by_strate,
    }
