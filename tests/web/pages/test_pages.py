import csv
import io
import re
from html import unescape

import pytest

from barometre.web.shared.words import french_order

PAGES = {
    "/": "Où en est le numérique de votre collectivité",
    "/recherche/": "Rechercher une collectivité",
    "/recherche/?q=quimper": "/communes/29232/",
    "/recherche/?q=noumea": "Hors du champ mesuré",
    "/recherche/?q=zzzzzz": "Aucun résultat",
    "/france/": "Les départements",
    "/france/?mesure=site-declare": "Site internet déclaré",
    "/regions/53/": "Bretagne",
    "/regions/06/": "Mayotte",
    "/departements/29/": "277\u00a0communes",
    "/departements/2A/": "Corse-du-Sud",
    "/departements/75/": "Paris",
    "/epci/242900314/": "Brest",
    "/communes/29232/": "Quimper",
    "/communes/75056/": "Paris",
    "/communes/97611/": "Mamoudzou",
    "/collectivites/222900011/": "Finistère",
    "/communes/48095/observation/": "ailleurs-lozere.fr",
    "/communes/29232/observation/": "n’a pas encore été observée",
    "/collectivites/242900314/observation/": "Observation de Brest",
    "/hors-champ/98818/": "Hors du champ mesuré",
    "/themes/": "Cybersécurité",
    "/themes/cybersecurite/": "Cybersécurité",
    "/indicateurs/": "Site internet déclaré",
    "/indicateurs/site-declare/": "Comment s’améliorer",
    "/methodologie/": "Du fait au score",
    "/methodologie/robustesse/": "Ce que pèse chaque question",
    "/methodologie/petits-territoires/": "Quand ne pas s’en servir",
    "/editions/": "Il n’y a qu’une édition",
    "/editions/2026-11-01/": "Ce sur quoi elle repose",
    "/donnees/": "Empreinte SHA-256",
    "/api/": "Chaque adresse, avec un exemple",
    "/accessibilite/": "non conforme",
    "/mentions-legales/": "Qui exploite ce site",
    "/eco-conception/": "150 ko",
}


@pytest.mark.parametrize(("address", "words"), PAGES.items())
def test_no_line_breaks_before_french_punctuation(client, address, words):
    text = unescape(
        re.sub(r"<(svg|code|style).*?</\1>|<[^>]+>", "\n", client.get(address).content.decode(), flags=re.DOTALL)
    )
    assert re.findall(r".{0,30}\S [:;?!»%](?!\S).{0,10}", text) == []


@pytest.mark.parametrize(("address", "words"), PAGES.items())
def test_every_page_says_what_it_is_about(client, address, words):
    page = client.get(address)
    assert page.status_code == 200
    text = page.content.decode()
    assert words in text
    assert re.search(r"<title>[^<]{10,}</title>", text)
    assert text.count("<h1") == 1
    assert "style=" not in text
    assert "<script" not in text.replace('<script type="application/ld+json">', ""), "a block of data runs nothing"


@pytest.mark.parametrize(
    "address",
    [
        "/communes/99999/",
        "/departements/99/",
        "/regions/00/",
        "/epci/123456789/",
        "/collectivites/000000000/",
        "/communes/99999/observation/",
        "/collectivites/200057966/observation/",  # an EPT is not measured
        "/hors-champ/29232/",
        "/themes/inconnu/",
        "/indicateurs/inconnu/",
        "/france/?mesure=inconnue",
        "/departements/29/?page=99",
        "/departements/29/?page=abc",
        "/departements/29/?page=" + "9" * 5000,
        "/donnees/secret_key",
        "/nulle-part/",
    ],
)
def test_an_unknown_address_says_so_and_offers_the_search(client, address):
    page = client.get(address)
    assert page.status_code == 404
    assert "Page introuvable" in page.content.decode()
    assert 'role="search"' in page.content.decode()


