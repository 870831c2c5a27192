"""What an address asks for: criteria, order, and what to loosen when nobody meets them."""

import polars as pl
import pytest

from barometre.web.explore.columns import Column, Sort, in_order, sort_of, view_of
from barometre.web.explore.criteria import meeting, parameters, read
from barometre.web.explore.grid import unmet
from barometre.web.explore.listing import loosened, nobody
from barometre.web.shared.requests import ParameterError

LAW = {"kind": "obligation", "concerns": "commune and population >= 1000", "condition": None}
IF_SITE = {"kind": "obligation", "concerns": "site", "condition": "elle a un site"}
ADVICE = {"kind": "recommandation"}
CATALOGUE = {
    "themes": {"donnees": {"name": "Données"}},
    "indicators": {
        "dpo": {"title": "Délégué", "scoring": {"rule": "yes"}, "concerns": "", "references": [LAW, ADVICE]},
        "mention": {"title": "Mention", "scoring": {"rule": "yes"}, "concerns": "", "references": [IF_SITE]},
        "taux": {"title": "Taux", "scoring": {"rule": "scale"}, "concerns": "", "references": [LAW]},
    },
}
ROWS = pl.DataFrame(
    {
        "siren": ["1", "2", "3", "4", "5"],
        "name": ["Ahun", "Brest", "Cluny", "Dole", "CC du Lac"],
        "slug": ["ahun", "brest", "cluny", "dole", "cc-du-lac"],
        "kind": ["commune"] * 4 + ["epci"],
        "strate": ["commune-0-499", "commune-100000-plus", "commune-3500-4999", "commune-0-499", "epci-0-14999"],
        "population": [300, 140_000, 4_000, 400, 9_000],
        "powers": [["commune"]] * 4 + [["epci"]],
        "departement": ["23", "29", "71", "39", "39"],
        "region": ["75", "53", "27", "27", "27"],
        "departements": [["23"], ["29"], ["71"], ["39"], ["39", "71"]],
        "regions": [["75"], ["53"], ["27"], ["27"], ["27"]],
        "epci": ["9", "8", "5", "5", None],
        "agents": [None] * 5,
        "site": [None, True, None, None, None],
        "dpo": ["known", "known", "not-looked", "we-failed", "not-concerned"],
        "dpo.score": [0.0, 0.0, None, None, None],
        "mention": ["known", "known", "known", "they-failed", "not-looked"],
        "mention.score": [0.0, 0.0, 100.0, None, None],
        "taux": ["known", "known", "known", "not-looked", "not-looked"],
        "taux.score": [0.0, 0.0, 50.0, None, None],
        "donnees.seen": [10.0, 50.0, None, 50.0, None],
    },
    schema_overrides={"agents": pl.Float64},
)
ROWS = ROWS.with_columns(unmet(CATALOGUE["indicators"], ROWS.columns))


def found(**asked):
    asked = {name.rstrip("_"): value for name, value in asked.items()}
    return "".join(ROWS.filter(meeting(read(asked, CATALOGUE, ROWS)))["siren"])


def test_only_a_law_that_surely_binds_is_counted_as_not_kept():
    """Ahun is too small for one, and has no site that we know of for the other; part of a score proves nothing."""
    assert ROWS["unmet"].to_list() == [0, 2, 0, 0, 0]


