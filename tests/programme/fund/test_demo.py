"""The demonstration: sound, marked on every line, the same each time, and far from what was published."""

from datetime import date

import polars as pl
import pytest

from barometre.programme.fund.demo import demonstration
from barometre.programme.fund.file import read_file
from barometre.programme.fund.schema import is_demonstration


@pytest.fixture(scope="module")
def result(validated, tmp_path_factory):
    path = tmp_path_factory.mktemp("demo") / "demo.csv"
    demonstration().write_csv(path)
    return validated(read_file(path).rows)


def test_every_line_is_accepted(result):
    assert (result.rejected, result.accepted.height) == ([], demonstration().height)


def test_every_line_is_marked(result):
    marked = result.accepted.select(
        pl.col("call").str.starts_with("demo-").all(), pl.col("title").str.starts_with("Démonstration").all()
    )
    assert marked.row(0) == (True, True)
    assert is_demonstration(result.accepted)


def test_it_is_the_same_for_a_seed(result):
    assert demonstration(3).equals(demonstration(3))
    assert not demonstration(3).equals(demonstration(4))


def test_it_is_far_from_what_was_published(result):
    assert result.accepted["amount"].sum() < 15_000_000
    assert result.accepted["project"].n_unique() < 1_000


def test_dates_are_those_of_the_fund(result):
    days = result.accepted.select(pl.col("filed_on", "decided_on", "paid_on")).unpivot()["value"].drop_nulls()
    assert date(2021, 3, 1) <= days.min() <= days.max() <= date(2022, 12, 31)


def test_it_shows_what_is_hard(result):
    shared = result.accepted.group_by("call", "project").len().filter(pl.col("len") > 1)
    gone = result.accepted.filter(pl.col("siren") != pl.col("siren_announced"))
    outside = result.accepted.filter(pl.col("outside").is_not_null())
    assert (shared.height > 10, gone.height, outside.height, len(result.notes)) == (True, 1, 1, 1)
    assert result.accepted["state"].n_unique() > 2
