"""A duty is a duty only for those it binds; what we do not know makes neither a duty nor an exemption."""

import re
from html import unescape

import pytest

from barometre.catalogue.conditions import CIRCUMSTANCES, NUMBERS, parse
from barometre.catalogue.load import load_catalogue
from barometre.web.pages.duty import Duty, duty, properties, texts_of_law

ENTRIES = {name: one.model_dump(mode="json") for name, one in load_catalogue().indicators.items()}

EVERYBODY = "factures-electroniques archivage-electronique delegue-donnees registre-traitements accuse-reception"
COMMUNE = f"{EVERYBODY} convocations-electroniques base-adresse"
EPCI = f"{EVERYBODY} convocations-electroniques actes-en-ligne"
LARGER = f"{EVERYBODY} actes-en-ligne flux-comptables actes-transmis"
# With a site, personal data, a contract, receipts: nothing that a table tells.
PERHAPS = (
    "mentions-legales declaration-accessibilite mention-accessibilite accessibilite-taux traceurs page-confidentialite "
    "profil-acheteur paiement-en-ligne proces-verbaux note-budget note-comptes repertoire-informations "
    "schema-accessibilite signalement-accessibilite"
)
COUNCIL = f"{PERHAPS} liste-deliberations"
OVER = "donnees-ouvertes donnees-commande-publique"
LARGE = f"{OVER} acces-documents"
TABLE = {
    "village": (["commune"], 120, f"{COMMUNE} urbanisme-a-distance", COUNCIL),
    "just under 3,500": (["commune"], 3_499, f"{COMMUNE} urbanisme-a-distance", COUNCIL),
    "3,500": (["commune"], 3_500, f"{COMMUNE} actes-en-ligne urbanisme-a-distance", f"{COUNCIL} {OVER}"),
    "10,000": (["commune"], 10_000, f"{COMMUNE} actes-en-ligne urbanisme-en-ligne", f"{COUNCIL} {LARGE}"),
    "10,001": (
        ["commune"],
        10_001,
        f"{COMMUNE} actes-en-ligne urbanisme-en-ligne flux-comptables",
        f"{COUNCIL} {LARGE}",
    ),
    "50,001": (
        ["commune"],
        50_001,
        f"{COMMUNE} actes-en-ligne urbanisme-en-ligne flux-comptables actes-transmis strategie-responsable",
        f"{COUNCIL} {LARGE}",
    ),
    # The text on acts can be read in two ways under 50,000 inhabitants.
    "small EPCI": (["epci"], 8_000, EPCI, f"{COUNCIL} {OVER} actes-transmis"),
    "EPCI": (["epci"], 60_000, f"{EPCI} flux-comptables actes-transmis strategie-responsable", f"{COUNCIL} {LARGE}"),
    "département": (["departement"], 600_000, LARGER, f"{PERHAPS} {LARGE}"),
    "région": (["region"], 3_000_000, LARGER, f"{PERHAPS} {LARGE}"),
}


def duties(body, wanted):
    """Return the indicators that concern a body of which the law asks this."""
    asked = {name: entry for name, entry in ENTRIES.items() if parse(entry["concerns"]).holds(body) is not False}
    return {name for name, entry in asked.items() if duty(entry, body)[0] is wanted}


@pytest.mark.parametrize(("powers", "population", "law", "perhaps"), TABLE.values(), ids=TABLE)
def test_each_reads_the_duties_that_it_has_and_no_other(powers, population, law, perhaps):
    body = properties({"powers": powers}, population, {})
    assert duties(body, Duty.LAW) == set(law.split())
    assert duties(body, Duty.IF) == set(perhaps.split())


def test_a_known_site_makes_the_duties_of_a_site_certain():
    body = properties({"powers": ["commune"]}, 120, {"site.host": {"text": "village.fr"}})
    ours = {"declaration-accessibilite", "mention-accessibilite", "accessibilite-taux"}
    assert duties(body, Duty.LAW) - set(TABLE["village"][2].split()) == ours | {
        "mentions-legales",
        "liste-deliberations",
        *("proces-verbaux", "note-budget", "note-comptes", "repertoire-informations"),
        *("schema-accessibilite", "signalement-accessibilite"),
    }


