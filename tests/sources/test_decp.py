"""Public contracts: those concluded in the last twenty-four months, each once, in its present version."""

from datetime import date

import pytest

from register_files import BREST, QUIMPER, taken

MARCHES, NUMBER, DAY = "donnees.marches", "donnees.marches-nombre", "donnees.marches-date"


def row(uid, buyer=f"{QUIMPER}00018", concluded="2026-03-01", published="2026-03-20", current="true", **other):
    return {
        "uid": uid,
        "acheteur_id": buyer,
        "dateNotification": concluded,
        "datePublicationDonnees": published,
        "donneesActuelles": current,
    } | other


def test_a_contract_with_two_holders_is_one(tmp_path):
    rows = [row("a", titulaire_id="1"), row("a", titulaire_id="2"), row("b", published="2026-04-02")]
    _, values, _ = taken("decp", rows, tmp_path)
    assert values == {(QUIMPER, MARCHES): 1.0, (QUIMPER, NUMBER): 2.0, (QUIMPER, DAY): "2026-04-02"}


@pytest.mark.parametrize("word", ["true", "True", "1"])
def test_only_present_data_count(word, tmp_path):
    rows = [row("a", current=word), row("b", current="false"), row("c", current="False")]
    assert taken("decp", rows, tmp_path)[1][QUIMPER, NUMBER] == 1.0


@pytest.mark.parametrize(
    ("concluded", "counts"),
    [
        ("2024-11-01", False),
        ("2024-11-02", True),
        ("2026-11-01", True),
        ("2026-11-02", False),
        ("2206-03-01", False),
        ("", False),
    ],
)
def test_the_last_twenty_four_months(concluded, counts, tmp_path):
    rows = [row("a", concluded=concluded), *(row(str(n), f"{BREST}00015") for n in range(9))]
    _, values, _ = taken("decp", rows, tmp_path, on=date(2026, 11, 1))
    assert ((QUIMPER, MARCHES) in values) is counts


def test_a_contract_whose_publication_has_no_day_counts(tmp_path):
    _, values, _ = taken("decp", [row("a", published="")], tmp_path)
    assert values == {(QUIMPER, MARCHES): 1.0, (QUIMPER, NUMBER): 1.0}


def test_the_contracts_of_a_ccas_are_its_own(tmp_path):
    _, values, doubts = taken("decp", [row("a", "26290001200018"), row("b", f"{BREST}00015")], tmp_path)
    assert doubts == {"unknown-identifier": 1}
    assert {siren for siren, _ in values} == {BREST}
