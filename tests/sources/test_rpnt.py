"""ANCT's verdicts: kept as facts of their own, led to the body of each row, stated only when the file lists them."""

from datetime import date

import pytest

from barometre.sources.rpnt import CRITERIA, REGISTER
from handmade_files import holds_whatever_the_order, json_file, refusal, said, taken

ON = date(2026, 11, 20)
ALL = ["1.a", "1.aa", "2.a", "2.aa", *CRITERIA, "a", "aa"]


def row(kind, siret, name, rpnt, insee=None, departement="22", region="53"):
    codes = {"code_insee": insee, "departement_code_insee": departement, "region_code_insee": region}
    return {"type": kind, "siret": siret, "siren": siret[:9], "libelle": name, **codes, "rpnt": rpnt}


LANNION = row("commune", "21220113100011", "Lannion", ["1.1", "1.2", "2.1"], "22113")
ENTRIES = [
    LANNION,
    row("commune", "21220278200019", "Saint-Brieuc", ALL, "22278"),
    row("epci", "20006592800018", "CA Lannion-Trégor Communauté", ["a", *CRITERIA[:5], *CRITERIA[8:]], "22113"),
    row("departement", "22220001600015", "Côtes-d'Armor", ["2.1"], "22278"),
    row("region", "23350001600040", "Bretagne", ALL, "35238", "35"),
    # A mairie d’arrondissement: an establishment of the commune.
    row("commune", "21690123100999", "Lyon 1er Arrondissement", ["1.1"], "69381", "69", "84"),
    # Neither site nor mail, or not looked at: the file does not tell them apart.
    row("commune", "21290232400016", "Quimper", None, "29232", "29"),
]


def test_each_criterion_and_the_level_are_said_of_every_kind(tmp_path):
    intake, facts, _ = taken(REGISTER, json_file(ENTRIES), tmp_path, ON)
    assert intake.by_kind == {"commune": 2, "epci": 1, "departement": 1, "region": 1}
    lannion = said(facts, "212201131")
    assert {name for name, met in lannion.items() if met == 1} == {"rpnt.1.1", "rpnt.1.2", "rpnt.2.1"}
    assert len(lannion) == len(CRITERIA) + 1
    levels = {siren: said(facts, siren)["rpnt.level"] for siren in facts["siren"].unique()}
    assert levels == {
        "212201131": "aucun",
        "212202782": "AA",
        "200065928": "A",
        "222200016": "aucun",
        "233500016": "AA",
    }


def test_the_seat_of_a_departement_or_of_a_region_is_not_it(tmp_path):
    # Their INSEE code is that of Saint-Brieuc and of Rennes, and the SIRET of the département may be wrong.
    wrong = row("departement", "21220278200019", "Côtes-d'Armor", ["1.1"], "22278")
    _, facts, _ = taken(REGISTER, json_file([wrong, ENTRIES[4]]), tmp_path, ON)
    assert set(facts["siren"]) == {"222200016", "233500016"}


def test_an_arrondissement_is_not_its_commune_and_an_empty_list_is_no_verdict(tmp_path):
    _, facts, unmatched = taken(REGISTER, json_file(ENTRIES), tmp_path, ON)
    assert unmatched["libelle"].to_list() == ["Lyon 1er Arrondissement"]
    assert not {"216901231", "212902324"} & set(facts["siren"])


def test_two_rows_of_one_body_that_disagree_say_nothing(tmp_path):
    other = LANNION | {"rpnt": ["1.1"]}
    _, facts, _ = taken(REGISTER, json_file([LANNION, other, ENTRIES[1]]), tmp_path, ON)
    assert set(facts["siren"]) == {"212202782"}
    _, facts, _ = taken(REGISTER, json_file([LANNION, LANNION]), tmp_path, ON)
    assert set(facts["siren"]) == {"212201131"}


def test_whatever_the_order(tmp_path):
    holds_whatever_the_order(REGISTER, ENTRIES, json_file, tmp_path, ON)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (json_file(ENTRIES).replace(b'"rpnt"', b'"rcpnt"'), "column rpnt is missing"),
        (json_file(ENTRIES).replace(b'"1.1"', b'"1-1"'), "rpnt is not written as it should be"),
        (json_file([one | {"rpnt": None} for one in ENTRIES]), "filled in 0%"),
        (b"<!DOCTYPE html><html><body>Request Rejected</body></html>", "a web page came"),
        (json_file(ENTRIES)[:-40], "not the JSON expected"),
        (json_file(ENTRIES).decode().encode("latin-1"), "not the JSON expected"),
        (json_file(ENTRIES[:3]), "3 rows, where the register has at least"),
    ],
)
def test_a_damaged_file_is_refused(tmp_path, content, why):
    assert why in refusal(REGISTER, content, tmp_path, ON, least=len(ENTRIES))
