"""The level of the RCPNT: which criteria it needs, and what an unknown one leaves open."""

import pytest

from barometre.facts.reason_codes import ReasonCode as Code
from barometre.facts.schema import Outcome
from barometre.observation.criteria.rcpnt_level import CRITERIA, judge_level


def criteria(no="", unknown=""):
    """Return criteria that are met but for those named."""
    return dict.fromkeys(CRITERIA, 1.0) | dict.fromkeys(no.split(), 0.0) | dict.fromkeys(unknown.split())


@pytest.mark.parametrize(
    ("no", "unknown", "level", "named", "why"),
    [
        ("", "", "AA", None, "all sixteen"),
        ("1.6", "", "A", None, "one that only AA needs"),
        ("1.7 1.8 2.6 2.7", "", "A", None, "four that only AA needs"),
        ("2.7", "1.6", "A", None, "what is unknown does not matter for A, AA is out of reach"),
        ("1.3", "", "aucun", ("1.3",), "one that A needs"),
        ("2.8 1.2", "", "aucun", ("1.2", "2.8"), "two, in order"),
        ("1.3 2.7", "", "aucun", ("1.3",), "those of A alone are named"),
        ("1.3", "2.8", "aucun", ("1.3",), "sure, whatever 2.8 is"),
        ("", "2.8", None, ("2.8",), "AA or none"),
        ("", "1.6", None, ("1.6",), "AA or A"),
        ("2.7", "2.8", None, ("2.8",), "A or none"),
    ],
)
def test_level(no, unknown, level, named, why):
    statement = judge_level(criteria(no, unknown))
    assert (statement.text, statement.outcome) == (level, Outcome.SEEN if level else Outcome.WE_FAILED)
    if named:
        assert statement.reason.code is (Code.LEVEL_UNMET if level else Code.LEVEL_UNKNOWN)
        assert statement.reason.context["criteria"] == named
    else:
        assert statement.reason is None


def test_a_missing_criterion_is_unknown():
    mail = {criterion: 1.0 for criterion in CRITERIA if criterion.startswith("2.")}
    statement = judge_level(mail)
    assert statement.outcome is Outcome.WE_FAILED
    assert statement.reason.context == {"level": "AA", "criteria": CRITERIA[:8]}
