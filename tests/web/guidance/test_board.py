"""The board of obligations: states in words, what is not known apart, choices that the address keeps, files whole."""

import polars as pl
import pytest
from selectolax.lexbor import LexborHTMLParser

from barometre.guidance.sharing import OBLIGATION
from barometre.web.explore.addresses import packed
from barometre.web.explore.columns import Column, Sort
from barometre.web.explore.grid import grid
from barometre.web.guidance.board import MISSED, cell, count, in_order, with_missed
from barometre.web.guidance.group import law
from sober_pages import assert_sober, file_rows

BREST = "/epci/242900314/tableau/obligations/"
FINISTERE = "/departements/29/tableau/obligations/"
DUTY = f"{OBLIGATION}rgs"
ROWS = pl.DataFrame(
    {
        "siren": ["1", "2", "3", "4", "5", "6"],
        "slug": ["f", "e", "d", "c", "b", "a"],
        "population": [1, 2, 3, 4, 5, 6],
        DUTY: ["met", None, "not-met", "unknown", "if", "not-met"],
    }
)


def names(page):
    return [one.text() for one in LexborHTMLParser(page.content).css("#tableau tbody th a")]


def test_each_state_has_its_own_words_and_only_a_proof_says_no():
    assert [cell(one).words for one in ("met", "not-met", "unknown", "if", None)] == [
        "remplie",
        "non remplie",
        "non connue",
        "selon sa situation",
        "—",
    ]
    assert [one for one in ("met", "unknown", "if", None) if cell(one).state == "no"] == []


def test_who_is_not_surely_bound_is_counted_apart():
    found = count(ROWS, Column(DUTY, "RGS", ""))
    assert (found.met, found.not_met, found.unknown, found.concerned, found.uncertain) == (1, 2, 1, 4, 1)


def test_what_is_missed_counts_proved_breaches_only():
    assert with_missed(ROWS, ["rgs", "absent"])[MISSED].to_list() == [0, 0, 1, 0, 0, 1]


@pytest.mark.parametrize(("descending", "found"), [(False, "364512"), (True, "154362")])
def test_sorted_by_an_obligation_those_that_miss_it_come_first_and_those_not_bound_last(descending, found):
    assert "".join(in_order(ROWS, Sort(DUTY, descending))["siren"]) == found


@pytest.mark.parametrize(
    "address",
    [
        BREST,
        "/epci/200057867/tableau/obligations/",  # an EPT
        f"{FINISTERE}?type=epci",
        f"{FINISTERE}?etat=non-connue&tri=-habitants",
        "/regions/53/tableau/obligations/?page=2",
    ],
)
def test_a_board_is_light_sober_and_in_french(client, address):
    assert_sober(client.get(address))


def test_the_board_says_what_the_grid_says(client, published):
    rows = grid(published).filter(epci="242900314", kind="commune")
    page = LexborHTMLParser(client.get(f"{BREST}?tri=nom").content)
    (first, *_) = page.css("#tableau tbody tr")
    siren = rows.sort("slug")["siren"][0]
    duties = [one.attributes["href"].split("tri=")[1].split("#")[0] for one in page.css("#tableau thead a")][3:]
    shown = [one.text() for one in first.css("td")][2:]
    states = rows.filter(siren=siren).row(0, named=True)
    assert shown == [cell(states[name]).words for name in duties]


def test_filtered_rows_are_those_of_the_file_in_the_same_order(client, published):
    duty = next(name for name in law(published) if f"{OBLIGATION}{name}" in grid(published).columns)
    asked = f"?obligation={duty}&etat=non-connue&tri=-habitants"
    page, given = client.get(f"{FINISTERE}{asked}&page=tout"), client.get(f"{FINISTERE}donnees.csv{asked}")
    rows = file_rows(given)
    assert [row["nom"] for row in rows] == names(page)
    assert {row[f"{OBLIGATION}{duty}"] for row in rows} <= {"non connue"}
    assert 'filename="barometre-obligations-departement-29-communes-' in given.headers["Content-Disposition"]


def test_pages_have_every_row_once(client):
    first, second = (names(client.get(f"/departements/90/tableau/obligations/?page={page}")) for page in (1, 2))
    assert 8 <= len(first) <= 20 and not set(first) & set(second)


def test_a_list_has_its_board_and_every_link_keeps_it(client):
    text = packed(["212902324", "242900314"])
    page = client.get(f"/tableau/obligations/?liste={text}")
    links = [one.attributes["href"] for one in LexborHTMLParser(page.content).css("#tableau thead a, .bar-download a")]
    assert names(page) and links and all(f"liste={text}" in one for one in links)
    assert client.get("/tableau/obligations/").headers["Location"] == "/tableau/liste/"


@pytest.mark.parametrize("asked", ["etat=rien", "theme=rien", "obligation=rien", "colonnes=99", "colonnes=x", "tri=x"])
def test_what_means_nothing_is_refused(client, asked):
    assert client.get(f"{BREST}?{asked}").status_code == 400


def test_a_place_that_does_not_exist_is_not_found(client):
    assert client.get("/departements/999/tableau/obligations/").status_code == 404


def test_the_board_of_indicators_leads_to_it_and_to_sharing(client):
    source = client.get("/departements/29/tableau/?type=epci").content.decode()
    assert f'href="{FINISTERE}?type=epci"' in source
    assert 'href="/departements/29/mutualiser/?type=epci"' in source
