"""From looks to what is stated: the delays before second looks, and the level."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.catalogue.load import load_catalogue
from barometre.facts.reason import reason
from barometre.facts.reason_codes import ReasonCode as Code
from barometre.facts.schema import Outcome
from barometre.facts.statement import Statement, not_concerned, they_failed, we_failed, yes_no
from barometre.observation.run.confirm import (
    RECHECK_DELAYS,
    Confirmation,
    Look,
    confirm,
    next_look,
)

HOUR = 3600.0
YES, NO = yes_no("site.hsts", True, reason(Code.HSTS_ENOUGH)), yes_no("site.hsts", False, reason(Code.HSTS_MISSING))
THEIRS = they_failed("site.hsts", reason(Code.NETWORK_CLOSED))
OURS = we_failed("site.hsts", reason(Code.NETWORK_TIMEOUT))
WITHOUT = not_concerned("site.hsts", reason(Code.SITE_UNDECLARED))
RULE = Confirmation(HOUR, load_catalogue().facts)


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
    (found,) = confirm(looks(*said), RULE)
    assert found.at == at * HOUR
    assert found.statement.to_confirm is (stated is None)
    if stated is None:
        assert found.statement.outcome is Outcome.WE_FAILED
        assert found.statement.reason in (NO.reason, THEIRS.reason)
    else:
        assert found.statement == stated


@pytest.mark.parametrize(
    ("statement", "negative", "why"),
    [
        (yes_no("site.tls-obsolete", True), True, "no is expected"),
        (yes_no("site.tls-obsolete", False), False, "no is expected"),
        (Statement("mail.dmarc", text="observation"), True, "not one of the texts expected"),
        (Statement("mail.dmarc", text="rejet"), False, "one of the texts expected"),
        (Statement("site.trackers", 1.0), True, "more than the largest number expected"),
        (Statement("site.requests", 400.0), False, "a mere finding"),
        (yes_no("services.paiement-vu", False), True, "a finding of which a no is seen twice"),
        (yes_no("services.paiement-vu", True), False, "the yes of such a finding"),
        (yes_no("site.cms", False), False, "a mere finding"),
        (Statement("mail.spf-policy", text="+all"), True, "a text to see twice"),
        (Statement("site.http-status", 404.0), True, "a number to see twice"),
        (Statement("site.http-status", 200.0), False, "below the smallest number to see twice"),
        (they_failed("site.requests", reason(Code.NETWORK_CLOSED)), True, "their failure, whatever the fact"),
        (replace(yes_no("rcpnt.1.1", False), declared=True), False, "it rests on what is declared"),
    ],
)
def test_the_catalogue_says_what_is_negative(statement, negative, why):
    assert RULE.is_negative(statement) is negative, why


@pytest.mark.parametrize(
    ("negative", "code"),
    [(yes_no("site.hsts", False), "confirm_no"), (Statement("mail.dmarc", text="absente"), "confirm_text")],
)
def test_a_negative_without_reason_has_its_value_for_reason(negative, code):
    (found,) = confirm([Look("200000016", "web", 0.0, 0, False, (negative,))], RULE)
    assert found.statement.reason.code == code


def test_two_looks_at_once_confirm_when_no_wait_is_asked():
    (found,) = confirm(looks((0, NO), (0, NO)), RULE._replace(recheck_after=0.0))
    assert found.statement == NO


@given(st.lists(st.tuples(st.floats(0, 100), st.sampled_from([YES, NO, THEIRS, OURS, WITHOUT])), min_size=1))
def test_a_no_is_never_stated_without_two_looks_far_enough_apart(said):
    said = sorted(said, key=lambda one: one[0])
    (found,) = confirm(looks(*said), RULE)
    if RULE.is_negative(found.statement):
        when = [hours * HOUR for hours, one in said if RULE.is_negative(one)]
        assert max(when) - min(when) >= HOUR
        assert not found.statement.to_confirm
    if found.statement.to_confirm:
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
    assert next_look(looks(*said, retry=retry), RULE) == (None if due is None else due * HOUR)


def test_the_delays_are_an_hour_half_a_day_and_a_day():
    assert RECHECK_DELAYS == (1, 12, 24)


@pytest.mark.parametrize("code", [Code.DNS_RESOLVER_DOWN, Code.DNS_RESOLVER_KNOWS_NOTHING])
def test_a_look_made_while_our_resolver_is_down_is_not_a_try(code):
    """However many were made: the next one is due at once, and is the same try."""
    down = we_failed("rcpnt.1.3", reason(Code.VISIT_FAILED, url="https://a.fr/", cause=reason(code)))
    for attempt in range(len(RECHECK_DELAYS) + 1):
        (blind,) = looks((5, down), retry=True)
        blind = replace(blind, attempt=attempt)
        assert blind.next_attempt == attempt
        assert next_look([blind], RULE) == 5 * HOUR


def test_a_look_that_failed_otherwise_is_a_try():
    (made,) = looks((5, OURS), retry=True)
    assert made.next_attempt == 1 and next_look([made], RULE) == 6 * HOUR
    assert next_look([replace(made, attempt=len(RECHECK_DELAYS))], RULE) is None


def test_a_look_dated_in_the_future_is_due_now():
    (made,) = looks((5, NO))
    assert next_look([made], RULE, until=2 * HOUR) == 2 * HOUR
    assert next_look([made], RULE, until=5.5 * HOUR) is None
