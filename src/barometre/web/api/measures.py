"""Measures that a caller names (« overall », a theme, an indicator), and their figures."""

from collections.abc import Iterable
from typing import Any

from barometre.web.api.errors import UNKNOWN_CODE, Problem
from barometre.web.editions import queries
from barometre.web.editions.models import Edition

FIGURE_KEYS = {
    "moyenne": "mean",
    "connus": "known",
    "concernes": "concerned",
    "q1": "q1",
    "mediane": "median",
    "q3": "q3",
    "histogramme": "histogram",
}
"""Key of the API -> column of the aggregates."""


def check_measure(edition: Edition, measure: str) -> None:
    """Check that a measure is in the edition.

    Raises:
        Problem: it is not.
    """
    index = queries.index_measures(edition)
    if measure not in index and measure not in edition.catalogue["indicators"]:
        raise Problem(
            UNKNOWN_CODE,
            f"« {measure[:80]} » n’est pas une mesure de l’édition du {edition.date} ; "
            f"mesures admises : {', '.join(index)}, et les indicateurs de /api/v1/indicators.",
        )


def national(edition: Edition, measures: Iterable[str]) -> dict[str, dict[str, dict[str, Any]]]:
    """National figures: measure -> kind of collectivité -> figures; nothing for what nobody knows."""
    found: dict[str, dict[str, dict[str, Any]]] = {measure: {} for measure in measures}
    for row in queries.aggregates(edition, territory_kind="france", measure__in=list(found)):
        found[row.measure][row.kind] = {ours: getattr(row, theirs) for ours, theirs in FIGURE_KEYS.items()}
    return found
