from datetime import date

import pytest
from django.utils import timezone

from barometre.web.programme.fund.store import clear
from barometre.web.programme.models import FundImport
from barometre.web.shared.filters import day


def test_without_study_the_page_says_how_one_is_made(read):
    text = read("/programme/effets/")
    assert "On ne sait pas encore : aucune étude n’a été faite." in text
    assert "L’équipe du programme lance l’étude d’un indicateur" in text
    assert "Au moins deux éditions du baromètre avant l’aide" in text


def test_an_indicator_without_study_says_so(read):
    text = read("/programme/effets/site-https/")
    assert "aucune étude n’a été faite pour cet indicateur" in text
    assert "L’équipe du programme la lance" in text


@pytest.mark.parametrize("address", ["/programme/effets/rien/", "/programme/effets/site-https/donnees.csv"])
def test_what_is_not_there_is_not_found(read, address):
    read(address, status=404)


def test_the_verdict_comes_first_then_what_it_rests_on(client, read, make_study):
    make_study()
    text = read("/programme/effets/site-https/")
    parts = [
        "ont progressé davantage",
        "8,6 points, entre 7,4 et 9,8 points",
        "suivies143",
        "comparables1 569",
        "Seconde façon",
    ]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert "rien ne distingue l’évolution" in text
    assert "environ 40 fois sur cent" in text
    assert "éditions du 1er janvier 2021, du 1er janvier 2022, du 1er janvier 2023 et du 1er janvier 2024" in text
    assert "Un écart ne prouve pas à lui seul" in text
    assert 'class="graphique ecarts"' in client.get("/programme/effets/site-https/").content.decode()
    assert "Données de démonstration" not in text


def test_not_to_tell_is_an_answer(read, make_study):
    make_study(told=False)
    text = read("/programme/effets/site-https/")
    assert "On ne peut pas dire" in text
    assert "C’est une réponse, pas une panne" in text
    assert "Trop peu de collectivités aidées (3)." in text
    assert "On ne peut pas dire, pour 1 indicateur étudié" in read("/programme/effets/")


def test_a_study_without_estimate_has_no_chart(client, read, make_study):
    make_study(told=False, events=False)
    assert "Rien n’a pu être calculé" in read("/programme/effets/site-https/")
    assert "graphique ecarts" not in client.get("/programme/effets/site-https/").content.decode()


def test_chart_and_file_say_the_same(table, make_study):
    make_study()
    frame, name = table("/programme/effets/site-https/donnees.csv")
    assert frame["relatif"].to_list() == [-2, -1, 0]
    assert frame["ecart"].to_list() == [0.3, 0, 8.6]
    assert frame["bas"].to_list() == [-1, None, 7.4]
    assert "barometre-effet-site-https.csv" in name
    assert table("/programme/effets/donnees.csv")[0]["comparables"].item() == 1569


def test_the_newest_study_is_shown(read, make_study):
    make_study()
    make_study(told=False)
    assert "On ne peut pas dire" in read("/programme/effets/site-https/")


def test_a_study_of_invented_awards_says_so(client, read, table, make_study):
    make_study(demonstration=True)
    for address in ("/programme/effets/", "/programme/effets/site-https/"):
        assert "Données de démonstration" in read(address)
        assert "<title>Démonstration" in client.get(address).content.decode()
        assert 'filename="barometre-demonstration-' in table(f"{address}donnees.csv")[1]


def test_a_study_older_than_the_awards_says_that_it_is_to_be_made_again(read, make_study, demo):
    today = day(date.today())
    make_study("site-https", demonstration=True)
    assert "à refaire" not in read("/programme/effets/site-https/") + read("/programme/effets/")
    FundImport.objects.update(at=timezone.now())
    assert f"Des aides ont été importées depuis cette étude, le {today} : elle est à refaire." in read(
        "/programme/effets/site-https/"
    )
    assert f"Des aides ont été importées depuis, le {today} ; à refaire : " in read("/programme/effets/")


def test_an_emptied_fund_leaves_no_study(read, make_study, demo):
    make_study("site-https", demonstration=True)
    clear("anne")
    assert "aucune étude n’a été faite pour cet indicateur" in read("/programme/effets/site-https/")
