"""What the first editions would have said: a fifth was enough, and one missing site counted four times."""

import polars as pl
import pytest

from barometre.scoring.former_method import former_scores

FOURFOLD = ("site-extension", "mail-domaine-site", "site-https", "mail-domaine-propre")
WEIGHTS = pl.DataFrame(
    [
        *((name, "t", 1.0) for name in ("site-declare", *FOURFOLD[:3])),
        *((f"x{n}", "t", 1.0) for n in range(6)),
        *(("u1", "u", 2.0), ("u2", "u", 1.0)),
    ],
    schema=["indicator", "theme", "weight"],
    orient="row",
)
NO_SITE = ("not-concerned", None, "prerequisite_fact")


def scored(**answers):
    """Scores of one body by scope; an answer is a score, a status, or a status with its reason."""
    rows = []
    for name, answer in answers.items():
        if isinstance(answer, tuple):
            status, score, reason = answer
        elif isinstance(answer, str):
            status, score, reason = answer, None, None
        else:
            status, score, reason = "known", float(answer), None
        rows.append(("1", name.replace("_", "-"), status, score, reason))
    columns = {"siren": pl.String, "indicator": pl.String, "status": pl.String, "score": pl.Float64}
    table = pl.DataFrame(rows, schema=columns | {"reason_code": pl.String}, orient="row")
    return dict(former_scores(table, WEIGHTS).select("scope", "score").iter_rows())


def test_one_missing_site_counted_four_times():
    without = dict.fromkeys(("site_extension", "mail_domaine_site", "site_https"), NO_SITE)
    assert scored(site_declare=0, **without, x0=100)["t"] == 20


def test_another_question_that_does_not_arise_was_not_known():
    assert scored(site_declare=100, x0=0, x1=NO_SITE, x2="not-concerned")["t"] == 50
    seven_more = {f"x{n}": NO_SITE for n in range(6)} | {"site_https": "not-looked"}
    assert scored(site_declare=100, site_extension=100, **seven_more)["t"] == 100
    assert "t" not in scored(site_declare=100, **seven_more)


@pytest.mark.parametrize(("known", "scope"), [(1, set()), (2, {"t", "overall"})])
def test_a_fifth_known_and_two_indicators_were_enough(known, scope):
    answers = {f"x{n}": 100 if n < known else "not-looked" for n in range(6)}
    others = dict.fromkeys(("site_declare", "site_extension", "mail_domaine_site", "site_https"), "not-looked")
    assert set(scored(**answers, **others)) == scope


def test_the_whole_was_the_mean_of_the_themes_that_had_a_score():
    found = scored(site_declare=100, site_https=100, x0=100, u1=0, u2=60)
    assert found == {"t": 100, "u": 20, "overall": 60}


def test_nobody_has_no_score():
    assert scored() == {}
