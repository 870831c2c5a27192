"""Amounts: what is understood, what is refused and in which words."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

EUROS = st.decimals("0.01", "999999999999.99", places=2)


@pytest.mark.parametrize(
    ("written", "euros"),
    [
        ("12345.67", "12345.67"),
        ("12345,67", "12345.67"),
        ("12 345,67 €", "12345.67"),
        ("12\u00a0345,67\u00a0€", "12345.67"),
        ("12\u202f345,67", "12345.67"),
        ("12.345,67", "12345.67"),
        ("12,345.67", "12345.67"),
        ("1.234.567", "1234567"),
        ("1,234,567", "1234567"),
        ("12 345 €", "12345"),
        ("€ 500", "500"),
        ("1234,5", "1234.5"),
        ("'5000", "5000"),
        (" 5000 ", "5000"),
        ("0,5", "0.5"),
        ("0", "0"),
        ("0,00 €", "0"),
        ("999999999999,99", "999999999999.99"),
    ],
)
def test_one_reading_is_understood(validate_lines, written, euros):
    result = validate_lines({"amount": written})
    assert (result.accepted["amount"].to_list(), result.rejected) == ([Decimal(euros)], [])


@pytest.mark.parametrize(
    ("written", "why"),
    [
        (None, "vide"),
        ("-5", "négatif"),
        ("−5 000 €", "négatif"),
        ("(5 000)", "négatif"),
        ("5000-", "négatif"),
        ("1,234", "se lit 1234 € ou 1,234 €"),
        ("1.234", "se lit 1234 € ou 1,234 €"),
        ("12345,678", "deux décimales"),
        ("0,123", "deux décimales"),
        ("12 345,678", "deux décimales"),
        ("12345.67 EUR", "sans autre unité"),
        ("12 k€", "sans autre unité"),
        ("1,2 M€", "sans autre unité"),
        ("$500", "sans autre unité"),
        ("1,2E+04", "arrondi"),
        ("1000000000000", "plus de 12 chiffres"),
        ("12 34", "n’est pas un montant"),
        ("1.23.456", "n’est pas un montant"),
        ("12'345", "n’est pas un montant"),
        ("NaN", "n’est pas un montant"),
        ("inf", "n’est pas un montant"),
        ("٥٠٠", "n’est pas un montant"),
        ("environ 5000", "n’est pas un montant"),
        ("5000 ou 6000", "n’est pas un montant"),
    ],
)
def test_any_other_is_refused_and_says_why(validate_lines, written, why):
    result = validate_lines({"amount": written})
    assert [(one.row, one.column) for one in result.rejected] == [(2, "amount")]
    assert why in result.rejected[0].why.replace("\u00a0", " ")


@pytest.mark.parametrize(("written", "look"), [("0,45", "moins d’un euro"), ("90000000,01", "plus que tout le fonds")])
def test_an_amount_that_deserves_a_look_is_kept_with_a_note(validate_lines, written, look):
    result = validate_lines({"amount": written})
    assert result.accepted.height == 1
    assert [(note.column, look in note.text) for note in result.notes] == [("amount", True)]


@pytest.mark.parametrize(("paid", "right"), [("0", True), ("12345,67", True), ("12345,68", False), ("-1", False)])
def test_what_is_paid_is_at_most_what_is_awarded(validate_lines, paid, right):
    result = validate_lines({"paid": paid})
    assert ([one.column for one in result.rejected] == []) is right
    assert right or result.rejected[0].column == "paid"


def french(value):
    return f"{value:,.2f}".replace(",", "\u202f").replace(".", ",") + "\u00a0€"


def german(value):
    return f"{value:,.2f}".translate(str.maketrans(",.", ".,"))


@given(values=st.lists(EUROS, min_size=1, max_size=20), write=st.sampled_from([str, french, german, "{:,.2f}".format]))
def test_a_number_written_in_any_sound_way_is_that_number(validate_lines, values, write):
    result = validate_lines(*({"amount": write(value)} for value in values))
    assert result.accepted["amount"].to_list() == values
