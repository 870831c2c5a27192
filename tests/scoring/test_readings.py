"""What can be seen of a collectivité and what it says of itself are two readings, never mixed."""

from barometre.catalogue.load import load_catalogue
from barometre.scoring.readings import indicator_weights, measure_id, measures

CATALOGUE = load_catalogue()
WEIGHTS = indicator_weights(CATALOGUE)


def test_measures_are_the_whole_then_each_reading_whole_and_by_theme():
    assert measures(["a", "b"]) == [
        *("overall",),
        *("overall.seen", "a.seen", "b.seen"),
        *("overall.said", "a.said", "b.said"),
    ]
    assert measure_id("a", "seen") == "a.seen"


def test_no_measure_has_the_id_of_an_indicator():
    assert not set(measures(list(CATALOGUE.themes))) & set(CATALOGUE.indicators)


def test_each_indicator_is_in_one_reading_by_the_kind_of_its_source():
    assert sorted(WEIGHTS["indicator"]) == sorted(CATALOGUE.indicators)
    reading_of = {"register": "seen", "observation": "seen", "declaration": "said"}
    for indicator, reading in WEIGHTS["indicator", "reading"].iter_rows():
        fact = CATALOGUE.facts[CATALOGUE.indicators[indicator].facts[0]]
        assert reading == reading_of[CATALOGUE.sources[fact.source].kind], indicator


def test_the_quality_of_a_record_and_what_only_informs_are_told_apart():
    records = {"site-adresse-valide", "mail-declare", "telephone-declare", "telephone-valide"}
    informs = {"site-hebergement"}
    assert set(WEIGHTS.filter("record")["indicator"]) == records | informs
    assert {CATALOGUE.facts[CATALOGUE.indicators[one].facts[0]].source for one in records} == {"annuaire"}