ON_A_PLATFORM = {"site.host": {"text": "reseau.com"}, "site.platform": {"number": 1.0}}


@pytest.mark.parametrize(
    "facts", [{}, {"site.host": {"text": None}}, {"site.declared": {"number": 0.0}}, ON_A_PLATFORM]
)
def test_a_site_that_we_do_not_know_makes_no_duty_and_no_exemption(facts):
    body = properties({"powers": ["commune"]}, 120, facts)
    assert duty(ENTRIES["declaration-accessibilite"], body)[0] is Duty.IF


def test_learning_a_property_decides():
    body = properties({"powers": ["epci"]}, 60_000, {})
    assert duty(ENTRIES["paiement-en-ligne"], body | {"receipts": 5_000})[0] is Duty.LAW
    assert duty(ENTRIES["paiement-en-ligne"], body | {"receipts": 4_999})[0] is Duty.NONE
    assert duty(ENTRIES["donnees-ouvertes"], body | {"agents": 50})[0] is Duty.LAW
    assert duty(ENTRIES["profil-acheteur"], body | {"contract": 60_000})[0] is Duty.IF
    assert duty(ENTRIES["profil-acheteur"], body | {"contract": 60_000, "notice": True})[0] is Duty.LAW


@pytest.mark.parametrize("name", ENTRIES)
def test_what_is_uncertain_says_under_which_condition(name):
    for powers, population, *_ in TABLE.values():
        asked, condition = duty(ENTRIES[name], properties({"powers": powers}, population, {}))
        assert bool(condition) is (asked is Duty.IF)


def test_nothing_is_a_duty_in_a_catalogue_that_does_not_say_whom_it_binds():
    former = {"concerns": "", "references": [{"title": "Loi", "kind": "obligation", "url": None}]}
    assert duty(former, properties({"powers": ["commune"]}, 100_000, {})) == (Duty.NONE, "")
    assert texts_of_law(former) == []


def test_properties_that_no_table_holds_are_unknown():
    for name in CIRCUMSTANCES:
        assert parse(name).holds({"powers": []}) is None
    for name in NUMBERS:
        assert parse(f"{name} > 0").holds({"powers": []}) is None


def words(client, address):
    return unescape(re.sub(r"<[^>]+>", " ", client.get(address).content.decode()))


def test_a_village_is_told_what_the_law_asks_of_it_apart_from_what_may_bind(client):
    page = unescape(client.get("/communes/05064/obligations/").content.decode())
    binding = page.partition('id="a-verifier"')[2].partition("<h2")[0]
    perhaps = page.partition('id="selon"')[2].partition("<h2")[0]
    assert "Désigner un délégué à la protection des données" in binding
    assert "Transmettre les actes à la préfecture" not in binding + perhaps
    assert "Proposer le paiement en ligne" in perhaps and "Proposer le paiement en ligne" not in binding


@pytest.mark.parametrize(
    ("indicator", "said"),
    [
        ("flux-comptables", "si la collectivité est une commune ou une intercommunalité à fiscalité propre de plus de"),
        ("base-adresse", "pour tous ceux que l’indicateur concerne"),
    ],
)
def test_the_page_of_an_indicator_says_for_whom_it_is_a_duty(client, indicator, said):
    assert said in words(client, f"/indicateurs/{indicator}/").partition("Obligation légale")[2]


def test_the_page_of_an_indicator_without_law_speaks_of_no_duty(client):
    assert "Obligation légale" not in words(client, "/indicateurs/sauvegarde-essayee/")


def test_the_api_gives_the_condition_in_both_languages(client):
    (text, *_) = client.get("/api/v1/indicators/flux-comptables").json()["references"]
    assert "population > 10000" in text["concerne"]
    assert text["condition"].startswith("la collectivité est")
