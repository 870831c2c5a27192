"""What moved between two editions, and what is too odd to be published without somebody's word."""

import polars as pl
import pytest

from barometre.update.comparison import Compared, compare, new_inputs, odd

PLACES = {"commune": ("52", "53"), "region": ("53",)}


def edition(sources, scores=None, inputs=None):
    """An edition where, of each source, a number of collectivités of each kind have a fact: {source: {kind: number}}.

    `scores`: {(indicator, source): (known, mean)}, of communes.
    """
    bodies = [
        (f"{kind}{number}", kind, PLACES[kind][number % len(PLACES[kind])]) for kind in PLACES for number in range(100)
    ]
    facts = [
        (f"{kind}{number}", source)
        for source, kinds in sources.items()
        for kind, count in kinds.items()
        for number in range(count)
    ]
    indicators = [
        (f"commune{number}", indicator, source, mean)
        for (indicator, source), (known, mean) in (scores or {}).items()
        for number in range(known)
    ]
    return Compared(
        pl.DataFrame(bodies, schema=["siren", "kind", "region"], orient="row"),
        pl.DataFrame(facts, schema={"siren": pl.String, "source": pl.String}, orient="row"),
        pl.DataFrame(
            indicators,
            schema={"siren": pl.String, "indicator": pl.String, "source": pl.String, "score": pl.Float64},
            orient="row",
        ),
        inputs or {},
    )


def moved(former, newer):
    return compare(former, newer).select("what", "name", "kind", "region", "before", "after").rows()


def test_nothing_moves_between_the_same_editions():
    one = edition({"fibre": {"commune": 40}}, {("fibre", "fibre"): (40, 50.0)})
    assert moved(one, one) == []


def test_what_moved_is_told_by_kind_in_france_and_in_each_region():
    former, newer = edition({"fibre": {"commune": 40, "region": 4}}), edition({"fibre": {"commune": 41, "region": 4}})
    assert moved(former, newer) == [
        ("matches", "fibre", "commune", "52", 20, 21),
        ("matches", "fibre", "commune", "FR", 40, 41),
        ("rows", "fibre", "commune", "52", 20, 21),
        ("rows", "fibre", "commune", "FR", 40, 41),
    ]


def test_a_mean_that_nobody_knew_is_not_zero():
    former, newer = edition({}), edition({}, {("fibre", "fibre"): (2, 50.0)})
    assert moved(former, newer)[-1] == ("indicator", "fibre", "commune", "FR", None, 50.0)


def test_why_is_the_newest_file_of_the_source_of_the_facts():
    inputs = {"facts/fibre/2026-08-01.parquet": "a", "facts/other/2026-08-01.parquet": "b"}
    former = edition({"fibre": {"commune": 40}}, {("one", "fibre"): (40, 50.0), ("two", "other"): (40, 50.0)}, inputs)
    newer = edition(
        {"fibre": {"commune": 41}},
        {("one", "fibre"): (40, 52.0), ("two", "other"): (40, 51.0)},
        inputs | {"facts/fibre/2026-11-02.parquet": "c"},
    )
    whys = {row["name"]: row["why"] for row in compare(former, newer).iter_rows(named=True)}
    assert whys == {
        "fibre": "facts/fibre/2026-11-02.parquet",
        "one": "facts/fibre/2026-11-02.parquet",
        "two": "no new input: program or content changed",
    }


def test_a_file_that_changed_is_a_new_input():
    name = "facts/fibre/2026-08-01.parquet"
    assert new_inputs({name: "a", "territory/x.parquet": "a"}, {name: "b", "territory/x.parquet": "b"}) == {
        "fibre": name
    }


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        (40, 41, []),
        (40, 20, 6),
        (20, 40, 6),
        (0, 40, 0),
        (40, 0, 6),
    ],
)
def test_a_source_that_changes_much_is_odd_unless_it_is_new(before, after, lines):
    former, newer = edition({"fibre": {"commune": before}}), edition({"fibre": {"commune": after}})
    found = odd(compare(former, newer), former, newer)
    assert len(found) == (lines or 0)
    assert all("fibre, commune of" in line for line in found)


def test_each_change_is_told_with_its_place():
    former, newer = edition({"fibre": {"region": 10}}), edition({"fibre": {"region": 4}})
    assert odd(compare(former, newer), former, newer)[0] == "matches of fibre, region of 53: 10 before, 4 now"


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ((80, 50.0), (80, 54.9), []),
        ((80, 50.0), (80, 55.1), ["indicator fibre, commune: 50.0 before, 55.1 now"]),
        ((80, 50.0), (80, 44.0), ["indicator fibre, commune: 50.0 before, 44.0 now"]),
        ((0, 0.0), (80, 44.0), []),
        ((4, 50.0), (4, 75.0), []),
    ],
)
def test_an_indicator_that_moves_beyond_the_bound_is_odd(before, after, found):
    source = {"fibre": {"commune": 80}}
    former, newer = edition(source, {("fibre", "fibre"): before}), edition(source, {("fibre", "fibre"): after})
    assert odd(compare(former, newer), former, newer) == found


def test_a_source_newly_connected_is_a_reason_for_what_it_moves():
    former = edition({"observation": {"commune": 10}}, {("site", "observation"): (10, 50.0)})
    newer = edition({"observation": {"commune": 10}, "new": {"commune": 80}}, {("site", "new"): (80, 90.0)})
    assert odd(compare(former, newer), former, newer) == []
