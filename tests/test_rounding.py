"""One rule of rounding: the same value is the same figure on a page, in a chart, in a file, on paper and in the API."""

from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.rounding import rounded, rounded_column, rounded_share, rounded_share_column
from barometre.web.api.records import shown as in_api
from barometre.web.editions.models import Aggregate
from barometre.web.maps.charts import Bar, bars
from barometre.web.maps.legend import SHARES, ColouredArea
from barometre.web.pages.figures import mean_cell
from barometre.web.pages.territorial import figure, mean_words
from barometre.web.shared import filters
from barometre.web.shared.catalogue import Measure
from barometre.web.shared.french import between, percent, score
from barometre.web.shared.tables import Cell, TableColumn

COMMUNES = 34_875
parts = st.integers(1, 40_000).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole)))
numbers = st.decimals(-10_000, 10_000, places=5).map(float)


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        (0.25, 1, "0.3"),  # a half, away from zero: Python and NumPy say 0.2
        (-0.25, 1, "-0.3"),
        (2.5, 0, "3"),
        (1.005, 2, "1.01"),  # just under a half as a float is held
        (100 * 0.0285, 1, "2.9"),  # 2.8499999999999996, since 2.85 is what was meant
        (61.639824, 1, "61.6"),
    ],
)
def test_halves_go_away_from_zero(value, decimals, shown):
    assert str(rounded(value, decimals)) == shown
    assert pl.select(rounded_column(pl.lit(value), decimals)).item() == float(shown)


@pytest.mark.parametrize(
    ("part", "words", "given"),
    [
        (34_872, "plus de 99,9\u00a0%", 99.9),
        (3, "moins de 0,1\u00a0%", 0.1),
        (COMMUNES, "100\u00a0%", 100.0),
        (0, "0\u00a0%", 0.0),
        (COMMUNES // 3, "33,3\u00a0%", 33.3),
    ],
)
def test_all_and_none_are_said_of_all_and_none_alone(part, words, given):
    value = 100 * part / COMMUNES
    assert percent(value) == words
    assert in_api("mean", value) == given
    assert in_api("coverage", part / COMMUNES) in (0.0, 1.0) or 0 < part < COMMUNES
    assert 0 < in_api("coverage", part / COMMUNES) < 1 or part in (0, COMMUNES)


def test_thirds_are_left_to_add_up_to_99_9():
    assert [percent(100 / 3)] * 3 == ["33,3\u00a0%"] * 3


def test_a_score_and_bounds_are_never_all_nor_nothing_when_they_are_not():
    assert (score(99.97), score(0.2), score(100), score(0)) == ("99", "1", "100", "0")
    assert between(0.004, 99.99) == "entre moins de 0,1 et plus de 99,9\u00a0%"
    assert between(0, 61.64) == "entre 0 et 61,6\u00a0%"


@pytest.mark.parametrize(("known", "words"), [(34_805, "toutes celles connues"), (34_848, "100\u00a0%")])
def test_all_of_those_known_are_not_said_to_be_all(known, words):
    row = Aggregate(kind="commune", mean=100.0, met=known, known=known, concerned=34_848, low=99.9, high=100.0)
    assert figure(row, Measure("telephone-valide", "indicator", "Téléphone", "%")).words == words


@pytest.mark.parametrize(("known", "words"), [(41, "toutes celles connues"), (42, "100\u00a0%")])
def test_a_cell_of_all_of_those_known_says_so_and_its_file_has_the_number(known, words):
    row = Aggregate(kind="commune", mean=100.0, known=known, concerned=42)
    cell = mean_cell(row, Measure("site-declare", "indicator", "Site", "%"))
    assert filters.shown(cell, TableColumn("moyenne", "Part", "percent")) == words
    assert cell.value == 100


@given(parts)
def test_a_share_is_the_same_figure_wherever_it_is_shown(pair):
    part, whole = pair
    value = 100 * part / whole
    shown = rounded_share(value)
    assert (shown == 100) == (part == whole)
    assert (shown == 0) == (part == 0)
    frame = pl.DataFrame({"value": [value], "share": [part / whole]})
    column = frame.select(rounded_share_column("value", 1), rounded_share_column("share", 3, whole=1))
    assert column["value"].item() == float(shown) == in_api("mean", value)
    assert column["share"].item() == in_api("coverage", part / whole)
    assert Decimal(str(in_api("coverage", part / whole))) * 100 == shown
    words = percent(value)
    cell = filters.shown(Cell(value), TableColumn("part", "Part", "percent"))
    drawn = bars([Bar("Communes", value, part, whole)], key="k", title="t", unit="%")
    assert words == cell == mean_words(value, "%") == SHARES.words(ColouredArea("Lieu", "/", value))
    assert f">{words}<" in drawn
    assert f"{shown.normalize():f}".replace(".", ",") in words


@given(numbers, st.integers(0, 4))
def test_a_column_is_rounded_as_a_number_is(value, decimals):
    assert pl.select(rounded_column(pl.lit(value), decimals)).item() == float(rounded(value, decimals))
    assert abs(rounded(value, decimals) - Decimal(str(value))) <= Decimal(1).scaleb(-decimals) / 2


def test_what_is_not_known_stays_unknown():
    frame = pl.DataFrame({"value": [None, 12.34]}, schema={"value": pl.Float64})
    rounded_too = frame.select(rounded_share_column("value"))
    assert rounded_too["value"].to_list() == [None, 12.3]
