"""Where units stand when the choices of an index are drawn again and again."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.errors import BarometreError
from barometre.index.choices import Choices, Factor
from barometre.index.options import Aggregation, Normalisation
from barometre.index.robustness import QuestionedIndex, mean_shift, rank_intervals, sobol

UNKNOWN = float("nan")
# Four units, three indicators under a root.
VALUES = np.array([[90.0, 10, 40], [50, 60, 50], [20, 80, UNKNOWN], [10, 5, 5]])
CODES, INDICATORS = 4, 3


def choices(**changes):
    """By default weights alone vary."""
    usual = {"normalisations": (Normalisation.NONE,), "aggregations": (Aggregation.ARITHMETIC,), "leave_out": False}
    return Choices(**usual | changes)


def mean_of_known(run):
    """Score by the mean of what is known; a unit that lacks an indicator of the run has no score."""
    kept = [place for place in range(INDICATORS) if place != run.left_out]
    weights = run.multipliers[kept]
    if run.aggregation is Aggregation.GEOMETRIC:
        return np.exp(np.log(VALUES[:, kept]) @ weights / weights.sum())
    return VALUES[:, kept] @ weights / weights.sum()


def problem(score=mean_of_known, **changes):
    plain = choices(spread=0).run(np.empty(0), CODES, INDICATORS)
    return QuestionedIndex(score, score(plain), CODES, INDICATORS, **changes)


def test_without_anything_to_choose_each_run_is_the_index():
    found = rank_intervals(problem(), choices(spread=0), runs=5, seed=1)
    for column in (found.rank, found.median, found.mean, found.low, found.high):
        np.testing.assert_array_equal(column, [2, 1, UNKNOWN, 3])
    np.testing.assert_array_equal(found.shift, [0, 0, UNKNOWN, 0])
    assert list(found.runs) == [5, 5, 0, 5]


def test_a_unit_stands_where_it_does_when_one_indicator_or_none_is_left_out():
    """Four cases as likely, each computed by hand."""
    found = rank_intervals(problem(), choices(spread=0, leave_out=True), runs=4000, seed=1)
    # None: 46.7, 53.3, -, 6.7. Without the first: 25, 55, -, 5. The second: 65, 50, -, 7.5. The third: 50, 55, 50, 7.5.
    np.testing.assert_array_equal(found.median, [2, 1, 2, 3])
    np.testing.assert_array_equal(found.low, [1, 1, 2, 3])
    np.testing.assert_array_equal(found.high, [2, 2, 2, 4])
    np.testing.assert_allclose(found.mean, [1.75, 1.25, 2, 3.25], atol=0.03)
    # The third unit is known whole in a quarter of the runs: ranked there alone, and never guessed elsewhere.
    assert found.runs[2] == pytest.approx(1000, abs=100)
    np.testing.assert_array_equal(found.shift, [1, 1, UNKNOWN, 1])


def test_the_same_seed_gives_the_same_ranks_whichever_processor_ends_first():
    wide = choices(aggregations=(Aggregation.ARITHMETIC, Aggregation.GEOMETRIC), spread=0.5, leave_out=True)
    first, again, other = (rank_intervals(problem(), wide, runs=200, seed=seed) for seed in (7, 7, 8))
    np.testing.assert_array_equal(first.mean, again.mean)
    assert not np.array_equal(first.mean, other.mean, equal_nan=True)


def test_units_alike_may_be_one_that_counts_for_many():
    """A row of size 3 gives the ranks that three equal rows give."""
    sizes = np.array([3, 1, 1, 2])

    def repeated(run):
        return np.repeat(mean_of_known(run), sizes)

    short = rank_intervals(problem(sizes=sizes), choices(leave_out=True), runs=300, seed=3)
    long = rank_intervals(problem(repeated), choices(leave_out=True), runs=300, seed=3)
    for name in ("rank", "median", "mean", "low", "high", "shift", "runs"):
        np.testing.assert_array_equal(np.repeat(getattr(short, name), sizes), getattr(long, name))


@given(st.floats(0, 0.99), st.data())
def test_a_weight_stays_within_its_spread(spread, data):
    several = choices(spread=spread, leave_out=True)
    inputs = sum(several.sizes(CODES, INDICATORS).values())
    uniform = np.array(data.draw(st.lists(st.floats(0, 1, exclude_max=True), min_size=inputs, max_size=inputs)))
    run = several.run(uniform, CODES, INDICATORS)
    assert (np.abs(run.multipliers - 1) <= spread + 1e-12).all()
    assert run.left_out in (None, 0, 1, 2)


def test_a_run_that_is_refused_ends_the_others():
    calls = []

    def score(run):
        calls.append(run)
        raise BarometreError("no mean can be made")

    with pytest.raises(BarometreError, match="no mean can be made"):
        rank_intervals(QuestionedIndex(score, np.zeros(4), CODES, INDICATORS), choices(), runs=10_000, seed=1)
    assert len(calls) < 1000


def test_what_cannot_vary_takes_no_draw():
    assert choices(spread=0).sizes(CODES, INDICATORS) == {}
    assert choices(leave_out=True).sizes(2, 1) == {Factor.WEIGHTS: 2}
    every = choices(aggregations=tuple(Aggregation)[:2], normalisations=tuple(Normalisation)[:3], leave_out=True)
    assert list(every.sizes(CODES, INDICATORS)) == list(Factor)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"normalisations": ()}, "normalisations: give one or more, each once, not none"),
        ({"aggregations": (Aggregation.MEDIAN, Aggregation.MEDIAN)}, "aggregations: give one or more, each once"),
        ({"spread": 1.0}, "spread 1: give a share from 0 to less than 1"),
        ({"spread": -0.1}, "spread -0.1"),
    ],
)
def test_choices_that_are_none_are_refused(changes, message):
    with pytest.raises(BarometreError, match=message):
        choices(**changes)


def test_a_choice_that_moves_nobody_explains_nothing():
    """The mean is never another; leaving one indicator out moves the second unit, and not the first."""
    scores = np.array([[90.0, 10], [50, 40]])

    def score(run):
        kept = [place for place in range(2) if place != run.left_out]
        return scores[:, kept].mean(axis=1)

    plain = QuestionedIndex(score, scores.mean(axis=1), 3, 2)
    both = choices(aggregations=(Aggregation.ARITHMETIC, Aggregation.GEOMETRIC), spread=0, leave_out=True)
    factors, (shift, rank) = sobol(plain, both, draws=64, seed=1, units=[0])
    assert factors == (Factor.AGGREGATION, Factor.INCLUSION)
    assert (shift.total[0], shift.total[1], rank.total[0]) == (0, pytest.approx(1, abs=0.2), 0)


def test_no_share_is_told_of_a_rank_that_some_runs_do_not_give():
    assert sobol(problem(), choices(leave_out=True), draws=16, seed=1, units=[2])[1][1] is None


def test_the_mean_shift_is_that_of_units_ranked_on_both_sides():
    assert mean_shift(np.array([1, 4, UNKNOWN]), np.array([3, 4, 1])) == 1
    assert mean_shift(np.array([1, 4]), np.array([3.0, 4]), np.array([3, 1])) == 1.5
    assert np.isnan(mean_shift(np.array([UNKNOWN]), np.array([1.0])))
