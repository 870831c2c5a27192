"""Propensities: a logistic regression of answering on the variables of the margins."""

import polars as pl
import pytest

from barometre.errors import BarometreError
from barometre.survey.weighting.calibrate import CalibrationOptions, calibrate
from barometre.survey.weighting.margins import prepare
from barometre.survey.weighting.propensity import propensity
from weighed import margins_of, sample_of

POPULATION = sample_of(u="a" * 20 + "b" * 20, v="x" * 12 + "y" * 8 + "x" * 6 + "y" * 14)
ANSWERED = [*range(7), 12, 13, 14, 20, 21, 26, 27, 28]
KNOWN = margins_of(u={"a": 20, "b": 20}, v={"x": 18, "y": 22})

# R 4.2.2: fitted(glm(r ~ u + v, binomial, control = list(epsilon = 1e-15))).
OF_R = {"ax": 0.5734874527135, "ay": 0.3897688209297, "bx": 0.3530250945730, "by": 0.2058463880401}


def made():
    return prepare(POPULATION[ANSWERED], KNOWN)


def test_probabilities_are_those_of_r():
    found = propensity(made(), POPULATION)
    rows = POPULATION[ANSWERED].sort("id")
    expected = [OF_R[u + v] for u, v in zip(rows["u"], rows["v"], strict=True)]
    assert found.probabilities == pytest.approx(expected, rel=1e-9)
    assert found.weights.sum() == pytest.approx(40)


def test_they_stand_beside_calibrated_weights():
    found = propensity(made(), POPULATION)
    weights = calibrate(made(), CalibrationOptions()).weights
    assert found.correlation(weights) > 0.98
    assert 0 < found.missed < 0.05


def test_with_one_variable_they_are_the_calibrated_weights():
    alone = prepare(POPULATION[ANSWERED], margins_of(u={"a": 20, "b": 20}))
    found = propensity(alone, POPULATION)
    assert found.weights == pytest.approx(calibrate(alone, CalibrationOptions()).weights, rel=1e-9)
    assert found.missed < 1e-9


@pytest.mark.parametrize(
    ("population", "told"),
    [
        (POPULATION[1:], "Population: 19 units with u=a, where margins say 20"),
        (POPULATION.drop("v"), "no column v"),
        (POPULATION.with_columns(v=pl.Series(["z", *POPULATION["v"][1:]])), "17 units with v=x"),
        (
            POPULATION.with_columns(
                u=pl.Series(list("b" * 20 + "a" * 20)),
            ).with_columns(v=pl.Series(list("x" * 16 + "y" * 4 + "x" * 2 + "y" * 18))),
            "2 units with u=a, v=x, where 7 answered",
        ),
    ],
)
def test_a_population_that_is_not_that_of_the_margins_is_refused(population, told):
    with pytest.raises(BarometreError) as caught:
        propensity(made(), population)
    assert told in str(caught.value)


def test_units_not_asked_alike_are_refused():
    weighed = prepare(POPULATION[ANSWERED].with_columns(base_weight=pl.Series([1.0] * 14 + [2.0])), KNOWN)
    with pytest.raises(BarometreError, match="base weights of the sample differ"):
        propensity(weighed, POPULATION)
