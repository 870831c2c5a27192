"""What is refused of samples and margins, and how they are put together."""

import numpy as np
import polars as pl
import pytest

from barometre.errors import BarometreError
from barometre.survey.weighting.margins import prepare, read_margins, read_sample
from weighed import MARGINS, SAMPLE, frame, margins, margins_of, respondents, sample_of

HALVES = {"u": {"a": 50, "b": 50}, "v": {"x": 50, "y": 50}}


def refusal(sample, known):
    with pytest.raises(BarometreError) as caught:
        prepare(sample, known)
    return str(caught.value)


def test_base_weights_are_scaled_to_the_population_first():
    made = frame()
    assert made.base.sum() == pytest.approx(1000, rel=1e-12)
    assert made.base[1] == pytest.approx(3 * made.base[0], rel=1e-12)
    without = prepare(respondents().drop("base_weight"), margins())
    assert without.base == pytest.approx(np.full(16, 1000 / 16))


def test_the_order_of_lines_changes_nothing():
    made, other = frame(), prepare(respondents().sample(fraction=1, shuffle=True, seed=3), margins())
    assert other.ids == made.ids == tuple(sorted(made.ids))
    assert (other.codes == made.codes).all()
    assert (other.base == made.base).all()


def test_indicators_are_named_and_one_for_each_variable():
    made = frame()
    assert made.names[:3] == ("kind=commune", "kind=epci", "region=nord")
    assert (made.indicators().sum(axis=1) == 3).all()
    assert [list(counts) for counts in made.respondents()] == [[10, 6], [6, 5, 5], [10, 6]]


def test_margins_that_disagree_are_refused_with_both_totals_and_names():
    told = refusal(sample_of(kind="ab", strate="xy"), margins_of(kind={"a": 60, "b": 40}, strate={"x": 50, "y": 51}))
    assert "kind sums to 100 and strate to 101" in told


def test_sums_of_floats_agree():
    tenths = dict.fromkeys("abcdefghij", 0.1)
    made = prepare(sample_of(u="abcdefghij", v="x" * 10), margins_of(u=tenths, v={"x": 1.0}))
    assert made.population == pytest.approx(1)


def test_a_category_without_respondent_is_named_with_the_collapse_proposed():
    known = margins_of(strate={"0-499": 500, "500-999": 300, "1000+": 200})
    told = refusal(pl.DataFrame({"id": ["1", "2", "3"], "strate": ["0-499", "0-499", "1000+"]}), known)
    assert "strate=500-999 (0 respondents): proposed collapse with 1000+ (1)" in told


@pytest.mark.parametrize(
    ("sample", "told"),
    [
        (sample_of(u="abc", v="xyy"), "u=c (1 respondents) is in no margin; margins have a, b"),
        (sample_of(u="ab"), "no column v; it has id, u"),
        (sample_of(u="ab", v="xy").with_columns(id=pl.lit("same")), "id on several lines: same"),
        (sample_of(u="ab", v="xy").with_columns(v=pl.Series(["x", None])), "v is empty for 1 respondents (r2)"),
        (sample_of(u="ab", v="xy").with_columns(id=pl.Series([None, "r2"])), "id is empty"),
        (sample_of(u="ab", v="xy").with_columns(base_weight=pl.Series(["1", "0"])), "base_weight is no number above"),
        (sample_of(u="ab", v="xy").with_columns(base_weight=pl.Series(["1", "-2"])), "1 respondents (r2)"),
        (sample_of(u="ab", v="xy").with_columns(base_weight=pl.Series(["inf", "1"])), "1 respondents (r1)"),
        (sample_of(u="ab", v="xy").with_columns(base_weight=pl.Series(["one", None])), "2 respondents (r1, r2)"),
        (sample_of(u="ab", v="xy").clear(), "no respondent"),
    ],
)
def test_a_sample_is_refused_whole(sample, told):
    assert told in refusal(sample, margins_of(**HALVES))


@pytest.mark.parametrize(
    ("known", "told"),
    [
        (margins_of(u={"a": 100, "b": 0}), "u=b has total 0, and 1 respondents are in it"),
        (margins_of(u={"a": 101, "b": -1}), "u=b has total -1"),
        (margins_of(u={"a": float("nan"), "b": 1}), "u=a has total nan"),
        (pl.concat([margins_of(u={"a": 1, "b": 2}), margins_of(u={"a": 1})]), "u=a stands twice"),
        (margins_of(u={"a": None}), "u=a has total None"),
        (margins_of(base_weight={"1": 1}), "base_weight names a column of the sample"),
        (margins_of(u={"a": 1}).clear(), "no total above zero"),
        (margins_of(u={"c": 0}), "no total above zero"),
    ],
)
def test_margins_are_refused_whole(known, told):
    assert told in refusal(sample_of(u="ab"), known)


def test_a_total_of_zero_without_respondent_counts_for_nothing():
    made = prepare(sample_of(u="ab"), margins_of(u={"none": 0, "a": 6, "b": 4}))
    assert made.names == prepare(sample_of(u="ab"), margins_of(u={"a": 6, "b": 4})).names


def test_categories_that_are_numbers_are_compared_as_texts():
    numbers = pl.DataFrame({"variable": ["u", "u"], "category": [1, 2], "total": [6, 4]})
    made = prepare(pl.DataFrame({"id": [10, 9], "u": [2, 1]}), numbers)
    assert (made.ids, made.categories) == (("10", "9"), (("1", "2"),))
    assert made.codes[:, 0].tolist() == [1, 0]


def test_files_give_what_tables_give(tmp_path):
    (tmp_path / "s.csv").write_text(SAMPLE.replace("commune", " commune "), "utf-8-sig")
    (tmp_path / "m.csv").write_text(MARGINS.replace(",", ";"), "utf-8")
    read = prepare(read_sample(tmp_path / "s.csv"), read_margins(tmp_path / "m.csv"))
    assert read.names == frame().names
    assert (read.base == frame().base).all()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("variable,category\nu,a\n", "has no column total"),
        ("variable,category,total\nu,a,many\n", "margin of variable u, category a has total many"),
        ("variable,category,total\nu,,3\n", "category (empty)"),
        ("variable,category,total\nu,a,-1\n", "has total -1"),
        ("variable,category,total\nu,a\n", "line 2: 2 cells where the header has 3"),
        ("variable,category,total,Total\nu,a,1,2\n", "names column total twice"),
    ],
)
def test_a_file_of_margins_is_refused(tmp_path, text, told):
    (tmp_path / "m.csv").write_text(text)
    with pytest.raises(BarometreError, match=r"m\.csv") as caught:
        read_margins(tmp_path / "m.csv")
    assert told in str(caught.value)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(BarometreError, match="Cannot read"):
        read_sample(tmp_path / "none.csv")
