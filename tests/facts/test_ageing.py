"""A register's facts have weight for twice its cadence; then they are our failure, with the day they were true."""

from datetime import date, timedelta

import polars as pl
import pytest

from barometre.catalogue.sentences import with_sentences
from barometre.facts.ageing import with_aged, without_the_old
from barometre.facts.schema import SOURCED_FACTS

ON = date(2026, 11, 29)


def one(days_ago, source="fibre", outcome="seen"):
    row = {
        **{"siren": "1", "fact": "f", "source": source, "outcome": outcome},
        **{
            "number": 90.0 if outcome == "seen" else None,
            "observed_on": ON - timedelta(days=days_ago),
            "to_confirm": False,
        },
    }
    return pl.DataFrame([row], schema=SOURCED_FACTS)


@pytest.mark.parametrize(
    ("days_ago", "outcome", "number"), [(0, "seen", 90.0), (184, "seen", 90.0), (185, "we-failed", None)]
)
def test_a_fact_has_weight_for_twice_the_cadence(days_ago, outcome, number):
    found = without_the_old(one(days_ago), {"fibre": 92}, ON).row(0, named=True)
    assert (found["outcome"], found["number"]) == (outcome, number)


def test_what_is_too_old_says_since_when():
    found = with_sentences(
        without_the_old(one(400), {"fibre": 92}, ON), "detail", "reason_code", "reason_context", "to_confirm"
    )
    assert found["detail"].item() == "le relevé du 25/10/2025 est trop ancien pour compter encore"


def test_a_source_without_cadence_and_what_was_not_seen_do_not_grow_old():
    assert without_the_old(one(4000, "annuaire"), {"fibre": 92, "annuaire": None}, ON).equals(one(4000, "annuaire"))
    assert without_the_old(one(400, outcome="not-concerned"), {"fibre": 92}, ON).equals(
        one(400, outcome="not-concerned")
    )


@pytest.mark.parametrize(
    ("days_ago", "source", "aged"),
    [(92, "fibre", False), (93, "fibre", True), (185, "fibre", True), (4000, "observation", False), (5, "dpo", False)],
)
def test_past_its_cadence_a_fact_is_aged_before_it_loses_its_weight(days_ago, source, aged):
    assert with_aged(one(days_ago, source), {"fibre": 92, "observation": None}, ON)["aged"].item() is aged


def test_what_no_source_tells_is_not_aged():
    nothing = pl.DataFrame(
        {"source": [None], "observed_on": [None]}, schema={"source": pl.String, "observed_on": pl.Date}
    )
    assert with_aged(nothing, {"fibre": 92}, ON)["aged"].item() is False
