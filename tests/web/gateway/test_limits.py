"""What one visitor may ask for, counted by each worker and put together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.web.gateway import limits
from barometre.web.gateway.limits import DAY, MINUTE, Kind, Rule, Usage, digest, kind_of
from barometre.web.shared.visitors import network

RULES = [Rule(Kind.API, MINUTE, 3), Rule(Kind.API, DAY, 5), Rule(Kind.FORM, DAY, 1)]


@pytest.mark.parametrize(
    ("method", "path", "kind"),
    [
        ("GET", "/api/v1/communes", Kind.API),
        ("HEAD", "/api/v1/communes", Kind.API),
        ("POST", "/communes/29232/observation/regarder/", Kind.LOOK),
        ("POST", "/collectivites/200054781/observation/regarder/", Kind.LOOK),
        ("POST", "/communes/29232/mairie/", Kind.MESSAGE),
        ("POST", "/collectivites/200054781/mairie/", Kind.MESSAGE),
        ("POST", "/mairie/entrer/", Kind.FORM),
        ("GET", "/communes/29232/mairie/", None),
        ("POST", "/communes/29232/contester/site-declare/", Kind.FORM),
        ("POST", "/programme/projets/x/inscription/", Kind.FORM),
        ("POST", "/nulle-part", Kind.FORM),
        ("GET", "/communes/29232/", None),
        ("GET", "/communes/29232/observation/regarder/", None),
        ("POST", "/gestion/login/", None),
        ("POST", "/enquete/desinscription/", None),
    ],
)
def test_what_is_counted(method, path, kind):
    assert kind_of(method, path) is kind


def test_beyond_the_minute_then_the_day_one_waits():
    usage, now = Usage(RULES), 10 * DAY + 12.0
    assert [usage.count(Kind.API, "a", now) for _ in range(4)] == [None, None, None, 49]
    assert usage.count(Kind.API, "b", now) is None, "each visitor has their own"
    assert usage.count(Kind.FORM, "a", now) is None, "each kind has its own"
    assert [usage.count(Kind.API, "a", now + 60) for _ in range(3)] == [None, None, DAY - 12 - 60 + 1]
    assert usage.count(Kind.API, "a", now + DAY) is None


def test_workers_learn_from_each_other():
    """As they do in PostgreSQL every second."""
    one, other, now = Usage(RULES), Usage(RULES), 10.0 * DAY
    one.count(Kind.FORM, "a", now)
    shared = one.take_new()
    other.learn(shared, now)
    assert other.count(Kind.FORM, "a", now) == DAY + 1
    assert one.take_new() == {}


@given(st.lists(st.sampled_from("abc"), max_size=30))
def test_no_order_of_requests_passes_the_bound(visitors):
    usage, now, granted = Usage(RULES), 10.0 * DAY, []
    for visitor in visitors:
        granted += [visitor] if usage.count(Kind.API, visitor, now) is None else []
        usage.take_new()
    assert {one: granted.count(one) for one in set(visitors)} == {one: min(3, visitors.count(one)) for one in visitors}


def test_windows_that_are_over_and_a_crowd_are_forgotten(monkeypatch):
    monkeypatch.setattr(limits, "MOST", 10)
    usage = Usage(RULES)
    usage.learn({(Kind.API, MINUTE, 0, "old"): 3}, now=60.0)
    assert usage._known == {}
    usage.learn({(Kind.API, DAY, 0, str(n)): n for n in range(11)}, now=60.0)
    assert sorted(usage._known.values()) == [6, 7, 8, 9, 10]


def test_a_visitor_is_a_digest_that_changes_every_day():
    assert digest("192.0.2.1", "secret", 0) == digest("192.0.2.1", "secret", DAY - 1)
    names = {digest("192.0.2.1", "secret", 0), digest("192.0.2.1", "secret", DAY), digest("192.0.2.1", "other", 0)}
    assert len(names) == 3
    assert "192" not in "".join(names)


@pytest.mark.parametrize(
    ("address", "seen"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2::9", "2001:db8:1:2::"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("unix", "unix"),
    ],
)
def test_a_network_is_what_one_visitor_cannot_change(address, seen):
    assert network(address) == seen
