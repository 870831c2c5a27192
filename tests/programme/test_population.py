"""Whom an objective counts: powers, thresholds, collectivites of two powers, collectivites that it does not concern."""

import polars as pl
import pytest

from barometre.programme.content import load_programme
from barometre.programme.population import population_of, standing_of, who
from barometre.programme.values import COLLECTIVITE_COLUMNS, EditionValues
from barometre.territory.reference import collectivites

OBJECTIVES = load_programme().objectives
PARIS, LYON = "217500016", "200046977"


@pytest.fixture(scope="module")
def france():
    """Every real collectivite, of which nothing is known."""
    nothing = pl.DataFrame(schema={"siren": pl.String, "status": pl.String, "score": pl.Float64})
    return EditionValues(None, collectivites().select(COLLECTIVITE_COLUMNS), nothing)


@pytest.mark.parametrize(
    ("name", "size", "inside"),
    [
        ("franceconnect-departements", 100, {PARIS, LYON}),
        ("franceconnect-intercommunalites", 1253, {LYON}),
        ("franceconnect-communes-plus-3500", 3252, {PARIS}),
        ("franceconnect-autres-communes", 31623, set()),
    ],
)
def test_the_charter_counts_real_collectivites_and_those_of_two_powers_in_both(france, name, size, inside):
    counted, undecided = population_of(OBJECTIVES[name], france)
    assert (counted.height, undecided) == (size, 0)
    assert {PARIS, LYON} & set(counted["siren"]) == inside
    assert set(counted["standing"]) == {"unknown"}


def test_the_missing_and_the_unknown_are_kept_apart(objective_of, edition_of):
    found = who(objective_of(), edition_of("ynwt?-h"))
    assert found.select("name", "status", "evidence").rows() == [
        ("Commune 000000001", "missing", "known"),
        ("Commune 000000006", "missing", "known"),
        ("Commune 000000002", "unknown", "we-failed"),
        ("Commune 000000003", "unknown", "they-failed"),
        ("Commune 000000004", "unknown", "not-looked"),
    ]


def test_collectivites_that_are_not_measured_are_not_counted(objective_of, edition_of):
    edition = edition_of("yn")
    aside = edition.collectivites.with_columns(measured=pl.col("siren") != "000000001")
    assert (
        population_of(objective_of(), EditionValues(edition.date, aside, edition.indicators)).collectivites.height == 1
    )


@pytest.mark.parametrize(
    ("population", "status", "score", "standing"),
    [
        (5000, "known", 100.0, "met"),
        (5000, "known", 0.0, "missing"),
        (5000, "we-failed", None, "unknown"),
        (5000, None, None, "unknown"),
        (5000, "not-concerned", None, None),
        (3500, "known", 100.0, None),
    ],
)
def test_where_one_commune_stands(population, status, score, standing):
    collectivite = {"powers": ["commune"], "population": population}
    assert standing_of(OBJECTIVES["franceconnect-communes-plus-3500"], collectivite, status, score) == standing
