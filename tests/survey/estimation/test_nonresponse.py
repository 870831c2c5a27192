"""What no weighting mends: how unequal answering would have to be to overturn a share."""

import math
from dataclasses import replace

import numpy as np
import pytest

from barometre.errors import BarometreError
from barometre.survey.estimation.design import Design, one_stratum
from barometre.survey.estimation.estimates import means
from barometre.survey.estimation.nonresponse import share_if, tipping
from barometre.survey.estimation.outcomes import choice, number
from forty_respondents import Q, Y, calibrated, designs, of_kind

OUI = 1


def survey(yes, no):
    n = yes + no
    return Design([f"{row:04}" for row in range(n)], np.ones(n), one_stratum(n)), number("q", ["1"] * yes + ["0"] * no)


def test_twice_as_ready_is_76_2_percent_instead_of_61_6():
    design, answers = survey(762, 238)
    assert share_if(design, answers, 0, 2.0) == pytest.approx(0.616, abs=5e-4)
    assert tipping(design, answers, 0, 0.616).ratio == pytest.approx(2.0, abs=5e-3)
    half = tipping(design, answers)
    assert half.ratio == pytest.approx(762 / 238)
    low = means(design, answers)[0].low
    assert half.cautious == pytest.approx(low / (1 - low))


def test_the_other_way_round():
    design, answers = survey(238, 762)
    found = tipping(design, answers)
    assert found.ratio == pytest.approx(238 / 762)
    assert found.ratio < found.cautious < 1


def test_an_interval_that_holds_the_threshold_is_overturned_by_chance_alone():
    found = tipping(*survey(51, 49))
    assert found.ratio == pytest.approx(51 / 49)
    assert found.cautious == 1


@pytest.mark.parametrize(("threshold", "expected"), [(0.5, (math.inf, math.inf)), (0.95, (math.inf, 1.0))])
def test_no_ratio_overturns_what_all_say(threshold, expected):
    found = tipping(*survey(30, 0), 0, threshold)
    assert (found.ratio, found.cautious) == expected
    assert tipping(*survey(0, 30)) == replace(found, ratio=0.0, cautious=0.0)


def test_calibration_is_done_again():
    """Whom calibration already explains weighs less in the ratio that it takes."""
    design = designs()["raking"]
    found = tipping(design, Q, OUI, 0.25)
    assert share_if(design, Q, OUI, found.ratio) == pytest.approx(0.25)
    assert share_if(design, Q, OUI, 1.0) == pytest.approx(means(design, Q)[OUI].estimate)
    within = tipping(design, Q, OUI, 0.25, of_kind("b"))
    assert share_if(design, Q, OUI, within.ratio, of_kind("b")) == pytest.approx(0.25)


def test_no_ratio_overturns_a_margin():
    design = designs()["raking"]
    kinds = choice("kind", ["a" if one else "other" for one in of_kind("a")])
    assert tipping(design, kinds, 0, 0.5).ratio == 0


def test_weights_that_cannot_be_calibrated_so_far_give_no_ratio():
    """Within bounds of 0.7 and 1.6, weights cannot make one in fifty of what is two in five."""
    found = tipping(calibrated("raking", one_stratum(40), (0.7, 1.6)), Q, OUI, 0.02)
    assert math.isnan(found.ratio) and math.isnan(found.cautious)


@pytest.mark.parametrize(("outcome", "threshold"), [(Y, 0.5), (Q, 1.5), (Q, 0.0)])
def test_only_a_share_is_overturned(outcome, threshold):
    with pytest.raises(BarometreError, match="a share is compared with a threshold between 0 and 1"):
        tipping(designs()["given"], outcome, 0, threshold)
