"""How verdicts combine: what is surely not met stays so, what could not be seen is never guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.facts.schema import Outcome
from barometre.observation.criteria.verdict import Verdict, after, declared

YES, NO, UNSEEN = Verdict(True, "vu"), Verdict(False, "pas vu"), Verdict(None, "notre échec")
VERDICTS = st.sampled_from([YES, NO, UNSEEN])


@pytest.mark.parametrize(
    ("own", "prerequisites", "met", "reason"),
    [
        (YES, (), True, "vu"),
        (YES, (YES, YES), True, "vu"),
        (YES, (NO,), False, "le critère 1.0 n’est pas rempli : pas vu"),
        (UNSEEN, (NO,), False, "le critère 1.0 n’est pas rempli : pas vu"),
        (NO, (UNSEEN,), False, "pas vu"),
        (YES, (UNSEEN,), None, "le critère 1.0 n’a pas pu être vu : notre échec"),
        (UNSEEN, (YES,), None, "notre échec"),
        (YES, (UNSEEN, NO), False, "le critère 1.1 n’est pas rempli : pas vu"),
        (NO, (NO,), False, "le critère 1.0 n’est pas rempli : pas vu"),
    ],
)
def test_after_prerequisites(own, prerequisites, met, reason):
    named = [(f"1.{number}", verdict) for number, verdict in enumerate(prerequisites)]
    found = after(own, *named)
    assert (found.met, found.reason) == (met, reason)


@given(VERDICTS, st.lists(VERDICTS, max_size=4))
def test_it_is_met_only_when_everything_is(own, prerequisites):
    found = after(own, *(("1.1", verdict) for verdict in prerequisites))
    everything = [own.met, *(verdict.met for verdict in prerequisites)]
    assert found.met is (False if False in everything else None if None in everything else True)


@pytest.mark.parametrize(
    ("verdict", "number", "outcome", "negative"),
    [
        (YES, 1.0, Outcome.SEEN, False),
        (NO, 0.0, Outcome.SEEN, True),
        (UNSEEN, None, Outcome.WE_FAILED, False),
        (declared(False, "aucun site déclaré"), 0.0, Outcome.SEEN, False),
        (after(YES, ("1.1", declared(False, "aucun site"))), 0.0, Outcome.SEEN, False),
        (after(YES, ("1.3", NO)), 0.0, Outcome.SEEN, True),
    ],
)
def test_only_a_look_needs_a_second_one(verdict, number, outcome, negative):
    said = verdict.statement("rcpnt.1.1")
    assert (said.number, said.outcome, said.negative, said.detail) == (number, outcome, negative, verdict.reason)
