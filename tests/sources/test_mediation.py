"""Places of digital mediation: where the nearest one is, and where a conseiller numérique is."""

import polars as pl

from barometre.territory import reference
from service_registers import epci_of, siren, taken, told

HERE, NEXT_DOOR = "sur le territoire", "dans l’intercommunalité"


def test_a_place_is_told_of_its_commune_its_neighbours_and_their_intercommunalite(tmp_path):
    _, facts, _ = taken("mediation", tmp_path)
    where = told(facts, "inclusion.lieu")
    assert (where[siren("29232")], where[epci_of("29232")]) == (HERE, HERE)
    around = reference.collectivites().filter(pl.col("kind") == "commune", pl.col("epci") == epci_of("29232"))
    assert {where[one] for one in around["siren"] if one != siren("29232")} == {NEXT_DOOR}


def test_a_place_of_an_arrondissement_is_in_its_city(tmp_path):
    _, facts, _ = taken("mediation", tmp_path)
    assert told(facts, "inclusion.lieu")[siren("69123")] == HERE


def test_a_commune_without_a_listed_place_around_is_not_told_to_have_none(tmp_path):
    _, facts, _ = taken("mediation", tmp_path)
    assert siren("35238") not in told(facts, "inclusion.lieu")


def test_a_place_that_receives_nobody_is_no_place(tmp_path):
    _, facts, _ = taken("mediation", tmp_path)
    assert siren("29019") not in told(facts, "inclusion.lieu")


def test_a_conseiller_is_told_where_an_open_place_has_one(tmp_path):
    _, facts, _ = taken("mediation", tmp_path)
    assert told(facts, "inclusion.conseiller-recense") == {siren("29232"): "1.0", epci_of("29232"): "1.0"}


def test_rows_that_are_nobody_s_say_why(tmp_path):
    intake, _, unmatched = taken("mediation", tmp_path)
    doubts = dict(unmatched.select("id", "doubt").iter_rows())
    assert doubts == {"a-3": "no-identifier", "a-5": "other-name", "a-6": "unknown-identifier"}
    assert intake.by_kind["epci"] == 2


def test_nobody_to_write_to_is_kept(tmp_path):
    _, _, unmatched = taken("mediation", tmp_path)
    assert "courriels" not in unmatched.columns