@pytest.mark.parametrize(
    ("asked", "sirens"),
    [
        ({}, "12345"),
        ({"type": "commune"}, "1234"),
        ({"type": ""}, "12345"),
        ({"strate": "commune-0-499"}, "14"),
        ({"territoire": "39"}, "45"),
        ({"territoire": "71"}, "35"),  # an EPCI that lies in both
        ({"territoire": "region-27"}, "345"),
        ({"territoire": "Bourgogne-Franche-Comté"}, "345"),
        ({"territoire": "cc du lac"}, "345"),
        ({"indicateur": "dpo"}, "12"),
        ({"indicateur": "mention", "reponse": "oui"}, "3"),
        ({"indicateur": "mention", "reponse": "non"}, "12"),
        ({"indicateur": "taux", "reponse": "en-partie"}, "3"),
        ({"indicateur": "dpo", "reponse": "pas-regardee"}, "3"),
        ({"indicateur": "dpo", "reponse": "echec"}, "4"),
        ({"indicateur": "dpo", "reponse": "non-concernee"}, "5"),
        ({"indicateur": "mention", "reponse": "sans-reponse"}, "4"),
        ({"indicateur": "dpo", "reponse": "inconnue"}, "34"),
        ({"theme": "donnees"}, "124"),
        ({"theme": "donnees", "de": "50"}, "24"),
        ({"theme": "donnees", "a": "10"}, "1"),
        ({"obligation": "non-tenue"}, "2"),
        ({"type": "commune", "strate": "commune-0-499", "theme": "donnees", "de": "11"}, "4"),
    ],
)
def test_rows_meet_every_criterion(asked, sirens):
    assert found(**asked) == sirens


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ({"type": "ept"}, "« type » : « ept » reçu"),
        ({"strate": "petite"}, "identifiant de strate"),
        ({"type": "epci", "strate": "commune-0-499"}, "changez l’un des deux"),
        ({"territoire": "Atlantide"}, "il faut le nom entier"),
        ({"indicateur": "inconnu"}, "pas d’indicateur de ce nom"),
        ({"indicateur": "dpo", "reponse": "peut-être"}, "il faut connue, oui"),
        ({"reponse": "non"}, "choisissez aussi l’indicateur"),
        ({"theme": "magie"}, "pas de thème de ce nom"),
        ({"theme": "donnees", "de": "101"}, "de 0 à 100"),
        ({"theme": "donnees", "de": "5,5"}, "de 0 à 100"),
        ({"theme": "donnees", "de": "60", "a": "40"}, "dépasse le plus haut"),
        ({"de": "60"}, "choisissez aussi le thème"),
        ({"obligation": "toutes"}, "il faut non-tenue"),
    ],
)
def test_a_value_that_means_nothing_is_refused_with_the_reason(asked, reason):
    with pytest.raises(ParameterError, match=reason):
        read(asked, CATALOGUE, ROWS)


def test_criteria_make_the_address_again():
    asked = {"type": "commune", "territoire": "39", "indicateur": "dpo", "theme": "donnees", "de": "5"}
    again = parameters(read(asked, CATALOGUE, ROWS))
    assert again == asked | {"territoire": "departement-39", "reponse": "connue"}
    assert parameters(read(again, CATALOGUE, ROWS)) == again


def test_when_nobody_meets_them_the_criterion_to_loosen_is_named():
    criteria = read({"type": "commune", "strate": "commune-0-499", "obligation": "non-tenue"}, CATALOGUE, ROWS)
    without, count = loosened(ROWS, criteria)
    assert (without.parameters, count) == ({"obligation": "non-tenue"}, 2)
    assert "Sans « une obligation légale au moins non tenue », il y en a 2." in nobody(criteria, (without, count))
    assert "Retirez-en au moins deux" in nobody(criteria, None)


COLUMNS = [Column("donnees.seen", "Données", "/"), Column("taux", "Taux", "/", {"title": "Taux"})]


@pytest.mark.parametrize(
    ("tri", "sirens"),
    [
        ("", "12534"),
        ("-nom", "43521"),
        ("-habitants", "25341"),
        ("donnees.seen", "12435"),  # equal scores by SIREN, then those that are not known
        ("-donnees.seen", "24135"),
        ("-taux", "31245"),
    ],
)
def test_ties_are_broken_by_siren_and_the_unknown_come_last(tri, sirens):
    sort = sort_of({"tri": tri}, COLUMNS)
    assert "".join(in_order(ROWS, sort, COLUMNS)["siren"]) == sirens
    assert sort_of({"tri": sort.value}, COLUMNS) == sort


def test_a_heading_sorts_then_turns_the_order_round():
    assert Sort().next("habitants") == "habitants"
    assert Sort("habitants").next("habitants") == "-habitants"
    assert Sort("habitants", True).next("habitants") == "habitants"
    assert Sort("nom").next("nom") == "-nom"


@pytest.mark.parametrize("asked", [{"tri": "score"}, {"tri": "--nom"}, {"vue": "tout"}])
def test_an_unknown_order_or_view_is_refused(asked):
    with pytest.raises(ParameterError, match=r"il faut"):
        sort_of(asked, COLUMNS), view_of(asked, CATALOGUE["themes"])
