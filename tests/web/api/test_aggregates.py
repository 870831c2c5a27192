import polars as pl
import pytest
from polars.testing import assert_frame_equal

NAMES = {
    **{"territory_kind": "territoire", "territory": "code", "kind": "type", "measure": "mesure", "mean": "moyenne"},
    **{
        "low": "plancher",
        "high": "plafond",
        "met": "atteints",
        "coverage": "couverture",
        "known": "connus",
        "concerned": "concernes",
        "q1": "q1",
        "median": "mediane",
        "q3": "q3",
    },
}


def test_all_aggregates_are_those_of_the_edition(call, table):
    found = pl.read_csv(
        call("aggregates?format=csv").body, schema_overrides={"code": pl.String}, infer_schema_length=None
    )
    wanted = table("aggregates").select(*NAMES).rename(NAMES)
    keys = ["territoire", "code", "type", "mesure"]
    # The API rounds to a decimal what the file has whole; 99.97 is said 99.9, since 100 is for all alone.
    assert_frame_equal(
        found.select(*NAMES.values()).sort(keys), wanted.sort(keys), check_dtypes=False, rel_tol=0, abs_tol=0.0999
    )


@pytest.mark.parametrize(
    ("query", "total"),
    [
        ("mesure=site-https&territoire=region&type=commune", 18),
        ("mesure=site-https&territoire=france&type=commune", 1),
        ("mesure=communication&territoire=departement&code=2a&type=commune", 1),
        ("mesure=communication.seen&territoire=strate&code=commune-0-499", 1),
        ("mesure=overall&code=FR&type=commune", 1),
    ],
)
def test_aggregates_are_filtered(call, query, total):
    assert len(call(f"aggregates?{query}").json) == total


def test_an_aggregate_counts_who_it_is_about(call):
    row = call("aggregates?mesure=site-https&code=53&territoire=region&type=commune").json[0]
    assert row["nom"] == "Bretagne"
    assert sum(row["histogramme"]) == row["connus"] <= row["concernes"]
