"""What holds for each register of open data: damage refuses the file, order and repetition change nothing."""

import gzip

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from barometre.errors import BarometreError
from barometre.sources.intake import prepare
from barometre.sources.register import Csv
from barometre.sources.registry import REGISTERS
from effort import EXAMPLES
from register_files import BREST, ON, QUIMPER, RENNES_METROPOLE, as_published, register

ID = "610bd2362a874c7e1e86ad1"
ACCOUNTS = pl.DataFrame({"id": [f"{ID}a", f"{ID}b"], "heir": [QUIMPER, RENNES_METROPOLE]})
CODES = (("29232", "Quimper", QUIMPER), ("29019", "Brest", BREST), ("1004", "Ambérieu-en-Bugey", "210100046"))


def each(make):
    """Return twelve rows: three bodies, one that is nobody's, three times with other values."""
    bodies = (*CODES, ("99999", "Inconnue", "999999999"))
    return [make(code, name, siren, turn) for turn in range(3) for code, name, siren in bodies]


# Rows of each register, in its official form, with several rows for a body and some that are nobody's.
ROWS = {
    "dpo": each(
        lambda code, name, siren, turn: {
            "SIREN organisme désignant": siren,
            "Type de DPO": ("Personne physique", "Personne morale", "NULL")[turn],
            "Date de la désignation": f"0{turn + 1}/05/2018",
        }
    ),
    "bal": each(lambda code, name, siren, turn: {"codeCommune": code, "publishedAt": f"2026-0{turn + 1}-01T10:00:00Z"}),
    "cuivre": each(
        lambda code, name, siren, turn: {
            "code_insee": code,
            "nom_commune": name,
            "fermeture_technique": f"202{turn + 7}-01-31",
            "fermeture_commerciale": "2026-01-31",
        }
    ),
    "fibre": each(
        lambda code, name, siren, turn: {
            "insee_com": code,
            "com_lib": name,
            "locaux_arcep": 100 + turn,
            "locaux_ftth": 90 * turn,
            "trimestre": "2026 T2",
            "ferm_cu28": turn,
        }
    ),
    "odf": each(
        lambda code, name, siren, turn: {
            "siren": siren,
            "nom": name.upper(),
            "url_platform": f"https://data{turn}.fr",
            "id_datagouv": f"{ID}{turn}",
        }
    ),
    "datagouv-organisations": each(
        lambda code, name, siren, turn: {
            "id": f"{ID}{'abc'[turn]}",
            "name": name,
            "business_number_id": f"{siren}00018" if turn else "",
            "metric.datasets": turn,
        }
    ),
    "datagouv-jeux": each(
        lambda code, name, siren, turn: {
            "id": f"{turn}{code}",
            "organization_id": f"{ID}{'abc'[turn]}",
            "license": ("Licence Ouverte", "License Not Specified", "")[turn],
            "private": "False",
            "archived": "False",
            "resources_count": turn + 1,
            "last_modified": f"2026-0{turn + 1}-01T10:00:00",
        }
    ),
    "decp": each(
        lambda code, name, siren, turn: {
            "uid": f"{turn}{code}",
            "acheteur_id": f"{siren}00018",
            "dateNotification": f"202{turn + 4}-06-01",
            "datePublicationDonnees": f"202{turn + 4}-07-01",
            "donneesActuelles": "true",
        }
    ),
    "sirene": [
        {"siren": siren, "trancheEffectifsUniteLegale": bracket, "anneeEffectifsUniteLegale": "2024"}
        for siren, bracket in ((QUIMPER, "42"), (BREST, "51"), ("210100046", "NN"), (RENNES_METROPOLE, "21"))
    ],
}
# Column of each register without which it says nothing, and the name under which it may come back.
RENAMED = {
    "dpo": "SIREN organisme désignant",
    "bal": "codeCommune",
    "cuivre": "fermeture_technique",
    "fibre": "insee_com",
    "odf": "id_datagouv",
    "datagouv-organisations": "business_number_id",
    "datagouv-jeux": "organization_id",
    "decp": "donneesActuelles",
    "sirene": "trancheEffectifsUniteLegale",
}
each_register = pytest.mark.parametrize("name", ROWS)


def read(name, folder, content, minimum_rows=1):
    path = folder / "file"
    path.write_bytes(content)
    return prepare(register(name, minimum_rows), path, ON, ACCOUNTS if REGISTERS[name].key.account else None)


@each_register
def test_the_sample_is_taken_in_whole(name, tmp_path):
    intake, facts, unmatched = read(name, tmp_path, as_published(name, ROWS[name]), len(ROWS[name]))
    assert (intake.rows, intake.problems) == (len(ROWS[name]), [])
    assert facts.height
    assert unmatched.height == intake.unmatched == intake.rows - intake.matched


@each_register
def test_a_column_that_changed_its_name_is_named(name, tmp_path):
    column = RENAMED[name]
    changed = as_published(name, ROWS[name]).replace(column.encode(), f"{column}_v2".encode())
    with pytest.raises(BarometreError, match=f"column {column} is missing"):
        read(name, tmp_path, changed)


@each_register
def test_a_web_page_is_not_the_file(name, tmp_path):
    with pytest.raises(BarometreError, match="a web page came instead"):
        read(name, tmp_path, b"<!DOCTYPE html><html><body>Request Rejected</body></html>")


@each_register
def test_a_truncated_archive_is_refused(name, tmp_path):
    packed = gzip.compress(as_published(name, ROWS[name]))
    with pytest.raises(BarometreError, match="broken or truncated"):
        read(name, tmp_path, packed[: len(packed) // 2])


@each_register
def test_half_of_the_rows_is_not_the_whole(name, tmp_path):
    rows = ROWS[name]
    with pytest.raises(BarometreError, match=f"{len(rows) // 2} rows, where the register has at least {len(rows)}"):
        read(name, tmp_path, as_published(name, rows[: len(rows) // 2]), len(rows))


@each_register
def test_another_encoding_is_refused_unless_the_contract_has_it(name, tmp_path):
    old = as_published(name, ROWS[name]).decode().lstrip("\ufeff")
    # Where the sample has no accent, a column that is not read has one.
    old = (
        old.replace('"codeCommune"', '"é": 1, "codeCommune"') if name == "bal" else f"é{old}" if old.isascii() else old
    )
    form = REGISTERS[name].form
    if isinstance(form, Csv) and "cp1252" in form.encodings:
        assert read(name, tmp_path, old.encode("cp1252"))[0].matched
        return
    with pytest.raises(BarometreError, match=r"not written in|not the JSON expected"):
        read(name, tmp_path, old.encode("cp1252"))


@each_register
@settings(max_examples=EXAMPLES // 2)
@given(data=st.data())
def test_the_order_of_rows_changes_nothing_and_none_is_lost(name, data, tmp_path_factory):
    folder = tmp_path_factory.mktemp(name)
    intake, facts, unmatched = read(name, folder, as_published(name, ROWS[name]))
    other, again, left = read(name, folder, as_published(name, data.draw(st.permutations(ROWS[name]))))
    key = ["siren", "fact"]
    assert facts.sort(key).equals(again.sort(key))
    assert unmatched.drop("row").sort(pl.all()).equals(left.drop("row").sort(pl.all()))
    assert (other.rows, other.matched, other.unmatched) == (intake.rows, intake.matched, intake.unmatched)
    assert other.rows == other.matched + other.unmatched + len(other.problems)
    assert not facts.select(key).is_duplicated().any()
