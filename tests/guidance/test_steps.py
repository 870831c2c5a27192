"""Next steps: one move told once, in an order that anyone can follow; never more than is known."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.catalogue.guidance import Helper
from barometre.catalogue.load import load_catalogue
from barometre.guidance.steps import MOST, next_steps
from barometre.guidance.territories import serving
from guides import TODAY, action, duty

# Indicators of the catalogue that are seen and counted, of weight 1.
A, B, C, D, E, F = "site-declare base-adresse site-mobile mail-dmarc site-ipv6 mentions-legales".split()


def catalogue(actions, obligations=(), helpers=()):
    by_id = {kind: {one.id: one for one in entries} for kind, entries in
             (("actions", actions), ("obligations", obligations), ("helpers", helpers))}  # fmt: skip
    return load_catalogue().model_copy(update=by_id)


BODIES = pl.DataFrame({"siren": ["1"], "kind": ["commune"], "departements": [["29"]], "regions": [["53"]]})
_STATES = {"siren": pl.String(), "obligation": pl.String(), "state": pl.String(), "why": pl.String()}


def known(**scores):
    """Answers of one collectivité: indicator -> score."""
    rows = [("1", name, True, "known", score, None) for name, score in scores.items()]
    schema = ["siren", "indicator", "asked", "status", "score", "hangs_on"]
    return pl.DataFrame(
        rows, schema=schema, orient="row", schema_overrides={"hangs_on": pl.String(), "score": pl.Float64()}
    )


def states(*rows):
    return pl.DataFrame([("1", *row) for row in rows], schema=_STATES, orient="row")


def chosen(content, indicators, duties=(), bodies=BODIES, scored=("1",)):
    found = next_steps(content, bodies, indicators, states(*duties), pl.Series(scored, dtype=pl.String()), TODAY)
    return found.to_dicts()


def test_an_action_that_answers_several_indicators_is_told_once_with_the_sum_of_its_gains():
    one = action("site", indicators=(A, B))
    (step,) = chosen(catalogue([one]), known(**{A: 0.0, B: 50.0, C: 100.0}))
    # 100 and 50 points to win over three answers of weight 1.
    assert step["gain"] == pytest.approx(50.0)
    assert (step["indicators"], step["known"], step["rank"]) == ([A, B], True, 1)


def test_without_a_score_there_is_no_gain_and_the_order_is_the_same():
    content = catalogue([action("a", indicators=(A,)), action("b", indicators=(B,))])
    rows = known(**{A: 50.0, B: 0.0})
    steps, unscored = chosen(content, rows), chosen(content, rows, scored=())
    assert [step["action"] for step in steps] == [step["action"] for step in unscored] == ["b", "a"]
    assert [step["gain"] for step in unscored] == [None, None]


def test_what_is_as_it_should_be_asks_for_nothing():
    assert chosen(catalogue([action("site", indicators=(A,))]), known(**{A: 100.0})) == []


def test_what_is_not_known_or_hangs_on_something_else_is_no_step():
    content = catalogue([action("site", indicators=(A,))])
    unknown = known(**{A: 0.0}).with_columns(status=pl.lit("not-looked"), score=pl.lit(None, pl.Float64()))
    assert chosen(content, unknown) == []
    assert chosen(content, known(**{A: 0.0}).with_columns(hangs_on=pl.lit("site.https"))) == []


def test_the_order_is_gain_then_law_then_ease_then_help_then_name():
    law = duty(id="devoir", starts=date(2020, 1, 1))
    older = duty(id="vieux-devoir", starts=date(2010, 1, 1))
    # The same small gain for all but the last.
    actions = [
        action("a-equal", indicators=(B,)),
        action("b-helped", indicators=(C,), help=("cdg",)),
        action("c-easy", indicators=(D,), ease=1),
        action("d-law", indicators=(E,), obligations=("devoir",)),
        action("e-old-law", indicators=(F,), obligations=("vieux-devoir",)),
        action("f-gain", indicators=(A,)),
    ]
    helper = Helper(id="cdg29", name="CDG", kind="cdg", territories=("29",), read="read", source="liste")
    content = catalogue(actions, [law, older], [helper])
    scores = {A: 0.0} | dict.fromkeys((B, C, D, E, F), 90.0)
    steps = chosen(content, known(**scores), [("devoir", "not-met", "shown"), ("vieux-devoir", "not-met", "shown")])
    names = [step["action"] for step in steps]
    assert names == ["f-gain", "e-old-law", "d-law", "c-easy", "b-helped"]


def test_an_obligation_alone_is_a_step_when_it_is_missed_and_to_check_when_nobody_knows():
    one = action("registre", obligations=("registre-tenu",))
    content = catalogue([one], [duty(id="registre-tenu")])
    (missed,) = chosen(content, known(**{A: 100.0}), [("registre-tenu", "not-met", "shown")])
    assert (missed["known"], missed["missed"], missed["gain"]) == (True, ["registre-tenu"], 0.0)
    (to_check,) = chosen(content, known(**{A: 100.0}), [("registre-tenu", "unknown", "no-proof")])
    assert (to_check["known"], to_check["unknown"]) == (False, ["registre-tenu"])


def test_what_a_public_source_can_show_is_to_check_before_what_nobody_can_see():
    actions = [action("a-hidden", obligations=("h1", "h2")), action("b-visible", obligations=("v1",))]
    content = catalogue(actions, [duty(id=name) for name in ("h1", "h2", "v1")])
    unknown = [("h1", "unknown", "no-proof"), ("h2", "unknown", "no-proof"), ("v1", "unknown", "not-looked")]
    steps = chosen(content, known(**{A: 100.0}), unknown)
    assert [step["action"] for step in steps] == ["b-visible", "a-hidden"]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({}, "if"),
        ({"read": "unread"}, "no-proof"),
        ({"kind": "recommandation"}, "no-proof"),
        ({"starts": date(2027, 1, 1)}, "no-proof"),
    ],
)
def test_no_duty_is_told_that_may_not_bind_nor_one_nobody_read_nor_one_to_come(changes, why):
    content = catalogue([action("registre", obligations=("registre-tenu",))], [duty(id="registre-tenu", **changes)])
    assert chosen(content, known(**{A: 100.0}), [("registre-tenu", "unknown", why)]) == []


@given(st.randoms())
def test_the_same_input_gives_the_same_order_whatever_that_of_its_rows(chance):
    names = [A, B, C, D, E, F]
    actions = [action(f"geste-{name}", indicators=(name,)) for name in names]
    rows = known(**dict.fromkeys(names, 0.0))
    expected = chosen(catalogue(actions), rows)
    chance.shuffle(actions)
    assert chosen(catalogue(actions), rows.sample(fraction=1, shuffle=True, seed=chance.randrange(999))) == expected
    assert [step["rank"] for step in expected] == list(range(1, MOST + 1))


def test_who_serves_a_departement_does_not_help_its_region():
    helper = Helper(id="cdg29", name="CDG", kind="cdg", territories=("29",), read="read", source="liste")
    region = BODIES.with_columns(siren=pl.lit("2"), kind=pl.lit("region"))
    assert serving([helper], pl.concat([BODIES, region])).rows() == [("1", "cdg")]
