"""From looks to what is stated: the delays before second looks, and the level."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.facts.schema import Outcome
from barometre.facts.statement import not_concerned, they_failed, we_failed, yes_no
from barometre.observation.run.confirm import RECHECK_DELAYS, Look, confirm, next_look

HOUR = 3600.0
YES, NO = yes_no("site.hsts", True, "en-tête vu"), yes_no("site.hsts", False, "pas d’en-tête")
THEIRS, OURS = they_failed("site.hsts", "coupé"), we_failed("site.hsts", "délai dépassé")
WITHOUT = not_concerned("site.hsts", "pas de site")


def looks(*said, retry=False):
    """Looks at (hours, statement), one attempt each."""
    return [Look("200000016", "web", hours * HOUR, attempt, retry, (one,)) for attempt, (hours, one) in enumerate(said)]


TABLE = [
    ([(0, YES)], YES, 0, "un oui se dit tout de suite"),
    ([(0, WITHOUT)], WITHOUT, 0, "non concerné se dit tout de suite"),
    ([(0, NO)], None, 0, "un non seul ne se dit pas"),
    ([(0, THEIRS)], None, 0, "leur échec non plus"),
    ([(0, NO), (0.5, NO)], None, 0.5, "deux non trop proches ne se disent pas"),
    ([(0, NO), (1, NO)], NO, 1, "deux non à une heure"),
    ([(0, NO), (0.5, NO), (1, NO)], NO, 1, "le premier et le troisième sont à une heure"),
    ([(0, NO), (1, THEIRS)], THEIRS, 1, "un non puis leur échec : c’est à leur charge deux fois"),
    ([(0, NO), (1, YES)], YES, 1, "il est revenu"),
    ([(0, YES), (1, NO)], None, 1, "il vient de tomber : à confirmer"),
    ([(0, NO), (1, YES), (2, NO)], None, 2, "il va et vient : les non ne se suivent pas"),
    ([(0, NO), (1, YES), (2, NO), (14, NO)], NO, 14, "il est tombé pour de bon"),
    ([(0, OURS)], OURS, 0, "notre échec n’est que le nôtre"),
    ([(0, NO), (1, OURS)], None, 0, "notre échec ne confirme rien"),
    ([(0, NO), (1, OURS), (13, NO)], NO, 13, "notre échec entre deux non n’efface pas le premier"),
    ([(0, YES), (1, OURS)], YES, 0, "notre échec n’efface pas un oui"),
    ([(0, OURS), (1, YES)], YES, 1, "vu après notre échec"),
]


@pytest.mark.parametrize(("said", "stated", "at", "why"), TABLE, ids=[row[3] for row in TABLE])
def test_what_is_stated(said, stated, at, why):
    (found,) = confirm(looks(*said), HOUR)
    assert found.at == at * HOUR
    assert found.to_confirm is (stated is None)
    if stated is None:
        assert found.statement.outcome is Outcome.WE_FAILED
        assert found.statement.detail.startswith("à confirmer par un second regard : ")
    else:
        assert found.statement == stated


def test_two_looks_at_once_confirm_when_no_wait_is_asked():
    (found,) = confirm(looks((0, NO), (0, NO)), 0.0)
    assert found.statement == NO


@given(st.lists(st.tuples(st.floats(0, 100), st.sampled_from([YES, NO, THEIRS, OURS, WITHOUT])), min_size=1))
def test_a_no_is_never_stated_without_two_looks_far_enough_apart(said):
    said = sorted(said, key=lambda one: one[0])
    (found,) = confirm(looks(*said), HOUR)
    if found.statement.negative:
        when = [hours * HOUR for hours, one in said if one.negative]
        assert max(when) - min(when) >= HOUR
        assert not found.to_confirm
    if found.to_confirm:
        assert found.statement.number is None


@pytest.mark.parametrize(
    ("said", "retry", "due", "why"),
    [
        ([(0, YES)], False, None, "rien à confirmer"),
        ([(0, NO)], False, 1, "après une heure"),
        ([(0, YES)], True, 1, "quelque chose a échoué en passant"),
        ([(0, NO), (1, NO)], False, None, "confirmé"),
        ([(0, NO), (1, OURS)], False, 13, "puis une demi-journée"),
        ([(0, NO), (1, OURS), (13, OURS)], False, 37, "puis un jour"),
        ([(0, NO), (1, OURS), (13, OURS), (37, OURS)], True, None, "puis plus : jusqu’à la prochaine campagne"),
        ([(0, NO), (1, YES), (13, NO)], False, 37, "il va et vient"),
    ],
)
def test_when_to_look_again(said, retry, due, why):
    assert next_look(looks(*said, retry=retry), HOUR) == (None if due is None else due * HOUR)


def test_the_delays_are_an_hour_half_a_day_and_a_day():
    assert RECHECK_DELAYS == (1, 12, 24)
