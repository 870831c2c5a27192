"""Procedures published on the State's tool: a « yes » for the body whose SIRET it is, nothing for anybody else."""

from datetime import date

import pytest

from barometre.sources.demarches import REGISTER
from handmade_files import holds_whatever_the_order, json_file, refusal, said, taken

ON = date(2026, 11, 1)


def procedure(number, organisme, siret, state="publiee"):
    service = {"nom": "Accueil", "organisme": organisme, "typeOrganisme": "collectivite_territoriale", "siret": siret}
    return {"number": number, "title": "Demande", "state": state, "service": service | {"departement": None}}


ENTRIES = [
    procedure(1, "Mairie de Lannion", "21220113100011"),
    procedure(2, "Ville de Lannion, culture", "21220113100128"),
    procedure(3, "Lannion-Trégor Communauté", "200 065 928 00018"),
    procedure(4, "Département des Côtes d'Armor", "22220001600015"),
    procedure(5, "CCAS de Quimper", "26290075800013"),
    procedure(6, "Mairie de Quimper", None),
    procedure(7, "Mairie de Quimper", "00000000000000"),
    procedure(8, "Région Bretagne", "23350001600040", state="close"),
    {"number": 9, "title": "Sans service", "state": "publiee", "service": None},
]


def test_who_publishes_has_one_once(tmp_path):
    intake, facts, unmatched = taken(REGISTER, json_file(ENTRIES), tmp_path, ON)
    assert sorted(facts["siren"]) == ["200065928", "212201131", "222200016"]
    assert said(facts, "212201131") == {"services.demarche-numerique": 1}
    assert set(facts["number"]) == {1.0}, "never a no"
    assert (intake.rows, intake.matched, intake.unmatched) == (8, 4, 4)
    assert set(unmatched["service.organisme"]) == {"CCAS de Quimper", "Mairie de Quimper", None}


def test_a_name_is_nobodys_identifier_and_a_closed_procedure_is_none(tmp_path):
    _, facts, _ = taken(REGISTER, json_file(ENTRIES), tmp_path, ON)
    assert not {"212902324", "233500016"} & set(facts["siren"])


def test_whatever_the_order(tmp_path):
    holds_whatever_the_order(REGISTER, ENTRIES, json_file, tmp_path, ON)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (json_file(ENTRIES).replace(b'"state"', b'"statut"'), "column state is missing"),
        (json_file(ENTRIES).replace(b'"siret"', b'"numero"'), "filled in 0%"),
        (json_file(ENTRIES).replace(b'"publiee"', b'"published"'), "0 rows, where the register has at least"),
        (b"<html></html>", "a web page came"),
        (json_file(ENTRIES)[:-30], "not the JSON expected"),
        (json_file(ENTRIES).decode().encode("latin-1"), "not the JSON expected"),
        (json_file(ENTRIES[:3]), "3 rows, where the register has at least 8"),
    ],
)
def test_a_damaged_file_is_refused(tmp_path, content, why):
    assert why in refusal(REGISTER, content, tmp_path, ON, least=8)
