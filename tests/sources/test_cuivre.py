"""End of copper: dates by commune, shown beside what the commune knows."""

from barometre.catalogue.load import load_catalogue
from register_files import AMBERIEU, PARIS, QUIMPER, taken

COMMERCIAL, TECHNICAL = "infrastructures.cuivre-commercial", "infrastructures.cuivre-technique"


def row(code, name, technical="2028-01-31", commercial="2026-01-31"):
    return {
        "code_insee": code,
        "nom_commune": name,
        "fermeture_technique": technical,
        "fermeture_commerciale": commercial,
        "output_usager": "Le réseau cuivre est déjà fermé",
    }


def test_both_dates_are_stated_and_a_code_finds_its_first_zero_again(tmp_path):
    _, values, _ = taken("cuivre", [row("1004", "Ambérieu-en-Bugey")], tmp_path)
    assert values == {(AMBERIEU, COMMERCIAL): "2026-01-31", (AMBERIEU, TECHNICAL): "2028-01-31"}


def test_a_large_town_has_the_first_date_of_its_arrondissements(tmp_path):
    rows = [
        row("75101", "Paris 1er Arrondissement", "2030-01-31"),
        row("75102", "Paris 2e Arrondissement", "2029-01-31"),
    ]
    assert taken("cuivre", rows, tmp_path)[1][PARIS, TECHNICAL] == "2029-01-31"


def test_a_date_that_is_not_known_makes_no_fact_whatever_the_sentence_says(tmp_path):
    rows = [row("29232", "Quimper", technical=""), row("29019", "Brest")]
    _, values, _ = taken("cuivre", rows, tmp_path)
    assert (QUIMPER, TECHNICAL) not in values
    assert values[QUIMPER, COMMERCIAL] == "2026-01-31"


def test_a_code_under_another_commune_s_name_is_a_doubt(tmp_path):
    _, values, doubts = taken("cuivre", [row("29232", "Brest"), row("29019", "Brest")], tmp_path)
    assert doubts == {"other-name": 1}
    assert QUIMPER not in {siren for siren, _ in values}


def test_a_commune_whose_name_is_a_word_of_the_kind_is_found(tmp_path):
    rows = [row("60676", "Ville"), row("67507", "VILLÉ"), row("29019", "Ville de Brest")]
    assert taken("cuivre", rows, tmp_path)[0].matched == 3


def test_the_register_answers_nothing_for_the_commune():
    indicator = load_catalogue().indicators["fin-cuivre-connue"]
    assert indicator.facts[0] == "infrastructures.fin-cuivre"
    assert {COMMERCIAL, TECHNICAL} < set(indicator.facts[1:])
