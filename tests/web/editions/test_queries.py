"""Reads of the published edition: areas, values and aggregates agree with each other."""

import statistics

import polars as pl

from barometre.web.editions import queries


def test_bodies_by_siren_and_by_code_are_the_same(published):
    paris = queries.by_code(published, "commune", "75056")
    assert paris == queries.by_siren(published, "217500016")
    assert paris.profile["powers"] == ["commune", "departement"]


def test_unknown_bodies_are_none(published):
    assert queries.by_siren(published, "000000000") is None
    assert queries.by_code(published, "commune", "99999") is None


def test_members_come_by_name_never_by_score(published):
    slugs = [body.slug for body in queries.members(published, "departement", "29", "commune")]
    assert len(slugs) == 277
    assert slugs == sorted(slugs)


def test_members_of_france_of_an_epci_and_of_an_ept(published, edition_folder):
    communes = pl.read_parquet(edition_folder / "collectivites.parquet").filter(kind="commune").height
    assert queries.members(published, "france", None, "commune").count() == communes > 3_000
    assert queries.members(published, "epci", "200046977", "commune").count() == 58, "Métropole de Lyon"
    assert queries.members(published, "ept", "200057867", "commune").count() == 8, (
        "Plaine Commune, since Pierrefitte-sur-Seine joined Saint-Denis"
    )


def test_values_of_an_area_average_to_its_aggregate(published):
    for measure, departement in (("site-declare", "29"), ("mail-domaine-propre", "29"), ("communication.seen", "01")):
        found = queries.values(published, queries.members(published, "departement", departement, "commune"), measure)
        known = [score for score in found.values() if score is not None]
        aggregate = queries.aggregate(published, "departement", departement, "commune", measure)
        assert len(known) == aggregate.known <= aggregate.concerned <= len(found)
        if aggregate.mean is not None:
            assert abs(statistics.fmean(known) - aggregate.mean) < 1e-9
            assert aggregate.low <= aggregate.mean <= aggregate.high
        else:
            assert aggregate.known < 0.8 * aggregate.concerned


def test_measures_are_all_and_the_ten_themes_in_each_reading(published):
    measures = queries.index_measures(published)
    assert len(measures) == 1 + 2 * (1 + 10)
    assert measures[:2] == ["overall", "overall.seen"]
