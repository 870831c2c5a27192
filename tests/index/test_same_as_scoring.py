"""The barometer's own scores are an index of this engine: weights of the catalogue, arithmetic means of scores."""

import random

import numpy as np
import polars as pl
import pytest

from barometre.catalogue.load import load_catalogue
from barometre.index.compute import compute
from barometre.index.options import IndexOptions, Normalisation
from barometre.index.structure import Structure
from barometre.scoring.readings import OVERALL, indicator_weights
from barometre.scoring.scores import MINIMUM_COVERAGE, MINIMUM_KNOWN, index_scores
from scored_panel import MINIMA, NOT_ASKED, NOT_CONCERNED, NOT_LOOKED, communes, values

AS_SCORED = IndexOptions(normalisation=Normalisation.NONE, coverage=MINIMUM_COVERAGE)
NO_BASE = pl.DataFrame(schema={"kind": pl.String, "indicator": pl.String})
SCORED = indicator_weights(load_catalogue()).filter(~pl.col("record"))


def drawn_answers(holes, units=60):
    """Answers of units that know little or much, seeded."""
    chance = random.Random(17)
    answers = {}
    for unit in range(units):
        little = chance.random() if holes else 0
        answers[f"{unit:03}"] = {
            name: chance.choice(holes) if chance.random() < little else chance.choice([0, 25, 50, 100])
            for name in SCORED["indicator"]
        }
    return answers


def scored(answers):
    """(unit, measure) -> score and number of known indicators, as the barometer has them."""
    found = index_scores(values(answers), SCORED, NO_BASE, communes(answers), MINIMA)
    return {(row["siren"], row["measure"]): (row["score"], row["known"]) for row in found.iter_rows(named=True)}


def index_of(answers, structure):
    """Scores of the same answers by the engine."""
    rows = [[of_one[code] for code in structure.indicators] for of_one in answers.values()]
    matrix = np.array([[np.nan if isinstance(one, str) else one for one in row] for row in rows], dtype=float)
    concerned = np.array([[one not in (NOT_CONCERNED, NOT_ASKED) for one in row] for row in rows])
    return compute(matrix, structure, AS_SCORED, concerned=concerned).scores


def structure_of(lines):
    """A structure from code, parent, weight."""
    codes, parents, weights = zip(*lines, strict=True)
    return Structure(codes, parents, weights, (1,) * len(codes))


def measure_lines(scope):
    """One aggregate for each measure, right above its indicators: weights and coverage are counted on them."""
    rows = SCORED.with_columns(measure=pl.concat_str(scope, pl.lit("."), "reading"))
    aggregates = [(measure, "all", 1.0) for measure in rows["measure"].unique(maintain_order=True)]
    return [("all", "", 1.0), *aggregates, *rows.select("indicator", "measure", "weight").iter_rows()]


@pytest.mark.parametrize("scope", [pl.col("theme"), pl.lit(OVERALL)], ids=["themes", "readings"])
@pytest.mark.parametrize(
    "holes", [[], [NOT_LOOKED], [NOT_LOOKED, NOT_CONCERNED, NOT_ASKED]], ids=["full", "holes", "nc"]
)
def test_themes_and_readings_are_scored_alike(scope, holes):
    answers = drawn_answers(holes)
    expected = scored(answers)
    found = index_of(answers, structure_of(measure_lines(scope)))
    compared = 0
    for measure, scores in found.items():
        for unit, score in zip(answers, scores, strict=True):
            theirs, known = expected.get((unit, measure), (None, 0))
            if known >= MINIMUM_KNOWN:
                assert (theirs is None) == np.isnan(score), (unit, measure)
                assert theirs is None or abs(theirs - score) < 2e-9, (unit, measure)
                compared += theirs is not None
    assert compared > len(answers)


def test_three_levels_are_scored_alike_when_all_is_known():
    """A theme weighs what its indicators weigh."""
    seen = SCORED.filter(pl.col("reading") == "seen")
    themes = seen.group_by("theme", maintain_order=True).agg(pl.col("weight").sum()).iter_rows()
    lines = [
        ("overall.seen", "", 1.0),
        *((theme, "overall.seen", weight) for theme, weight in themes),
        *seen.select("indicator", "theme", "weight").iter_rows(),
    ]
    answers = drawn_answers([])
    expected = scored(answers)
    found = index_of(answers, structure_of(lines))["overall.seen"]
    np.testing.assert_allclose(found, [expected[unit, "overall.seen"][0] for unit in answers], atol=2e-9)
