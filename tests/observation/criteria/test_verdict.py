"""How verdicts combine: what is surely not met stays so, what is unknown is never guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.facts.reason import reason
from barometre.facts.reason_codes import ReasonCode as Code
from barometre.facts.schema import Outcome
from barometre.observation.criteria.verdict import Verdict, after, declared

YES = Verdict(True, reason(Code.SITE_SAME_PLACE))
NO = Verdict(False, reason(Code.DMARC_MISSING))
UNKNOWN = Verdict(None, reason(Code.DMARC_UNREAD))
VERDICTS = st.sampled_from([YES, NO, UNKNOWN])


@pytest.mark.parametrize(
    ("own", "prerequisites", "met", "code", "hangs_on"),
    [
        (YES, (), True, YES.reason.code, None),
        (YES, (YES, YES), True, YES.reason.code, None),
        (YES, (NO,), False, Code.PREREQUISITE_UNMET, "rcpnt.1.0"),
        (UNKNOWN, (NO,), False, Code.PREREQUISITE_UNMET, "rcpnt.1.0"),
        (NO, (UNKNOWN,), False, NO.reason.code, None),
        (YES, (UNKNOWN,), None, Code.PREREQUISITE_UNKNOWN, "rcpnt.1.0"),
        (UNKNOWN, (YES,), None, UNKNOWN.reason.code, None),
        (YES, (UNKNOWN, NO), False, Code.PREREQUISITE_UNMET, "rcpnt.1.1"),
        (NO, (NO,), False, Code.PREREQUISITE_UNMET, "rcpnt.1.0"),
    ],
)
def test_after_prerequisites(own, prerequisites, met, code, hangs_on):
    verdict = after(own, *((f"1.{number}", prerequisite) for number, prerequisite in enumerate(prerequisites)))
    assert (verdict.met, verdict.reason.code, verdict.hangs_on) == (met, code, hangs_on)


def test_the_reason_of_an_unmet_prerequisite_is_kept():
    first = after(YES, ("1.3", NO))
    second = after(YES, ("1.4", first))
    assert second.hangs_on == "rcpnt.1.4"
    assert second.reason == reason(Code.PREREQUISITE_UNMET, criterion="1.4", cause=first.reason)
    assert list(second.reason.nested())[-1] == NO.reason


@given(VERDICTS, st.lists(VERDICTS, max_size=4))
def test_it_is_met_only_when_everything_is(own, prerequisites):
    verdict = after(own, *(("1.1", prerequisite) for prerequisite in prerequisites))
    everything = [own.met, *(prerequisite.met for prerequisite in prerequisites)]
    assert verdict.met is (False if False in everything else None if None in everything else True)


@pytest.mark.parametrize(
    ("verdict", "number", "outcome", "on_paper"),
    [
        (YES, 1.0, Outcome.SEEN, False),
        (NO, 0.0, Outcome.SEEN, False),
        (UNKNOWN, None, Outcome.WE_FAILED, False),
        (declared(False, reason(Code.SITE_UNDECLARED)), 0.0, Outcome.SEEN, True),
        (after(YES, ("1.1", declared(False, reason(Code.SITE_UNDECLARED)))), 0.0, Outcome.SEEN, True),
        (after(YES, ("1.3", NO)), 0.0, Outcome.SEEN, False),
    ],
    ids=["met", "not met", "unknown", "declared", "after a declaration", "after a look"],
)
def test_statements(verdict, number, outcome, on_paper):
    statement = verdict.statement("rcpnt.1.4")
    assert (statement.number, statement.outcome, statement.declared) == (number, outcome, on_paper)
    assert (statement.reason, statement.hangs_on) == (verdict.reason, verdict.hangs_on)
