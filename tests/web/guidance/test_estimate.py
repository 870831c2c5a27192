"""The target of an estimate: the median of the peers, but for what the address gives."""

import pytest

from barometre.guidance.responsible import Page
from barometre.web.guidance.answers import AssessmentAddress
from barometre.web.guidance.estimate import COUNTS, aimed, estimate

MIDDLE = Page(600, 80, 1500)


@pytest.mark.parametrize(
    ("middle", "given", "target"),
    [
        (MIDDLE, {}, MIDDLE),
        (MIDDLE, {"poids": 500, "vues": 9}, Page(600, 80, 500)),
        (None, {"elements": 1, "fichiers": 2, "poids": 3}, Page(1, 2, 3)),
        (None, {"elements": 1}, None),
        (None, {}, None),
    ],
)
def test_the_target_is_the_median_unless_given(middle, given, target):
    assert aimed(middle, given) == target


def test_a_page_that_is_not_measured_whole_has_no_estimate(published):
    found = estimate(published, ("commune", "x"), dict.fromkeys(COUNTS[:2], 1.0), AssessmentAddress())
    assert (found.page, found.gains) == (None, ())


def test_too_few_peers_make_no_median(published):
    found = estimate(published, ("commune", "no such strate"), dict.fromkeys(COUNTS, 100.0), AssessmentAddress())
    assert (found.page, found.target, found.peers) == (Page(100, 100, 100), None, 0)
