"""An obligation is met or not only when a proof says so, and stated only of those whom it surely binds."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.catalogue.guidance import Proof
from barometre.facts.schema import Outcome
from barometre.guidance.obligations import State, Why, obligation_states
from barometre.indicators.evaluate import Status
from barometre.indicators.properties import with_circumstances
from guides import TODAY, duty

SEEN = date(2026, 10, 1)


def bodies(**columns):
    rows = {"siren": ["1"], "powers": [["commune"]], "population": [400]} | columns
    return pl.DataFrame(rows, schema_overrides={"siren": pl.String()})


def answers(score, status=Status.KNOWN, indicator="declaration"):
    return pl.DataFrame(
        {"siren": ["1"], "indicator": [indicator], "status": [status.value], "score": [score], "observed_on": [SEEN]},
        schema_overrides={"score": pl.Float64()},
    )


def facts(number=None, outcome=Outcome.SEEN, fact="bal"):
    columns = {"siren": ["1"], "fact": [fact], "outcome": [outcome.value], "number": [number], "observed_on": [SEEN]}
    return pl.DataFrame(columns, schema_overrides={"number": pl.Float64()})


def judged(one, *, of=None, indicators=None, seen=None, on=TODAY):
    """State, reason and proof of one obligation for one collectivité."""
    of = bodies() if of is None else of
    indicators = answers(100.0).clear() if indicators is None else indicators
    seen = facts().clear() if seen is None else seen
    (row,) = obligation_states([one], of, indicators, seen, on).to_dicts()
    return State(row["state"]), Why(row["why"]), row["proof"]


DECLARED = (Proof(indicator="declaration"),)


@pytest.mark.parametrize(
    ("score", "status", "expected"),
    [
        (100.0, Status.KNOWN, (State.MET, Why.SHOWN, "declaration")),
        (0.0, Status.KNOWN, (State.NOT_MET, Why.SHOWN, "declaration")),
        (50.0, Status.KNOWN, (State.UNKNOWN, Why.UNPROVEN, None)),
        (None, Status.NOT_LOOKED, (State.UNKNOWN, Why.NOT_LOOKED, None)),
        (None, Status.WE_FAILED, (State.UNKNOWN, Why.WE_FAILED, None)),
        (None, Status.THEY_FAILED, (State.UNKNOWN, Why.THEY_FAILED, None)),
        (None, Status.NOT_CONCERNED, (State.UNKNOWN, Why.UNPROVEN, None)),
    ],
)
def test_what_an_indicator_shows(score, status, expected):
    assert judged(duty(proofs=DECLARED), indicators=answers(score, status)) == expected


def test_an_indicator_that_the_edition_does_not_have_shows_nothing():
    assert judged(duty(proofs=DECLARED)) == (State.UNKNOWN, Why.NOT_LOOKED, None)


def test_without_proof_only_the_collectivite_can_tell():
    assert judged(duty()) == (State.UNKNOWN, Why.NO_PROOF, None)


@pytest.mark.parametrize(
    ("number", "outcome", "expected"),
    [(1.0, Outcome.SEEN, State.MET), (0.0, Outcome.SEEN, State.UNKNOWN), (None, Outcome.WE_FAILED, State.UNKNOWN)],
)
def test_a_list_of_those_who_have_proves_no_no(number, outcome, expected):
    listed = duty(proofs=(Proof(fact="bal", missed=None),))
    assert judged(listed, seen=facts(number, outcome))[0] is expected


@pytest.mark.parametrize(
    ("population", "expected"),
    [
        (3_500, (State.NOT_CONCERNED, Why.OUTSIDE, None)),
        (3_501, (State.NOT_MET, Why.SHOWN, "declaration")),
        (None, (State.UNKNOWN, Why.IF, None)),
    ],
)
def test_both_sides_of_a_threshold_and_what_is_not_known(population, expected):
    above = duty(concerns="commune and population > 3500", proofs=DECLARED)
    of = bodies(population=pl.Series([population], dtype=pl.Int64()))
    assert judged(above, of=of, indicators=answers(0.0)) == expected


def test_a_circumstance_that_no_table_has_is_not_known():
    assert judged(duty(concerns="personal_data", proofs=DECLARED), indicators=answers(0.0))[1] is Why.IF


@pytest.mark.parametrize(
    ("on", "why"), [(date(2026, 12, 31), Why.SHOWN), (date(2027, 1, 1), Why.ENDED)]
)  # fmt: skip
def test_the_last_day_is_in_force(on, why):
    assert judged(duty(ends=date(2026, 12, 31), proofs=DECLARED), indicators=answers(0.0), on=on)[1] is why


BOTH = (Proof(indicator="declaration"), Proof(fact="bal"))


@pytest.mark.parametrize(
    ("score", "number", "expected"),
    [
        (100.0, 1.0, State.MET),
        (100.0, 0.0, State.NOT_MET),
        (0.0, 1.0, State.NOT_MET),
        (100.0, None, State.UNKNOWN),
        (50.0, 1.0, State.UNKNOWN),
    ],
)
def test_several_proofs_must_all_agree_and_one_is_enough_to_miss(score, number, expected):
    seen = facts(number) if number is not None else facts(None, Outcome.WE_FAILED)
    assert judged(duty(proofs=BOTH), indicators=answers(score), seen=seen)[0] is expected


def test_a_proof_of_the_contrary_alone_does_not_have_to_agree():
    proofs = (Proof(indicator="declaration"), Proof(fact="bal", met=None))
    assert judged(duty(proofs=proofs), indicators=answers(100.0), seen=facts(1.0))[0] is State.MET
    assert judged(duty(proofs=proofs), indicators=answers(100.0), seen=facts(0.0))[0] is State.NOT_MET
    alone = duty(proofs=proofs[1:])
    assert judged(alone, seen=facts(1.0))[0] is State.UNKNOWN


def test_a_proof_that_shows_nothing_is_refused():
    with pytest.raises(ValueError, match="shows nothing"):
        Proof(fact="bal", met=None, missed=None)
    with pytest.raises(ValueError, match="one of them"):
        Proof()


@given(st.permutations(["1", "2", "3"]))
def test_the_order_of_rows_changes_nothing(order):
    of = pl.DataFrame({"siren": order, "powers": [["commune"]] * 3, "population": [10, 20, 30]})
    scores = {"1": 100.0, "2": 0.0, "3": 50.0}
    seen = pl.concat([answers(scores[siren]).with_columns(siren=pl.lit(siren)) for siren in order])
    states = obligation_states([duty(proofs=DECLARED)], of, seen, facts().clear(), TODAY)
    assert states["siren"].to_list() == ["1", "2", "3"]
    assert states["state"].to_list() == ["met", "not-met", "unknown"]


def test_trackers_seen_bind_and_none_seen_proves_nothing():
    rows = bodies(
        siren=["1", "2"], powers=[["commune"]] * 2, population=[10, 10], kind=["commune"] * 2, epci=[None] * 2
    )
    seen = pl.concat([facts(number, fact="site.trackers").with_columns(siren=pl.lit(siren), text=pl.lit(""))
                      for siren, number in (("1", 2.0), ("2", 0.0))])  # fmt: skip
    found = with_circumstances(rows.cast({"epci": pl.String()}), seen)
    assert found["trackers"].to_list() == [True, None]
