"""Whom results speak of: categories with too few respondents join their neighbours, by one written rule."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from barometre.survey.answers import LEAST
from barometre.survey.results.population import (
    ENOUGH,
    LEVELS,
    GroupedPopulation,
    grouped,
    ordered,
    population,
)
from barometre.survey.selection import WaveSelection
from barometre.survey.weighting.collapse import joined, next_ones

REGIONS = ["01", "02", "11", "53", "94"]


def table(*rows: tuple[str, str, str, str]) -> pl.DataFrame:
    """A population: kind, strate, région and site of each."""
    frame = pl.DataFrame(rows, schema=["kind", "strate", "region", "site"], orient="row")
    return frame.with_row_index("siren").with_columns(pl.col("siren").cast(pl.String).str.zfill(9))


def first(bodies: pl.DataFrame, **counts: int) -> set[str]:
    """As many respondents of each strate or région."""
    found = set()
    for name, count in counts.items():
        is_region = name[1:].isdigit()
        variable, code = ("region", name[1:]) if is_region else ("strate", name.replace("_", "-"))
        found |= set(bodies.filter(pl.col(variable) == code)["siren"].head(count))
    return found


def merged(found: GroupedPopulation, variable: str) -> list[tuple[str, ...]]:
    return [one.categories for one in found.merges if one.variable == variable]


def test_a_strate_of_too_few_joins_the_smaller_of_its_neighbours_of_the_same_kind():
    strates = ["commune-0-499", "commune-500-999", "commune-1000-1999"]
    bodies = table(*(("commune", strate, "53", "oui") for strate in strates for _ in range(50)))
    found = grouped(bodies, first(bodies, commune_0_499=40, commune_500_999=29, commune_1000_1999=35))
    assert merged(found, "strate") == [("commune-500-999", "commune-1000-1999")]
    assert found.totals("strate") == {"commune-0-499": 50, "commune-500-999+commune-1000-1999": 100}


def test_strates_leave_their_kind_only_when_kinds_were_put_together():
    rows = [("commune", "commune-0-499", "53", "oui")] * 90 + [("region", "region-toutes", "53", "inconnu")] * 40
    alone = grouped(table(*rows), first(table(*rows), commune_0_499=60, region_toutes=ENOUGH))
    together = grouped(table(*rows), first(table(*rows), commune_0_499=60, region_toutes=ENOUGH - 1))
    assert merged(alone, "kind") == merged(alone, "strate") == []
    assert merged(together, "kind") == [("commune", "region")]
    assert merged(together, "strate") == [("commune-0-499", "region-toutes")]


def test_regions_overseas_join_one_another_before_any_other():
    rows = [("commune", "commune-0-499", code, "oui") for code in REGIONS for _ in range(40)]
    answered = first(table(*rows), r01=16, r02=17, r11=40, r53=32, r94=3)
    assert merged(grouped(table(*rows), answered), "region") == [("01", "02"), ("53", "94")]


def test_a_region_alone_overseas_stays_from_eleven_on_and_joins_the_smallest_of_all_below():
    rows = [("commune", "commune-0-499", code, "oui") for code in ("01", "11", "53") for _ in range(40)]
    fewer, more = (first(table(*rows), r01=count, r11=40, r53=32) for count in (LEAST - 1, LEAST))
    assert merged(grouped(table(*rows), fewer), "region") == [("01", "53")]
    assert merged(grouped(table(*rows), more), "region") == []


def test_the_population_is_that_among_which_a_sample_was_drawn():
    bodies = table(*([("commune", "commune-0-499", "53", "x")] * 30 + [("epci", "epci-0-14999", "11", "x")] * 5))
    bodies = bodies.drop("site").with_columns(departement=pl.lit("29"))
    told = population(
        WaveSelection(kinds=["commune"], size=3, seed="a"), bodies, {"000000000": True, "000000001": False}
    )
    assert told.height == 30
    assert told["site"].to_list()[:3] == ["oui", "non", "inconnu"]


@given(st.lists(st.integers(0, 30), min_size=1, max_size=12))
def test_every_group_has_respondents_enough_or_is_the_only_one(counts):
    groups = joined([(f"{place:02}", (count,)) for place, count in enumerate(counts)], next_ones, ENOUGH)
    assert len(groups) == 1 or all(count >= ENOUGH for _, (count,) in groups)
    assert [name for names, _ in groups for name in names] == [f"{place:02}" for place in range(len(counts))]
    assert sum(count for _, (count,) in groups) == sum(counts)


def test_categories_are_in_order_of_size_and_what_is_not_known_is_last():
    assert ordered("kind", ["region", "commune", "epci+departement"]) == ["commune", "epci+departement", "region"]
    assert ordered("site", ["inconnu", "oui", "non"]) == ["oui", "non", "inconnu"]
    assert LEVELS == ("kind", "strate", "region")
