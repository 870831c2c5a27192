import pytest
from selectolax.lexbor import LexborHTMLParser

from barometre.survey.small_areas.validation import COMPARISONS, MISSED
from barometre.web.pages.small_areas import ANSWERING, LEVELS, VARIABLES
from sober_pages import assert_sober, file_rows, text_of

ADDRESS = "/methodologie/petits-territoires/"


@pytest.fixture(scope="module")
def page(published):
    from django.test import Client

    return Client(SERVER_NAME="localhost").get(ADDRESS)


def test_the_page_is_sober_and_has_a_file_beside_each_table(client, page):
    assert_sober(page)
    tree = LexborHTMLParser(page.content)
    files = [link.attributes["href"] for link in tree.css(".bar-download a")]
    assert len(files) == len(tree.css("table")) == 2
    assert [len(file_rows(client.get(file))) for file in files] == [len(COMPARISONS), len(MISSED)]


def test_the_file_has_what_the_table_leaves_out(client):
    rows = file_rows(client.get(f"{ADDRESS}donnees.csv"))
    first, told = COMPARISONS[0], rows[0]
    assert (told["question"], told["territoire"]) == (VARIABLES[first.variable], LEVELS[first.level])
    assert [row["territoire"] for row in rows if "deux fois plus" in row["territoire"]] == [
        LEVELS[one.level] + ANSWERING[one.answering] for one in COMPARISONS if one.answering == "answer"
    ]
    for name, value in (
        ("biais_modele", first.bias_model),
        ("marge_directe", first.half_width_direct),
        ("manques_modele", first.missed_model),
        ("territoires", first.areas),
    ):
        assert float(told[name].replace(",", ".")) == value


def test_the_verdict_says_the_numbers_found(page):
    words = text_of(page)
    known = [one for one in COMPARISONS if (one.level, one.answering) == ("departement", "profile")]
    for found in ([one.rmse_model for one in known], [one.rmse_direct for one in known]):
        assert f"{min(found)} à {max(found)}".replace(".", ",") in words
    chosen = next(one for one in COMPARISONS if one.answering == "answer")
    assert f"{chosen.held_model} % de ses intervalles sont justes".replace(".", ",") in words


def test_what_the_model_misses_is_told_by_name(page):
    words = text_of(page)
    told = min(MISSED, key=lambda one: one.held)
    assert f"ne contient la vérité que dans {told.held} % des tirages" in words
    assert "Vienne" in words and "Tarn-et-Garonne" in words


def test_the_methodology_leads_to_it(client):
    assert f'href="{ADDRESS}"' in client.get("/methodologie/").content.decode()


def test_engines_of_search_find_it(client):
    assert ADDRESS in client.get("/sitemap-pages.xml").content.decode()
