"""Authorisations of DataPass: a « yes » for the body whose SIRET it is, nothing for anybody else."""

import csv
import io
from datetime import date

import pytest

from barometre.sources.datapass import REGISTER
from handmade_files import holds_whatever_the_order, refusal, said, taken

ON = date(2026, 11, 1)
HEADINGS = [
    *("Fournisseur de l'API ou service", "API ou Service demandé", "SIRET du demandeur"),
    *("Dénomination de l'unité légale du demandeur", "Données demandées", "Fondement juridique", "Date de validation"),
]


def held(api, siret, name="COMMUNE"):
    return ["DINUM", api, siret, name, "cnaf_quotient_familial, cnaf_adresse", "CRPA, L114-8", "2025-03-04"]


ENTRIES = [
    held("APIParticulier", "21220113100011", "COMMUNE DE LANNION"),
    held("APIEntreprise", "21220113100128", "COMMUNE DE LANNION"),
    held("APIEntreprise", "21220113100011", "COMMUNE DE LANNION"),
    held("APIParticulierDemarcheNumerique", "22220001600015", "DEPARTEMENT DES COTES D'ARMOR"),
    held("APIEntreprise", "20006592800018", "LANNION-TREGOR COMMUNAUTE"),
    held("APIParticulier", "26290075800013", "CCAS DE QUIMPER"),
    held("FranceConnect", "21290232400017", "COMMUNE DE QUIMPER"),
    held("APIImpotParticulier", "23350001600040", "REGION BRETAGNE"),
    held("APIParticulier", "", "EDITEUR SANS SIRET"),
]


def csv_file(entries):
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([HEADINGS, *entries])
    return text.getvalue().encode()


def test_who_holds_one_may_and_the_text_says_what(tmp_path):
    intake, facts, unmatched = taken(REGISTER, csv_file(ENTRIES), tmp_path, ON)
    names = dict(facts.select("siren", "text").iter_rows())
    both = "API Entreprise, API Particulier"
    assert names == {"212201131": both, "222200016": "API Particulier", "200065928": "API Entreprise"}
    assert said(facts, "212201131") == {"donnees.habilitation": 1}
    assert (intake.rows, intake.matched, intake.unmatched) == (7, 5, 2)
    assert set(unmatched["doubt"]) == {"unknown-identifier", "no-identifier"}, "a CCAS is not its commune"


def test_another_service_of_the_list_says_nothing(tmp_path):
    _, facts, _ = taken(REGISTER, csv_file(ENTRIES), tmp_path, ON)
    assert not {"212902324", "233500016"} & set(facts["siren"])


def test_whatever_the_order(tmp_path):
    holds_whatever_the_order(REGISTER, ENTRIES, csv_file, tmp_path, ON)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (csv_file(ENTRIES).replace(b"SIRET du demandeur", b"SIRET"), "column SIRET du demandeur is missing"),
        (csv_file(ENTRIES).replace(b"APIP", b"API P").replace(b"APIE", b"API E"), "0 rows, where the register has"),
        (b"<html></html>", "a web page came"),
    ],
)
def test_a_damaged_file_is_refused(tmp_path, content, why):
    assert why in refusal(REGISTER, content, tmp_path, ON, least=3)
