"""Direct and model-based shares of register variables whose truth is known for all communes, over repeated samples.

The numbers found are those of `barometre.survey.small_areas.validation`, which a page shows.
"""

from dataclasses import asdict
from functools import cache

import numpy as np
import polars as pl
import pytest

from barometre.errors import BarometreError
from barometre.survey.small_areas.shares import estimate_shares
from barometre.survey.small_areas.validation import COMPARISONS, MISSED, RESPONDENTS, SAMPLES, Comparison, Missed
from sampled_register import direct_shares, register

pytestmark = pytest.mark.heavy
SEED = 2026
VARIABLES, LEVELS = ("site", "domain", "mairie"), ("departement", "departement-size", "strate")
NORMAL = 1.959964


@cache
def samples(variable=None):
    """(rows, weights) of each sample; when a variable is named, its « oui » are twice as likely to answer."""
    known, draws = register(), np.random.default_rng(SEED)
    odds = None if variable is None else np.where(known.truths[variable], 2.0, 1.0)
    drawn = [known.respondents(draws, odds) for _ in range(SAMPLES)]
    return [(rows, known.weights(rows)) for rows in drawn]


def wilson(shares, effective):
    centre, width = shares + NORMAL**2 / (2 * effective), shares * (1 - shares) + NORMAL**2 / (4 * effective)
    half, below = NORMAL * np.sqrt(width / effective), 1 + NORMAL**2 / effective
    return (centre - half) / below, (centre + half) / below


@cache
def estimates(variable, level, answering):
    """Of each sample and area: truth, direct and model-based estimates with their limits, where some answered."""
    known = register()
    area, answers = known.levels[level], known.truths[variable]
    truth, areas = pl.DataFrame({"area": area.names, "truth": area.means(answers)}), known.areas(level, variable)
    tables = []
    for sample, (rows, weights) in enumerate(samples(variable if answering == "answer" else None)):
        direct = direct_shares(area, rows, weights, answers[rows].astype(float))
        low, high = wilson(direct["share"].to_numpy(), direct["effective"].to_numpy())
        own = direct.select("area", direct_low=pl.Series(low), direct_high=pl.Series(high))
        found = estimate_shares(direct, areas).table
        tables.append(found.join(own, on="area").with_columns(sample=pl.lit(sample)))
    return pl.concat(tables).join(truth, on="area")


def of_areas(found, estimate, low, high):
    """By area: mean squared error, squared bias without the noise of so many samples, share of limits that hold."""
    error = pl.col(estimate) - pl.col("truth")
    held = pl.col("truth").is_between(pl.col(low) - 1e-9, pl.col(high) + 1e-9)
    return found.group_by("area", maintain_order=True).agg(
        square=(error**2).mean(),
        bias=error.mean() ** 2 - error.var() / pl.len(),
        held=held.mean(),
        width=(pl.col(high) - pl.col(low)).mean(),
    )


def compared(variable, level, answering):
    found = estimates(variable, level, answering)
    direct = of_areas(found, "direct", "direct_low", "direct_high")
    model = of_areas(found, "estimate", "low", "high")
    of_each = {}
    for name, table in (("direct", direct), ("model", model)):
        of_each |= {
            f"rmse_{name}": round(100 * float(np.sqrt(table["square"].mean())), 1),
            f"bias_{name}": round(100 * float(np.sqrt(max(table["bias"].mean(), 0))), 1),
            f"half_width_{name}": round(50 * table["width"].mean(), 1),
            f"held_{name}": round(100 * table["held"].mean(), 1),
            f"missed_{name}": int((table["held"] < 0.8).sum()),
        }
    return Comparison(
        variable,
        level,
        answering,
        areas=direct.height,
        respondents=round(found["n"].median()),
        better=round(100 * (model["square"] < direct["square"]).mean()),
        **of_each,
    )


def missed(variable):
    """The three départements whose limits hold their truth least often."""
    found = estimates(variable, "departement", "profile")
    table = of_areas(found, "estimate", "low", "high").join(
        found.group_by("area").agg(pl.col("truth", "direct", "estimate").mean()), on="area"
    )
    return [
        Missed(variable, row["area"], *(round(100 * row[name]) for name in ("truth", "direct", "estimate", "held")))
        for row in table.sort("held", "area").head(3).iter_rows(named=True)
    ]


CASES = [(variable, level, "profile") for level in LEVELS for variable in VARIABLES] + [
    ("site", "departement", "answer")
]


@pytest.mark.parametrize("case", CASES, ids="-".join)
def test_the_numbers_published_are_those_found(case):
    published = [one for one in COMPARISONS if (one.variable, one.level, one.answering) == case]
    assert [asdict(one) for one in published] == [asdict(compared(*case))]


@pytest.mark.parametrize("variable", VARIABLES)
def test_the_départements_that_the_model_misses_are_those_found(variable):
    assert [one for one in MISSED if one.variable == variable] == missed(variable)


def test_nothing_else_is_published():
    assert {len(rows) for rows, _ in samples()} == {RESPONDENTS}
    assert len(COMPARISONS) == len(CASES)
    assert len(MISSED) == 3 * len(VARIABLES)


def test_by_département_the_model_is_nearer_and_its_limits_hold():
    for one in COMPARISONS:
        if (one.level, one.answering) == ("departement", "profile"):
            assert one.rmse_model < 0.75 * one.rmse_direct
            assert one.better > 80
            assert 93 <= one.held_model <= 97


def test_when_answering_depends_on_the_answer_no_estimate_holds_and_the_model_less():
    known, biased = (compared("site", "departement", answering) for answering in ("profile", "answer"))
    assert biased.held_direct < known.held_direct - 5
    assert biased.held_model < biased.held_direct - 5
    assert biased.bias_model > 2 * known.bias_model


def test_a_rare_answer_is_refused():
    known = register()
    assert 0 < known.truths["platform"].mean() < 0.02
    rows, weights = samples()[0]
    direct = direct_shares(known.levels["departement"], rows, weights, known.truths["platform"][rows].astype(float))
    with pytest.raises(BarometreError, match="answers of the rarer kind"):
        estimate_shares(direct, known.areas("departement", "platform"))
