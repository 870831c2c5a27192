"""Measures that a caller names (« overall », a theme, an indicator), and their figures."""

from collections.abc import Iterable
from typing import Any

from barometre.web.api.errors import UNKNOWN_CODE, ProblemError
from barometre.web.api.fields import FIGURES
from barometre.web.api.records import renamed
from barometre.web.editions import queries
from barometre.web.editions.models import Edition


def check_measure(edition: Edition, measure: str) -> None:
    """Check that a measure is in the edition.

    Raises:
        ProblemError: it is not.
    """
    index = queries.index_measures(edition)
    if measure not in index and measure not in edition.catalogue["indicators"]:
        raise ProblemError(
            UNKNOWN_CODE,
            f"« {measure[:80]} » n’est pas une mesure de l’édition du {edition.date} ; "
            f"mesures admises : {', '.join(index)}, et les indicateurs de /api/v1/indicators.",
        )


def national(edition: Edition, measures: Iterable[str]) -> dict[str, dict[str, dict[str, Any]]]:
    """Return national figures, measure -> kind of collectivité -> figures; none for what is not known."""
    figures: dict[str, dict[str, dict[str, Any]]] = {measure: {} for measure in measures}
    for row in queries.aggregates(edition, territory_kind="france", measure__in=list(figures)).values():
        figures[row["measure"]][row["kind"]] = renamed(row, FIGURES)
    return figures
