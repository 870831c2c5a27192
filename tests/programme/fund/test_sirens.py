"""SIREN: today’s, through mergers, outside the reference, or refused with what to do."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.programme.fund.identifiers import luhn
from barometre.territory import history
from barometre.territory.rebuild.names import luhn as one_by_one

SYNDICAT = "000000018"


@pytest.mark.parametrize(
    "written", ["213801855", "213 801 855", "213\u00a0801\u00a0855", "213.801.855", "'213801855", " 213801855 "]
)
def test_a_siren_is_read_however_it_is_spaced(validate_lines, written):
    assert validate_lines({"siren": written}).accepted["siren"].to_list() == ["213801855"]


@pytest.mark.parametrize(
    ("written", "why"),
    [
        (None, "vide"),
        ("21380185500019", "SIRET : gardez ses neuf premiers chiffres, 213801855"),
        ("38185", "code INSEE (Grenoble, SIREN 213801855)"),
        ("213801856", "clé fausse"),
        ("732829320", "d’aucune collectivité"),
        ("2,13802E+08", "abîmé par un tableur"),
        ("21380185", "neuf chiffres"),
        ("Grenoble", "neuf chiffres"),
        ("#N/A", "neuf chiffres"),
        ("٢١٣٨٠١٨٥٥", "neuf chiffres"),
    ],
)
def test_any_other_is_refused_and_says_why(validate_lines, written, why):
    result = validate_lines({"siren": written})
    assert [one.column for one in result.rejected] == ["siren"]
    assert why in result.rejected[0].why.replace("\u00a0", " ")


def test_an_award_to_a_dissolved_commune_goes_to_its_heir_with_a_note_naming_both(validate_lines):
    result = validate_lines({"siren": "210206694"})
    assert result.accepted.select("siren_announced", "siren").row(0) == ("210206694", "200096410")
    assert [(note.row, note.column) for note in result.notes] == [(2, "siren")]
    assert "Saint-Thibaut (SIREN 210206694)" in result.notes[0].text
    assert "Bazoches-et-Saint-Thibaut (SIREN 200096410)" in result.notes[0].text


def test_every_commune_gone_goes_where_history_says(validate_lines):
    communes = set(history.validity()["siren"])
    gone = [siren for siren in history.successors()["old_siren"] if siren in communes]
    result = validate_lines(*({"siren": siren} for siren in gone))
    assert result.accepted["siren"].to_list() == [history.resolve(siren).siren for siren in gone]
    assert len(result.notes) == len(gone) > 90


@pytest.mark.parametrize(
    "siren", ["218501658", "200054260", "216000539"], ids=["L’Oie", "Essarts en Bocage", "Beaumont"]
)
def test_a_commune_restored_and_the_one_it_left_keep_their_own_awards(validate_lines, siren):
    assert validate_lines({"siren": siren}).accepted["siren"].to_list() == [history.resolve(siren).siren] == [siren]


def test_two_communes_of_one_merger_are_two_awards_of_one_beneficiary(validate_lines):
    heirs = (
        history.successors().group_by("siren").agg("old_siren").filter(pl.col("old_siren").list.len() > 1).sort("siren")
    )
    lines = [{"siren": old, "project": "P1"} for old in heirs["old_siren"][0]]
    result = validate_lines(*lines)
    assert (result.accepted.height, result.accepted["siren"].n_unique()) == (len(lines), 1)


def test_a_body_outside_the_reference_needs_its_name(validate_lines):
    result = validate_lines({"siren": SYNDICAT, "outside": "Syndicat fictif"}, {"siren": SYNDICAT})
    assert result.accepted.select("siren", "outside").rows() == [(SYNDICAT, "Syndicat fictif")]
    assert "colonne outside" in result.rejected[0].why


def test_a_name_beside_a_known_siren_is_ignored_with_a_note(validate_lines):
    result = validate_lines({"outside": "Ville de Grenoble"})
    assert result.accepted["outside"].to_list() == [None]
    assert result.notes[0].column == "outside"


def test_a_name_does_not_mend_a_wrong_key(validate_lines):
    assert "clé fausse" in validate_lines({"siren": "000000019", "outside": "Syndicat fictif"}).rejected[0].why


@given(st.lists(st.integers(0, 999_999_999), min_size=1))
def test_keys_are_those_counted_one_by_one(numbers):
    texts = [f"{number:09d}" for number in numbers]
    found = pl.DataFrame({"siren": texts}).select(luhn(pl.col("siren"))).to_series().to_list()
    assert found == [one_by_one(text) for text in texts]
