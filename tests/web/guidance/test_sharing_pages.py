"""Scenarios of sharing as a visitor asks for them: a group, a tool, prices of his own, a page of paper, a file."""

import re

import polars as pl
import pytest
from selectolax.lexbor import LexborHTMLParser

from barometre.guidance.sharing import Prices
from barometre.web.explore.addresses import packed
from barometre.web.explore.grid import grid
from barometre.web.guidance.frames import explained
from barometre.web.guidance.group import weights
from barometre.web.guidance.scenario import prices_of
from barometre.web.shared.requests import ParameterError
from sober_pages import assert_sober, file_rows, text_of

BREST = "/epci/242900314/mutualiser/"
FINISTERE = "/departements/29/mutualiser/"
TOOL = f"{FINISTERE}outils/franceconnect/"
ACTION = f"{FINISTERE}actions/nom-et-courriel/"


@pytest.mark.parametrize(
    "address",
    [
        "/mutualiser/",
        BREST,
        FINISTERE,
        TOOL,
        ACTION,
        f"{TOOL}imprimer/?fixe=1200&habitant=0,35",
        f"{TOOL}?type=epci&fixe=1200&chacune=50&qui=toutes",
        "/regions/53/mutualiser/outils/franceconnect/",
    ],
)
def test_each_page_is_light_sober_and_in_french(client, address):
    assert_sober(client.get(address))


def test_a_territory_is_found_by_its_name(client):
    assert client.get("/mutualiser/?territoire=Finistère").headers["Location"] == FINISTERE
    assert client.get("/mutualiser/?territoire=Nulle part").status_code == 400


def test_a_list_keeps_itself_in_every_address(client):
    text = packed(["212902324", "242900314"])
    source = client.get(f"/mutualiser/outils/franceconnect/?liste={text}&fixe=10").content.decode()
    assert f'href="/mutualiser/outils/franceconnect/imprimer/?liste={text}&amp;fixe=10"' in source
    assert f'name="liste" value="{text}"' in source
    assert client.get("/mutualiser/outils/franceconnect/").headers["Location"] == "/mutualiser/"


@pytest.mark.parametrize(
    "address",
    [f"{FINISTERE}outils/rien/", f"{FINISTERE}actions/rien/", "/departements/999/mutualiser/", f"{TOOL}?page=9999"],
)
def test_what_does_not_exist_is_not_found(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("asked", ["fixe=cher", "fixe=-1", "habitant=0,333", "qui=personne"])
def test_what_means_nothing_is_refused(client, asked):
    assert client.get(f"{TOOL}?{asked}").status_code == 400


def test_no_price_is_shown_until_one_is_given(client):
    without, given = client.get(TOOL), client.get(f"{TOOL}?fixe=1 200&depart=300&qui=toutes")
    assert "À renseigner" in text_of(without) and "Chacune seule" not in text_of(without)
    # 277 communes: 277 × (1200 + 300) alone in the first year, 1500 together.
    communes = len(LexborHTMLParser(client.get("/departements/29/tableau/?page=tout").content).css("#tableau tbody tr"))
    cells = [one.text() for one in LexborHTMLParser(given.content).css("td.bar-number")]
    plain = [re.sub(r"\s", "", one) for one in cells]
    assert str(communes * 1500) in plain and "1500" in plain
    assert LexborHTMLParser(given.content).css_first("#fixe").attributes["value"] == "1 200"


def test_prices_are_read_as_people_write_them():
    assert prices_of({"fixe": "1\u202f200 €", "habitant": "0,35", "depart": " "}) == Prices(1200.0, None, 0.35)
    with pytest.raises(ParameterError, match="chacune"):
        prices_of({"chacune": "un peu"})


def test_the_file_has_the_whole_group_and_adds_up_to_the_page(client, published):
    page = client.get(f"{ACTION}donnees.csv")
    rows = file_rows(page)
    group = grid(published).filter(kind="commune", departement="29")
    assert sorted(row["siren"] for row in rows) == sorted(group["siren"])
    lacking = [row for row in rows if row["manque_quelque_chose"] == "oui"]
    listed = [one for one in rows if one["indicateurs_qui_manquent"] or one["obligations_non_remplies"]]
    assert lacking == listed
    # Known to lack: the answer of the grid is less than the best.
    for row in lacking:
        seen = group.row(by_predicate=pl.col("siren") == row["siren"], named=True)
        assert all(seen[f"{name}.score"] < 100 for name in row["indicateurs_qui_manquent"].split(", ") if name)
    shown = text_of(client.get(ACTION)).replace("\u202f", "")
    assert re.search(rf"{len(lacking)} collectivités? manquent?", shown)


def test_the_gain_of_a_scenario_is_that_of_the_next_steps(client, published):
    """The same action, the same commune: the score wins what its page of next steps says."""
    bodies = published.collectivite_set.filter(departement="29", kind="commune").order_by("siren")
    body, step = next(
        (one, step) for one in bodies for step in one.guidance["steps"].values() if step["known"] and step["indicators"]
    )
    page = client.get(f"{FINISTERE}actions/{step['action']}/donnees.csv")
    row = next(one for one in file_rows(page) if one["siren"] == body.siren)
    assert sorted(row["indicateurs_qui_manquent"].split(", ")) == sorted(step["indicators"])
    if row["score_avant"]:
        before, after = (float(row[name].replace(",", ".")) for name in ("score_avant", "score_apres_au_plus"))
        assert after - before == pytest.approx(step["gain"], abs=0.01)
    else:
        assert "gain" not in step


def test_weights_are_those_of_what_is_seen(published):
    found = weights(published)
    assert "site-https" in found
    assert not [name for name in found if published.catalogue["indicators"][name].get("record")]


def test_each_frame_has_its_words():
    found = explained(["groupement", "libre"])
    assert "L2113-6" in found[0].articles and (found[1].articles, bool(found[1].words)) == ("", True)
