"""Who helps one collectivité: in which order, and what is said when nobody near is known."""

import pytest

from barometre.catalogue.guidance import Helper
from barometre.catalogue.load import load_catalogue
from barometre.guidance.nearby import Place, helpers_for

HELPERS = load_catalogue().helpers.values()
VILLAGE = Place("commune", ("29",), ("53",), 300)


def helper(name, kind="opsn", places=("29",), **more):
    fields = {"id": name, "name": name, "kind": kind, "territories": places, "read": "read", "source": "source"}
    return Helper.model_validate(fields | more)


def names(found):
    return [one.helper.id for one in found]


def test_on_an_incident_those_who_answer_at_once_are_named_and_nobody_else():
    found = helpers_for(HELPERS, VILLAGE, incident=True)
    assert names(found.near) == ["17cyber", "breizh-cyber"]
    assert found.near[1].helper.phone
    assert found.further == ()


def test_operators_come_before_management_centres_those_read_and_partners_first():
    helpers = [
        helper("c", "cdg"),
        helper("told", read="reported", partner=True),
        helper("plain"),
        helper("fitting", themes=["donnees"]),
        helper("partner", places=("R53",), partner=True),
        helper("elsewhere", places=("30",)),
        helper("nowhere", places=()),
        helper("unread", read="unread"),
    ]
    assert names(helpers_for(helpers, VILLAGE, ["donnees"]).near) == ["partner", "fitting", "plain", "told", "c"]


def test_bodies_of_geographic_data_are_named_for_data_alone_and_last():
    helpers = [helper("map", themes=["donnees"], only_geodata=True), helper("told", read="reported")]
    assert names(helpers_for(helpers, VILLAGE, ["donnees"]).near) == ["told"]
    assert names(helpers_for(helpers, VILLAGE, ["donnees"], geodata=True).near) == ["told", "map"]


@pytest.mark.parametrize(("theme", "kind"), [("inclusion", "hub"), ("cybersecurite", "csirt")])
def test_hubs_and_incident_centres_are_named_for_their_theme_or_when_asked(theme, kind):
    helpers = [helper("one", kind, places=("R53",))]
    assert helpers_for(helpers, VILLAGE, ["donnees"]).near == ()
    assert names(helpers_for(helpers, VILLAGE, [theme]).near) == ["one"]
    assert names(helpers_for(helpers, VILLAGE, ["donnees"], [kind]).near) == ["one"]


def test_kinds_wanted_are_given_in_their_order():
    helpers = [helper("o"), helper("c", "cdg")]
    assert names(helpers_for(helpers, VILLAGE, kinds=["cdg", "opsn"]).near) == ["c", "o"]
    assert names(helpers_for(helpers, VILLAGE, kinds=["cdg"]).near) == ["c"]


def test_one_is_said_to_serve_a_place_never_to_have_members():
    helpers = [helper("d"), helper("r", places=("R53",)), helper("n", "association", places=("FR",))]
    words = [one.words for one in helpers_for(helpers, VILLAGE).near]
    assert words == ["sert votre département", "sert votre région"]
    (unread, _) = helpers_for(helpers, VILLAGE, ["donnees"]).near
    assert unread.words == "sert votre département, à contacter"


def test_who_serves_a_departement_does_not_serve_its_region():
    place = Place("region", ("29", "22"), ("53",))
    assert names(helpers_for([helper("d"), helper("r", places=("R53",))], place).near) == ["r"]


@pytest.mark.parametrize(
    ("kind", "population", "small"),
    [
        ("commune", 3_499, True),
        ("commune", 3_500, False),
        ("epci", 14_999, True),
        ("epci", 15_000, False),
        ("departement", 80_000, False),
        ("commune", None, False),
    ],
)
def test_where_nobody_is_known_la_suite_is_offered_to_the_small_ones_alone(kind, population, small):
    found = helpers_for(HELPERS, Place(kind, ("93",), ("11",), population), ["outils-internes"])
    assert found.near == ()
    told = names(found.further)
    assert (told[0] == "suite-territoriale") is small
    assert "declic" in told[:2] and "17cyber" not in told
    assert names(helpers_for(HELPERS, Place(kind, ("93",), ("11",), population), ["cybersecurite"]).further) == []


def test_somebody_near_leaves_out_those_who_are_further():
    assert helpers_for(HELPERS, VILLAGE).further == ()
    assert helpers_for([], VILLAGE).near == ()
