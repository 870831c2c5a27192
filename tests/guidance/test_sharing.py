"""What sharing a tool would change: worked by hand, and properties that hold for every group."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.catalogue.guidance import Action, Obligation, Tool
from barometre.guidance.obligations import law_in_force
from barometre.guidance.sharing import (
    Bill,
    Prices,
    Served,
    bill,
    effect,
    helped,
    of_action,
    of_tool,
    totals,
)

WEIGHTS = {"https": 2.0, "mail": 1.0, "site": 1.0}
MINIMA = (0, 10, 30, 50, 70, 90)
HTTPS = Served("pare-feu", ("https",), ("rgs",))
READ = {"read": "read", "source": "code", "checked_on": date(2026, 11, 29)}


def tool(**given):
    known = {"name": "Outil", "what": "Sert.", "operator": "État", "family": "etat", "whom": "tous", "cost": "gratuit"}
    return Tool.model_validate({"id": "outil", **known, "themes": ["donnees"], **READ, **given})


def action(name, **given):
    told = {"title": name, "why": "Parce que.", "how": ["Faites."], "duration": "1 h", "cost": "gratuit", "ease": 1}
    return Action.model_validate({"id": name, **told, "seen": "nous le verrons", **given})


def obligation(name, **given):
    told = {"title": name, "theme": "donnees", "kind": "obligation", "asks": "Faire.", "whom": "toutes"}
    return Obligation.model_validate(
        {"id": name, **told, "references": ["loi"], "shown_by": "une page", **READ, **given}
    )


def group(**columns):
    """A group of three communes: the first lacks https, the second has all, nobody looked at the third."""
    rows = {
        "siren": ["200000001", "200000002", "200000003"],
        "population": [100, 2000, 300],
        "powers": [["commune"]] * 3,
        "https": ["known", "known", "not-looked"],
        "https.score": [0.0, 100.0, None],
        "mail": ["known", "known", "not-looked"],
        "mail.score": [100.0, 100.0, None],
        "site": ["known", "known", "not-looked"],
        "site.score": [100.0, 100.0, None],
        "obligation.rgs": ["not-met", "met", "unknown"],
        "overall.seen": [50.0, 100.0, None],
        "overall.seen.provisional": [False, False, None],
    }
    return pl.DataFrame(rows | columns)


def test_who_lacks_what_and_what_it_would_change():
    told = effect(group(), HTTPS, WEIGHTS, MINIMA)
    first, second, third = told.iter_rows(named=True)
    # (2 × 0 + 1 × 100 + 1 × 100) / 4 = 50, level 4; with https: 50 + 2 × 100 / 4 = 100, level 6.
    assert (first["wanting"], first["missed"], first["before"], first["after"]) == (["https"], ["rgs"], 50.0, 100.0)
    assert (first["level_before"], first["level_after"], first["untold"]) == (4, 6, 0)
    assert (second["lacks"], second["before"], second["after"]) == (False, 100.0, 100.0)
    # Nobody looked at the third: it lacks nothing known, has no score and no level, and two things are not known.
    assert (third["lacks"], third["untold"], third["after"], third["level_after"]) == (False, 2, None, None)
    found = totals(group(), told)
    assert (found.members, found.lacking, found.unknown, found.inhabitants, found.met) == (3, 1, 1, 100, 1)
    assert (found.mean_before, found.mean_after, found.levelled, found.moved) == (50.0, 100.0, 1, 1)


def test_no_level_is_told_of_a_provisional_score():
    rows = group(**{"overall.seen.provisional": [True, False, None]})
    told = effect(rows, HTTPS, WEIGHTS, MINIMA)
    assert told["level_before"].to_list() == [None, 6, None]
    assert (totals(rows, told).levelled, totals(rows, told).moved, totals(rows, told).scored) == (0, 0, 1)


def test_what_hangs_on_something_else_is_mended_by_mending_that():
    rows = group(**{"https.hangs": [True, None, None], "obligation.rgs": ["unknown", "met", "unknown"]})
    told = effect(rows, HTTPS, WEIGHTS, MINIMA)
    assert (told["lacks"].any(), told["wanting"][0].to_list()) == (False, [])


def test_a_tool_that_is_for_others_helps_nobody_and_a_doubt_is_kept_apart():
    rows = group(agents=[10, 500, None])
    told = effect(rows, Served("t", ("https",), (), "agents >= 50"), WEIGHTS, MINIMA)
    assert told["usable"].to_list() == [False, True, None]
    assert (totals(rows, told).lacking, totals(rows, told).outside) == (0, 2)
    assert told["after"].to_list() == [50.0, 100.0, None]


def test_an_indicator_or_an_obligation_that_the_group_does_not_have_is_lacked_by_nobody():
    told = effect(group(), Served("t", ("other",), ("other",)), WEIGHTS, MINIMA)
    assert (told["lacks"].any(), told["untold"].sum()) == (False, 0)


def test_what_helps_most_comes_first_and_what_helps_nobody_is_left_out():
    offers = [Served("b", ("https",), ()), Served("a", ("https",), ()), Served("none", ("mail",), ())]
    rows = group(**{"site.score": [0.0, 50.0, None]})
    offers.append(Served("site", ("site",), ()))
    assert [(one.id, count) for one, count in helped(rows, offers)] == [("site", 2), ("a", 1), ("b", 1)]
    assert helped(rows, []) == []


def test_a_tool_serves_what_it_names_and_an_obligation_only_when_it_serves_all_that_proves_it():
    duties = [
        obligation("one", proofs=[{"indicator": "https"}]),
        obligation("both", proofs=[{"indicator": "https"}, {"indicator": "mail"}]),
        obligation("fact", proofs=[{"fact": "site.declared"}]),
        obligation("silent"),
        obligation("told"),
    ]
    partly = action("partly", tools=["outil"], indicators=["https", "mail"], obligations=["silent"])
    wholly = action("wholly", tools=["outil"], indicators=["https"], obligations=["told"])
    served = of_tool(tool(indicators=["https"]), [partly, wholly], duties)
    assert (served.indicators, served.obligations) == (("https",), ("one", "told"))


def test_a_tool_that_names_no_indicator_serves_those_of_the_actions_that_use_it():
    duties = [obligation("both", proofs=[{"indicator": "https"}, {"indicator": "mail"}]), obligation("silent")]
    using = action("using", tools=["outil"], indicators=["https", "mail"], obligations=["silent"])
    other = action("other", indicators=["site"])
    assert of_tool(tool(), [using, other], duties) == Served("outil", ("https", "mail"), ("both", "silent"))
    assert of_action(other, duties) == Served("other", ("site",), ())


def test_only_what_is_law_verified_and_in_force_counts():
    day = date(2026, 12, 1)
    found = law_in_force(
        [
            obligation("law", starts=day, ends=day),
            obligation("later", starts=date(2026, 12, 2)),
            obligation("ended", ends=date(2026, 11, 30)),
            obligation("advice", kind="recommandation"),
            obligation("unread", read="unread"),
        ],
        day,
    )
    assert [one.id for one in found] == ["law"]


def test_shared_the_fixed_cost_and_the_start_are_paid_once():
    prices = Prices(fixed=1200, each=100, inhabitant=0.5, once=3000)
    # Alone: 3 × 1200 + 3 × 100 + 2400 × 0.5 = 5100 a year, and 3 × 3000 at the start.
    assert bill(prices, 3, 2400, shared=False) == Bill(14_100, 5100, 1700, 2.125)
    # Shared: 1200 + 300 + 1200 = 2700 a year, and 3000 at the start.
    assert bill(prices, 3, 2400, shared=True) == Bill(5700, 2700, 900, 1.125)


def test_no_price_is_supposed_and_a_price_of_nothing_is_one():
    assert (bool(Prices()), bool(Prices(fixed=0.0))) == (False, True)
    assert bill(Prices(fixed=10), 0, 0, shared=True) == Bill(0, 0, None, None)


MEMBER = st.fixed_dictionaries(
    {
        "https": st.sampled_from(["known", "not-looked", "not-concerned", "they-failed"]),
        "score": st.sampled_from([0.0, 33.333333, 100.0]),
        "duty": st.sampled_from(["met", "not-met", "unknown", "if", None]),
        "seen": st.one_of(st.none(), st.floats(0, 100).map(lambda value: round(value, 4))),
        "provisional": st.booleans(),
        "population": st.integers(1, 10_000),
    }
)


def made(members):
    return pl.DataFrame(
        [
            {
                "siren": f"{200_000_000 + place}",
                "population": one["population"],
                "https": one["https"],
                "https.score": one["score"] if one["https"] == "known" else None,
                "obligation.rgs": one["duty"],
                "overall.seen": one["seen"],
                "overall.seen.provisional": one["provisional"],
            }
            for place, one in enumerate(members)
        ],
        schema_overrides={"https.score": pl.Float64, "obligation.rgs": pl.String, "overall.seen": pl.Float64},
    )


@given(st.lists(MEMBER, min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_the_members_does_not_matter(members, random):
    rows = made(members)
    order = list(range(rows.height))
    random.shuffle(order)
    shuffled = rows[order]
    told = [totals(one, effect(one, HTTPS, WEIGHTS, MINIMA)) for one in (rows, shuffled)]
    assert told[0] == told[1]


@given(st.lists(MEMBER, min_size=1, max_size=8))
def test_who_lacks_nothing_known_gains_nothing_and_nobody_loses(members):
    told = effect(made(members), HTTPS, WEIGHTS, MINIMA)
    for row in told.iter_rows(named=True):
        assert row["lacks"] == bool(row["wanting"] or row["missed"])
        if row["before"] is not None:
            assert row["after"] >= row["before"]
        if not row["lacks"]:
            assert (row["after"], row["level_after"]) == (row["before"], row["level_before"])


@pytest.mark.parametrize("members", [1, 2, 30])
def test_sharing_never_costs_more_than_each_alone(members):
    prices = Prices(fixed=500, each=20, inhabitant=0.1, once=900)
    alone, shared = (bill(prices, members, 100 * members, shared=one) for one in (False, True))
    assert shared.first <= alone.first and shared.yearly <= alone.yearly