@pytest.mark.parametrize(
    ("former", "today"),
    [
        ("/epci/200035459/", "/epci/200096956/"),  # merged since
        ("/communes/98818/", "/hors-champ/98818/"),  # Nouméa is outside the field
        ("/collectivites/212902324/", "/communes/29232/"),
        ("/collectivites/242900314/", "/epci/242900314/"),
        ("/communes/16010/observation/", "/communes/16186/observation/"),
        ("/communes/98818/observation/", "/hors-champ/98818/"),
        ("/collectivites/212902324/observation/", "/communes/29232/observation/"),
    ],
)
def test_old_and_other_addresses_lead_to_the_page(client, former, today):
    page = client.get(former)
    assert (page.status_code, page.headers.get("Location")) == (301, today)


@pytest.mark.parametrize(
    ("former", "name", "today"),
    [
        ("16010", "Ambleville", "/communes/16186/"),  # joined Lignières-Ambleville in 2022
        ("01091", "Châtillon-en-Michaille", "/communes/01033/"),
        ("13208", "Marseille 8e Arrondissement", "/communes/13055/"),
    ],
)
def test_the_address_of_a_commune_that_is_no_more_names_what_it_has_become(client, former, name, today):
    page = client.get(f"/communes/{former}/")
    assert page.status_code == 410
    assert f"<h1>{name} ({former})</h1>" in page.content.decode() and f'href="{today}"' in page.content.decode()


def test_a_name_instead_of_a_code_is_not_found_and_the_page_offers_who_has_it(client):
    page = client.get("/communes/saint-etienne/")
    assert (page.status_code, 'href="/communes/42218/"' in page.content.decode()) == (404, True)


def rows(client, address):
    page = client.get(address)
    assert page.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert 'attachment; filename="barometre-' in page.headers["Content-Disposition"]
    return list(csv.DictReader(io.StringIO(page.content.decode("utf-8-sig")), delimiter=";"))


@pytest.mark.parametrize(
    ("address", "count"),
    [
        ("/france/donnees.csv", 1 + 10 + 18 + 101),
        ("/regions/53/donnees.csv", 4),
        ("/departements/29/donnees.csv", 277),
        ("/departements/29/epci.csv", 21),
        ("/epci/242900314/donnees.csv", 8),
        ("/themes/communication/donnees.csv", 130),
        ("/indicateurs/site-declare/donnees.csv", 130),
        ("/communes/48095/observation/donnees.csv", 112),
    ],
)
def test_the_file_of_a_table_has_every_row(client, address, count):
    assert len(rows(client, address)) == count


def test_the_file_of_a_commune_has_every_indicator_with_its_source(client, published):
    found = {row["indicateur"]: row for row in rows(client, "/communes/29232/donnees.csv")}
    assert set(found) == set(published.catalogue["indicators"])
    assert found["site-declare"]["reponse"] == "Oui"
    assert found["site-declare"]["source"] and found["site-declare"]["date"] == "2026-10-06"


def test_a_page_shows_the_figure_of_the_edition(client, published):
    body = published.collectivite_set.get(kind="commune", code="29232")
    page = client.get("/communes/29232/").content.decode()
    seen = body.scores["overall.seen"]
    assert seen["known"] == 6
    assert f"{seen['known']}\u00a0indicateurs connus</" not in page, "in a sentence, with what it is out of"
    assert f"sur {seen['concerned']} qui la concernent" in page


def test_communes_are_in_order_of_names_never_of_scores(client):
    listed = rows(client, "/departements/01/donnees.csv")
    plain = [french_order(re.sub(r"^(L’|La |Le |Les )", "", row["nom"])) for row in listed]
    assert plain[:2] == ["amberieu-en-bugey", "amberieux-en-dombes"]
    scores = [row["score"] for row in listed]
    assert scores != sorted(scores) and scores != sorted(scores, reverse=True)


