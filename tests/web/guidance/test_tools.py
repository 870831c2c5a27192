"""Pages of shared tools, as a visitor asks for them."""

import polars as pl
import pytest

from barometre.catalogue.load import load_catalogue
from barometre.web.guidance import tool_uses
from barometre.web.guidance.tool_filters import may_use
from sober_pages import assert_sober, file_rows, text_of

TOOLS = load_catalogue().tools
# EcoIndex: A up to about 385 elements on a light page.
ELEMENTS = 385
MENDE, FRANCECONNECT = "/outils/rgaa/?pour=48095", "/outils/franceconnect/"


@pytest.mark.parametrize(
    "address",
    [
        "/outils/",
        "/outils/?theme=cybersecurite&cout=gratuit&cadre=libre&tenu-par=etat&pour=commune&libre=oui&texte=visio",
        "/outils/?page=3",
        FRANCECONNECT,
        f"{FRANCECONNECT}?pour=48095",
        f"{FRANCECONNECT}?pour=saint",
        MENDE,
        "/outils/guichet-urbanisme/",
        "/outils/comparer/",
        "/outils/comparer/?outil=grist&outil=docs&outil=visio&outil=opsn",
    ],
)
def test_every_page_is_sober_titled_and_in_french(client, address):
    assert_sober(client.get(address))


def test_every_tool_has_its_page_and_is_in_the_file(client):
    assert {client.get(f"/outils/{name}/").status_code for name in TOOLS} == {200}
    rows = file_rows(client.get("/outils/donnees.csv"))
    assert {row["identifiant"] for row in rows} == set(TOOLS)
    assert len(rows) >= 50


def test_filters_of_the_address_choose_the_rows_of_page_and_file(client):
    asked = "?theme=cybersecurite&libre=oui&pour=commune"
    rows = file_rows(client.get(f"/outils/donnees.csv{asked}"))
    wanted = {name for name, one in TOOLS.items() if "cybersecurite" in one.themes and may_use(one, "commune")}
    found = {row["identifiant"] for row in rows}
    assert found and found < wanted
    assert f"{len(found)} outils" in text_of(client.get(f"/outils/{asked}"))
    assert {row["identifiant"] for row in file_rows(client.get("/outils/donnees.csv?texte=parapheur"))} >= {
        "i-parapheur"
    }
    improving = file_rows(client.get("/outils/donnees.csv?indicateur=base-adresse"))
    assert [row["identifiant"] for row in improving] == ["mes-adresses"]
    assert "retirez-en un" in text_of(client.get("/outils/?texte=zzzz"))


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/outils/?theme=cuisine", 400),
        ("/outils/?cout=cher", 400),
        (f"/outils/?texte={'a' * 101}", 400),
        ("/outils/?page=99", 404),
        ("/outils/inconnu/", 404),
        (f"{FRANCECONNECT}?pour={'a' * 101}", 400),
        ("/outils/comparer/?outil=inconnu", 400),
        ("/outils/comparer/?outil=grist&outil=docs&outil=visio&outil=opsn&outil=ara", 400),
    ],
)
def test_an_address_that_means_nothing_is_refused_with_a_reason(client, address, status):
    page = client.get(address)
    assert page.status_code == status
    assert "<h1" in page.content.decode()


def test_what_was_not_read_is_said_so(client):
    unread = next(one for one in TOOLS.values() if one.read == "unread")
    words = text_of(client.get(f"/outils/{unread.id}/"))
    assert "À vérifier : nous n’avons pas pu le lire" in words
    assert "Hébergement non lu" in words
    assert "Lu à sa source" in text_of(client.get(FRANCECONNECT))


def test_counts_are_beside_the_sites_that_were_read(client, published):
    total, table = tool_uses.national(published, TOOLS["payfip"])
    rows = tool_uses.uses_table(published)
    assert total.looked == rows["looked"].sum() > 0
    assert total.seen == rows.filter(pl.col("tools.seen").list.contains("payfip")).height > 0
    assert sum(row[1].value for row in table.rows) == total.seen
    words = text_of(client.get("/outils/payfip/"))
    assert f"vu sur {total.seen} parmi {total.looked} sites lus" in words
    assert "ne pas le voir ne prouve rien" in words
    # Nothing recognises this one.
    assert "aucun registre que nous lisons" in text_of(client.get("/outils/rgaa/"))


def test_a_collectivite_sees_its_peers_its_departement_and_who_helps(client):
    words = text_of(client.get("/outils/payfip/?pour=48095"))
    assert "Les collectivités comme Mende" in words
    assert "communes de 10 000 à 19 999 habitants" in words
    assert "Dans le même département, Lozère" in words
    assert "centre de gestion de la Lozère" in words and "sert votre département" in words
    assert "vous êtes adhérent" not in words
    assert "Aucune collectivité mesurée" in text_of(client.get("/outils/payfip/?pour=zzzzzz"))


def test_the_page_of_an_indicator_leads_to_the_tools_that_improve_it(client):
    page = client.get("/indicateurs/base-adresse/")
    assert '<a href="/outils/mes-adresses/">' in page.content.decode()
    assert "?indicateur=logiciels-libres" in client.get("/indicateurs/logiciels-libres/").content.decode()


def test_where_nobody_is_known_it_says_so_and_names_who_is_further(client):
    words = text_of(client.get("/outils/rgaa/?pour=75056"))
    assert "ne nomment personne près d’ici" in words and "Déclic" in words


def test_an_edition_without_tools_says_so(client, published, monkeypatch):
    from barometre.web.shared import guidance

    monkeypatch.setattr(guidance, "tools", lambda edition: {})
    for address in ("/outils/", "/outils/comparer/"):
        assert "avant que le Baromètre connaisse les outils partagés" in text_of(client.get(address))
