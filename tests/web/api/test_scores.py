import polars as pl
import pytest


def test_scores_of_a_theme_are_those_of_the_edition(call, table):
    found = {row["siren"]: row for row in call("scores?mesure=communication&type=commune&format=csv").rows}
    said = table("scores").filter(pl.col("score") > 0, measure="communication.seen").to_dicts()[0]
    row = found[said["siren"]]
    assert len(found) == table("collectivites").filter(kind="commune").height > 3_000
    assert float(row["score"]) == round(said["score"], 1)
    assert float(row["couverture"]) == round(said["coverage"], 3)
    assert (int(row["connus"]), int(row["concernes"])) == (said["known"], said["concerned"])


def test_scores_of_an_indicator_keep_its_state(call):
    rows = call("scores?mesure=site-https&codeDepartement=29&type=commune").json
    assert len(rows) == 277
    assert {row["etat"] for row in rows} <= {"known", "not-concerned", "not-looked", "we-failed", "they-failed"}
    assert all((row["score"] is not None) == (row["etat"] == "known") for row in rows)


@pytest.mark.parametrize(
    ("query", "total"),
    [
        ("siren=212902324", 1),
        ("codeEpci=242900314&mesure=inclusion", 8),
        ("type=commune&codeRegion=53&strate=commune-100000-plus", 2),
    ],
)
def test_scores_are_filtered(call, query, total):
    assert int(call(f"scores?{query}&limit=1").headers["X-Total-Count"]) == total


@pytest.mark.parametrize(("query", "kinds"), [("", {"measured": True}), ("type=epci", {"kind": "epci"})])
def test_without_a_place_all_have_theirs(call, table, query, kinds):
    told = int(call(f"scores?{query}&limit=1").headers["X-Total-Count"])
    assert told == table("collectivites").filter(**kinds).height > 100


def test_what_is_not_known_is_null_and_not_zero(call):
    row = call("scores?siren=200046977").json[0]
    assert (row["score"], row["niveau"], row["couverture"]) == (None, None, 0.0)