def test_the_home_page_says_there_is_no_ranking(client):
    assert "pas de classement des communes" in client.get("/").content.decode()


def test_each_figure_names_its_source_and_date(client):
    for address in ("/", "/france/", "/departements/29/", "/communes/29232/", "/indicateurs/site-declare/"):
        text = client.get(address).content.decode()
        assert "6 octobre 2026" in text
        assert "édition du 1er novembre 2026" in text


def test_a_merged_commune_is_told_on_the_page_of_its_heir(client):
    assert "Ambleville (code 16010) a rejoint" in client.get("/communes/16186/").content.decode()


def test_the_worked_example_finds_the_published_score(published):
    from barometre.web.pages.methodology import EXAMPLE, example

    found = example(published, EXAMPLE)
    assert found["result"] == pytest.approx(found["published"])


def test_every_file_offered_is_there(client):
    for address in ("/", "/france/", "/regions/53/", "/departements/29/", "/communes/29232/", "/themes/communication/"):
        offered = re.findall(r'bar-download"><a href="([^"]+)"', client.get(address).content.decode())
        assert offered
        assert [client.get(unescape(one)).headers["Content-Type"][:8] for one in offered] == ["text/csv"] * len(offered)


def test_files_of_the_edition_are_those_of_the_manifest(client, published):
    file = next(one for one in published.manifest["files"] if one["name"] == "scores.parquet")
    answer = client.get("/donnees/scores.parquet")
    assert len(b"".join(answer.streaming_content)) == file["bytes"]


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "'\"><b>", "%00", "é" * 500])
def test_what_is_typed_is_shown_as_text(client, text):
    page = client.get("/recherche/", {"q": text})
    assert page.status_code == 200
    assert "<script" not in page.content.decode()


@pytest.mark.parametrize(
    ("address", "there", "not_there"),
    [
        ("/communes/29155/", "Autour d’Ouessant", "Autour de Ouessant"),
        ("/communes/29155/", "populations de référence 2023\u00a0; Mayotte\u00a0: 2017", "style="),
        ("/communes/67006/", "#ouvrir-un-site", "#declaration-accessibilite"),  # a commune that declares no site
        ("/departements/67/?mesure=franceconnect", 'value="franceconnect" selected', "carte-legende"),
        ("/departements/29/?mesure=site-declare", "Oui (", "de 20 à moins de 40"),
        ("/epci/200054781/", "/epci/200057966/", "Hors du champ mesuré"),  # Métropole du Grand Paris
        ("/epci/200057966/", "/epci/200054781/", "L’intercommunalité elle-même"),  # Vallée Sud-Grand Paris
        (
            "/departements/75/",
            "pas encore observées, ou qu’aucune source ne dit",
            "aucune source ne nous dit où elle en est",
        ),
        ("/collectivites/200094332/", "Grand Est</a>", '__link" href="/departements/'),  # Alsace
    ],
)
def test_pages_say_what_they_should_and_no_more(client, address, there, not_there):
    text = client.get(address).content.decode()
    assert there in text
    assert not_there not in text


def test_a_measure_without_source_says_so_and_leaves_its_numbers_empty(client):
    page = client.get("/departements/67/?mesure=rendez-vous-en-ligne").content.decode()
    assert page.count("Aucune source pour le moment") == 2  # under the map, under the communes
    for address in ("/france/donnees.csv", "/departements/67/epci.csv"):
        for row in rows(client, f"{address}?mesure=rendez-vous-en-ligne"):
            assert (row["moyenne"], row["connues"], row["concernees"], row["source"]) == ("", "", "", "")


def test_a_file_stands_alone(client):
    row = rows(client, "/departements/29/donnees.csv?mesure=communication")[0]
    assert (row["edition"], row["provisoire"]) == ("2026-11-01", "oui")
    assert 0.5 <= float(row["couverture"].replace(",", ".")) < 0.8
    assert "Annuaire" in row["source"]
