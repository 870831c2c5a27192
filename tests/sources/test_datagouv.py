"""data.gouv.fr: whose an account is (observatory, organisations), then what it publishes (datasets)."""

import polars as pl
import pytest

from barometre.facts.store import read_facts
from barometre.sources.intake import take_in
from barometre.sources.matching import accounts_of
from register_files import BREST, ON, QUIMPER, RENNES_METROPOLE, as_published, register, taken

ACCOUNT = "donnees.compte-datagouv"
A, B, C = ("610bd2362a874c7e1e86ad1" + letter for letter in "abc")


def accounts(**ids):
    return pl.DataFrame({"id": list(ids), "heir": list(ids.values())}, schema={"id": pl.String, "heir": pl.String})


def listed(siren, name, account="", url="https://data.example"):
    return {"siren": siren, "nom": name, "id_datagouv": account, "url_platform": url}


def organisation(account, name, siret="", datasets=3):
    return {"id": account, "name": name, "business_number_id": siret, "metric.datasets": datasets}


def dataset(identifier, account, **other):
    return {
        "id": identifier,
        "organization_id": account,
        "license": "Licence Ouverte / Open Licence version 2.0",
        "private": "False",
        "archived": "False",
        "resources_count": 2,
        "last_modified": "2026-05-02T10:00:00",
    } | other


# The observatory


def test_the_observatory_says_who_publishes_where_and_under_which_account(tmp_path):
    rows = [listed(QUIMPER + " ", "QUIMPER", A, "https://data.quimper.bzh"), listed(BREST, "BREST", url="")]
    _, values, _ = taken("odf", rows, tmp_path)
    assert values == {
        (QUIMPER, "donnees.ouvertes"): 1.0,
        (QUIMPER, "donnees.portail"): "https://data.quimper.bzh",
        (QUIMPER, ACCOUNT): A,
    }


def test_a_body_may_have_two_accounts_and_an_account_that_is_no_id_is_none(tmp_path):
    rows = [listed(QUIMPER, "Ville de Quimper", B), listed(QUIMPER, "QUIMPER", A), listed(BREST, "Brest", "mairie")]
    _, values, _ = taken("odf", rows, tmp_path)
    assert values[QUIMPER, ACCOUNT] == f"{A} {B}"
    assert (BREST, ACCOUNT) not in values


def test_a_name_that_is_not_that_of_the_siren_is_a_doubt_and_an_agency_nobody(tmp_path):
    rows = [listed(BREST, "GUINGAMP", A), listed("254002272", "ADACL Landes", B), listed(QUIMPER, "QUIMPER", C)]
    _, values, doubts = taken("odf", rows, tmp_path)
    assert doubts == {"other-name": 1, "unknown-identifier": 1}
    assert {siren for siren, _ in values} == {QUIMPER}


def test_an_account_given_to_two_bodies_is_nobody_s():
    facts = pl.DataFrame(
        {"siren": [QUIMPER, BREST, BREST], "fact": [ACCOUNT, ACCOUNT, "donnees.portail"], "text": [f"{A} {B}", B, C]}
    )
    assert accounts_of(facts, ACCOUNT).rows() == [(A, QUIMPER)]


# The organisations


def test_the_siret_says_whose_the_account_is(tmp_path):
    rows = [organisation(A, "Ville de Quimper", f"{QUIMPER}00018"), organisation(B, "Rennes Métropole", "")]
    _, values, doubts = taken("datagouv-organisations", rows, tmp_path)
    assert values == {(QUIMPER, "donnees.ouvertes"): 1.0, (QUIMPER, ACCOUNT): A}
    assert doubts == {"unknown-identifier": 1}


def test_without_siret_the_observatory_says_it_and_keeps_the_saying(tmp_path):
    rows = [organisation(B, "Rennes Métropole")]
    known = accounts(**{B: RENNES_METROPOLE})
    _, values, _ = taken("datagouv-organisations", rows, tmp_path, accounts=known)
    assert values == {(RENNES_METROPOLE, "donnees.ouvertes"): 1.0}


@pytest.mark.parametrize("siret", ["26290001200018", "000000000", "00000000000000", "2,12902E+13"])
def test_a_siret_that_is_not_the_body_s_is_not_mended(siret, tmp_path):
    rows = [organisation(A, "CCAS de Quimper", siret), organisation(B, "Brest", f"{BREST}00015")]
    assert {siren for siren, _ in taken("datagouv-organisations", rows, tmp_path)[1]} == {BREST}


def test_an_account_with_nothing_published_proves_no_no(tmp_path):
    rows = [organisation(A, "Quimper", f"{QUIMPER}00018", datasets=0)]
    assert taken("datagouv-organisations", rows, tmp_path)[1] == {(QUIMPER, ACCOUNT): A}


# The datasets


def jeux(rows, folder):
    return taken("datagouv-jeux", rows, folder, accounts=accounts(**{A: QUIMPER, B: QUIMPER}))


def test_datasets_are_counted_with_their_freshness_and_their_licence(tmp_path):
    rows = [
        dataset("1", A),
        dataset("2", B, last_modified="2025-01-01T10:00:00", license="License Not Specified"),
        dataset("3", A, license="notspecified"),
        dataset("4", C),
        dataset("5", ""),
    ]
    intake, values, doubts = jeux(rows, tmp_path)
    assert values == {
        (QUIMPER, "donnees.ouvertes"): 1.0,
        (QUIMPER, "donnees.ouvertes-nombre"): 3.0,
        (QUIMPER, "donnees.ouvertes-date"): "2026-05-02",
        (QUIMPER, "donnees.ouvertes-licence"): 33.3,
    }
    assert doubts == {"unknown-identifier": 1, "no-identifier": 1}
    assert (intake.rows, intake.matched, intake.unmatched) == (5, 3, 2)


@pytest.mark.parametrize(
    "hidden", [{"private": "True"}, {"archived": "True"}, {"archived": "2025-01-01"}, {"resources_count": 0}]
)
def test_what_cannot_be_downloaded_is_not_published(hidden, tmp_path):
    assert jeux([dataset("1", A, **hidden), dataset("2", C)], tmp_path)[1] == {}


def test_the_day_of_a_harvest_is_not_that_of_a_change(tmp_path):
    harvested = {"harvest.backend": "DCAT", "last_modified": "2026-10-31T03:00:00"}
    _, values, _ = jeux([dataset("1", A, **harvested, **{"harvest.last_modified": "2023-02-01T00:00:00"})], tmp_path)
    assert values[QUIMPER, "donnees.ouvertes-date"] == "2023-02-01"
    _, values, _ = jeux([dataset("1", A, **harvested)], tmp_path)
    assert (QUIMPER, "donnees.ouvertes-date") not in values


def test_the_three_files_taken_in_one_after_the_other_link_datasets_to_bodies(tmp_path):
    files = {
        "odf": [listed(RENNES_METROPOLE, "RENNES METROPOLE", B)],
        "datagouv-organisations": [organisation(A, "Quimper", f"{QUIMPER}00018"), organisation(B, "Rennes Métropole")],
        "datagouv-jeux": [dataset("1", A), dataset("2", B), dataset("3", C)],
    }
    for name, rows in files.items():
        path = tmp_path / name
        path.write_bytes(as_published(name, rows))
        intake = take_in(register(name), path, ON, tmp_path / "var")
    assert (intake.matched, intake.unmatched) == (2, 1)
    facts = read_facts(tmp_path / "var/facts", ON).filter(fact="donnees.ouvertes-nombre")
    assert facts["siren"].to_list() == sorted([QUIMPER, RENNES_METROPOLE])
