"""How far scores hang on the method: each measure of an edition is an index, computed again with other choices."""

import json
import random

import numpy as np
import pytest

from barometre.index.compute import compute
from barometre.scoring import robustness
from barometre.scoring.robustness import OWN, compared, robustness_report
from scored_panel import NOT_ASKED, NOT_CONCERNED, NOT_LOOKED, base_of, communes, scores_of, values, weights

pytestmark = pytest.mark.heavy

SCORED = weights(a="t.seen", b="t.seen 2", c="t.seen", d="u.seen", e="u.seen", f="t.said", g="t.said")


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Question the scores of a few collectivités, in a few runs."""
    few = {"FEWEST": 3, "RUNS": 60, "FEWEST_RUNS": 40, "DRAWS": 32, "FEWEST_DRAWS": 16}
    for name, number in few.items():
        monkeypatch.setattr(robustness, name, number)


def panel(bodies=40, seed=1, constant=()):
    """Bodies that answer at random, some questions not arising or not known; all have 100 in those `constant`."""
    draw = random.Random(seed)
    kinds = [0, 100, 0, 100, 50, NOT_CONCERNED, NOT_ASKED]
    answers = {
        str(number): {
            indicator: 100 if indicator in constant else draw.choice(kinds) for indicator in SCORED["indicator"]
        }
        for number in range(bodies)
    }
    for number in range(0, bodies, 8):
        answers[str(number)]["c"] = NOT_LOOKED
    return answers


def of(answers, ask=robustness_report):
    base = base_of(answers, SCORED)
    return ask(values(answers), SCORED, base, communes(answers), scores_of(answers, SCORED, base))


def measure(report, name):
    (found,) = (one for one in report["measures"] if one["measure"] == name)
    return found


def test_the_index_that_is_questioned_is_that_of_the_edition():
    found = list(of(panel(), compared))
    assert {"t.seen", "overall.seen", "overall"} <= {one.measure for one in found}
    for one in found:
        again = compute(one.values, one.structure, OWN, one.tables, None, one.concerned)
        np.testing.assert_allclose(again.scores[one.measure], one.comparable, atol=1e-8)


def test_each_measure_has_the_indicators_of_the_base_that_belong_to_it():
    found = {one.measure: list(one.indicators) for one in of(panel(), compared)}
    assert found["t.seen"] == ["a", "b", "c"]
    assert found["overall.seen"] == ["a", "b", "c", "d", "e"]
    assert found["overall"] == ["a", "b", "c", "d", "e", "f", "g"]


def test_who_answers_alike_is_computed_once_and_counts_for_all():
    """Every body three times over: three times as many, and places three times as far from each other."""
    once = panel(constant=("d",))
    thrice = {f"{siren}-{copy}": answers for siren, answers in once.items() for copy in range(3)}
    one, three = (measure(of(answers), "t.seen") for answers in (once, thrice))
    assert three["compared"] == 3 * one["compared"]
    assert three["distinct"] == one["distinct"]
    assert three["weights"]["half"] == pytest.approx(3 * one["weights"]["half"], abs=1)
    assert [row["shift"] for row in three["indicators"]] == pytest.approx(
        [3 * row["shift"] for row in one["indicators"]], abs=0.001
    )


def test_what_everyone_answers_alike_divides_nobody():
    found = measure(of(panel(constant=("b",))), "t.seen")
    (a, b, c) = found["indicators"]
    assert (b["varies"], b["pearson"], b["spearman"]) == (False, None, None)
    assert a["varies"]
    assert c["pearson"] > 0
    assert found["alpha"]["items"] == 2


def test_figures_are_json_and_the_same_each_time():
    report = of(panel())
    assert json.dumps(report, allow_nan=False) == json.dumps(of(panel()), allow_nan=False)
    assert (report["seed"], report["spread"]) == (robustness.SEED, 0.25)
    found = measure(report, "overall.seen")
    assert (found["runs"], found["draws"]) == (60, 32)
    assert [row["factor"] for row in found["factors"]] == ["normalisation", "aggregation", "weights", "inclusion"]


def test_runs_are_fewer_where_answers_are_many(monkeypatch):
    monkeypatch.setattr(robustness, "ANSWERS", 1)
    found = measure(of(panel()), "t.seen")
    assert (found["runs"], found["draws"]) == (40, 16)


def test_too_few_compared_are_not_questioned(monkeypatch):
    monkeypatch.setattr(robustness, "FEWEST", 1000)
    assert of(panel())["measures"] == []
