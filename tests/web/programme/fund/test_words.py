from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.web.maps.legend import ColouredArea
from barometre.web.programme.effect.words import chance
from barometre.web.programme.fund.maps import ROUND_AMOUNTS, Euros, scale_for
from barometre.web.programme.fund.words import euros, measured_words, per_head, short_euros
from barometre.web.programme.words import partial_words


def plain(text):
    return text.replace("\u202f", " ").replace("\xa0", " ")


@pytest.mark.parametrize(
    ("value", "full", "short"),
    [
        (Decimal("12345.50"), "12 345,5 €", "12 346 euros"),
        (Decimal(1_000_000), "1 000 000 €", "1 million d’euros"),
        (Decimal(37_500_000), "37 500 000 €", "37,5 millions d’euros"),
    ],
)
def test_amounts(value, full, short):
    assert (plain(euros(value)), plain(short_euros(value))) == (full, short)


@pytest.mark.parametrize(
    ("value", "words"), [(None, "–"), (0, "0 €"), (0.004, "moins de 0,01 €"), (0.3, "0,30 €"), (12, "12 €")]
)
def test_euros_for_one_inhabitant(value, words):
    assert plain(per_head(value)) == words


@pytest.mark.parametrize(
    ("on", "words"), [("2021", "2021"), ("2021-10", "octobre 2021"), ("2021-10-01", "1er octobre 2021")]
)
def test_dates_as_precise_as_their_source(on, words):
    assert partial_words(on) == words


def test_totals_have_their_unit():
    assert plain(measured_words("collectivites", Decimal(3200))) == "3 200 collectivités"
    assert plain(measured_words("projects", Decimal(1))) == "1 projet"


@pytest.mark.parametrize(
    ("p_value", "words"), [(0.0004, "moins d’une fois sur mille"), (0.4, "environ 40 fois sur cent")]
)
def test_chance(p_value, words):
    assert chance(p_value) == words


@given(st.lists(st.floats(0, 1e6), max_size=30))
def test_classes_are_round_and_hold_everything(values):
    scale = scale_for(values)
    assert set(scale.breaks) <= set(ROUND_AMOUNTS)
    assert list(scale.breaks) == sorted(set(scale.breaks))
    assert {scale.class_of(ColouredArea("a", "/", value or None)) for value in values} <= set(scale.labels())


def test_what_received_nothing_is_named():
    scale = Euros("€", (1, 2, 5, 10))
    nothing, some = ColouredArea("Ambert", "/", None), ColouredArea("Thiers", "/", 2.5)
    assert (scale.class_of(nothing), scale.words(nothing)) == ("rien", "aucun montant enregistré")
    assert (scale.class_of(some), plain(scale.words(some))) == ("c3", "2,50 € par habitant")
