"""The two readings of a collectivité, never mixed: what can be seen of it, and what it says of itself.

A measure is a theme in one reading (`cybersecurite.seen`), all the indicators of one reading (`overall.seen`), or both
readings joined (`overall`). Indicators are measures of their own, by their id.
"""

from enum import StrEnum

import polars as pl

from barometre.catalogue.models import Catalogue

OVERALL = "overall"


class Reading(StrEnum):
    """Where evidence comes from: registers and observation, which may cover everyone, or the collectivité's word."""

    SEEN = "seen"
    SAID = "said"


_OF_SOURCE = {"register": Reading.SEEN, "observation": Reading.SEEN, "declaration": Reading.SAID}


def measure_id(scope: str, reading: Reading) -> str:
    """Return the id of a theme, or of `OVERALL`, in one reading."""
    return f"{scope}.{reading}"


def measures(themes: list[str]) -> list[str]:
    """Return every measure of the index: overall joined, then each reading, overall and by theme."""
    return [OVERALL, *(measure_id(scope, reading) for reading in Reading for scope in (OVERALL, *themes))]


def indicator_weights(catalogue: Catalogue) -> pl.DataFrame:
    """Return what scores need to know of each indicator.

    Returns:
        Columns indicator, theme, reading, weight, record (bool: it tells the quality of a record in a register, or only
        informs, and is left out of every score).
    """
    rows = [
        (
            one.id,
            one.theme,
            _OF_SOURCE[catalogue.sources[catalogue.facts[one.facts[0]].source].kind].value,
            float(one.weight),
            one.record,
        )
        for one in catalogue.indicators.values()
    ]
    text = pl.String()
    schema = {"indicator": text, "theme": text, "reading": text, "weight": pl.Float64(), "record": pl.Boolean()}
    return pl.DataFrame(rows, schema=schema, orient="row")
