"""CNIL's list of who has designated an officer: yes or nothing, and nothing of the persons."""

import pytest

from barometre.sources.dpo import REGISTER
from register_files import BREST, PARIS, QUIMPER, taken

NATURAL, LEGAL = "Personne physique", "Personne morale"


def row(siren, kind=NATURAL, on="25/05/2018"):
    return {
        "SIREN organisme désignant": siren,
        "Nom organisme désignant": "Mairie",
        "Type de DPO": kind,
        "Date de la désignation": on,
        "Moyen contact DPO email": "jeanne.martin@exemple.fr",
    }


def test_the_newest_designation_is_the_one_in_force(tmp_path):
    rows = [row(QUIMPER, LEGAL, "31/12/2024"), row(QUIMPER, NATURAL, "01/02/2025"), row(QUIMPER, LEGAL, "02/01/2025")]
    _, values, _ = taken("dpo", rows, tmp_path)
    assert values == {
        (QUIMPER, "donnees.delegue"): (1.0, "une personne"),
        (QUIMPER, "donnees.delegue-date"): "2025-02-01",
    }


def test_two_designations_of_one_day_that_disagree_do_not_say_whom(tmp_path):
    _, values, _ = taken("dpo", [row(QUIMPER, LEGAL), row(QUIMPER, NATURAL)], tmp_path)
    assert values[QUIMPER, "donnees.delegue"] == 1.0


@pytest.mark.parametrize("nothing", ["NULL", ""])
def test_null_written_as_text_is_nothing(nothing, tmp_path):
    rows = [row(QUIMPER, nothing, nothing), *[row(BREST)] * 8, row(nothing)]
    intake, values, doubts = taken("dpo", rows, tmp_path)
    assert values[QUIMPER, "donnees.delegue"] == 1.0
    assert (QUIMPER, "donnees.delegue-date") not in values
    assert doubts == {"no-identifier": 1}
    assert intake.problems == []


def test_a_dated_designation_goes_before_one_without_date(tmp_path):
    _, values, _ = taken("dpo", [row(QUIMPER, LEGAL, "NULL"), row(QUIMPER, NATURAL)], tmp_path)
    assert values[QUIMPER, "donnees.delegue"] == (1.0, "une personne")


def test_a_company_and_a_ccas_are_nobody_here_and_absence_says_nothing(tmp_path):
    intake, values, doubts = taken("dpo", [row(QUIMPER), row("552081317"), row("262900012")], tmp_path)
    assert doubts == {"unknown-identifier": 2}
    assert {siren for siren, _ in values} == {QUIMPER}
    assert PARIS not in intake.by_kind


def test_neither_names_nor_contacts_are_read():
    assert not [name for name in REGISTER.column_names if "Nom" in name or "contact" in name or "Adresse" in name]
