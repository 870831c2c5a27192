"""Local address bases: the revisions in force of the depository, each that of a commune."""

from barometre.sources.bal import REGISTER
from register_files import BREST, QUIMPER, taken


def revision(code, published="2026-03-01T10:00:00.000Z", **other):
    return {
        "id": "6450d6e66ba2e9f7769df7ba",
        "codeCommune": code,
        "status": "published",
        "isCurrent": True,
        "publishedAt": published,
        "client": {"nom": "Moissonneur BAL", "chefDeFileEmail": "jeanne.martin@exemple.fr"},
        "context": {"nomComplet": "Jeanne Martin", "organisation": "Mairie"},
        "validation": {"valid": True, "rowsCount": 12},
    } | other


def test_a_revision_in_force_is_a_yes_with_its_day(tmp_path):
    _, values, _ = taken("bal", [revision("29232")], tmp_path)
    assert values == {
        (QUIMPER, "donnees.adresses"): 1.0,
        (QUIMPER, "donnees.adresses-date"): "2026-03-01",
    }


def test_an_instant_is_a_day_in_paris(tmp_path):
    _, values, _ = taken("bal", [revision("29232", "2025-12-31T23:30:00Z")], tmp_path)
    assert values[QUIMPER, "donnees.adresses-date"] == "2026-01-01"


def test_a_revision_that_is_not_in_force_says_nothing(tmp_path):
    rows = [revision("29232"), revision("29019", isCurrent=False), revision("01004", status="pending")]
    intake, values, _ = taken("bal", rows, tmp_path)
    assert {siren for siren, _ in values} == {QUIMPER}
    assert intake.rows == 1


def test_states_that_are_not_given_are_those_of_a_list_of_revisions_in_force(tmp_path):
    short = {"codeCommune": "29019", "publishedAt": "2026-03-01T10:00:00.000Z"}
    assert taken("bal", [short], tmp_path)[1][BREST, "donnees.adresses"] == 1.0


def test_a_commune_that_joined_another_publishes_for_it_and_the_newest_day_is_kept(tmp_path):
    rows = [revision("01033", "2024-05-01T08:00:00Z"), revision("01091", "2022-05-01T08:00:00Z")]
    _, values, _ = taken("bal", rows, tmp_path)
    assert values == {("200083863", "donnees.adresses"): 1.0, ("200083863", "donnees.adresses-date"): "2024-05-01"}


def test_a_code_out_of_the_field_is_nobody_s(tmp_path):
    assert taken("bal", [revision("97127"), revision("29232")], tmp_path)[2] == {"unknown-identifier": 1}


def test_no_person_is_read():
    assert not [name for name in REGISTER.column_names if name.startswith(("client", "context"))]
