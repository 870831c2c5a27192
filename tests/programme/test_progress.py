"""Progress is computed from editions: bounds, gap, state, pace; want of evidence decides nothing."""

from dataclasses import asdict, replace
from datetime import date
from math import ceil

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.programme.models import Step
from barometre.programme.progress import METHOD_CHANGED, NO_START, PAST_DUE, TOO_LITTLE, progress

LETTERS = st.text("ynh?wt-", max_size=25)
TARGETS = st.sampled_from([0.1, 0.25, 1 / 3, 0.5, 0.9, 1.0])
AFTER = date(2027, 3, 1)


def last(objective, *editions):
    return progress(objective, editions).points[-1].numbers


@pytest.mark.parametrize(
    ("letters", "target", "size", "known", "met", "value", "at_most", "needed", "gap"),
    [
        ("yyn?", 0.5, 4, 3, 2, 0.5, 0.75, 2, 0),
        ("yn??-", 1, 4, 2, 1, 0.25, 0.75, 4, 3),
        ("wt??", 0.5, 4, 0, 0, None, 1.0, 2, 2),
        ("h" * 30, 0.1, 30, 30, 0, 0.0, 0.0, 3, 3),
        ("--", 0.5, 0, 0, 0, None, None, 0, 0),
    ],
)
def test_the_numbers(objective_of, edition_of, letters, target, size, known, met, value, at_most, needed, gap):
    found = asdict(last(objective_of(target), edition_of(letters)))
    assert found.pop("coverage") == (known / size if size else 0)
    assert list(found.values()) == [size, known, met, value, at_most, needed, gap]


def test_a_score_counts_from_the_one_agreed(objective_of, edition_of):
    assert last(objective_of(met_from=60), edition_of("yhn")).met == 2


@given(letters=LETTERS, target=TARGETS)
def test_bounds_and_gap(objective_of, edition_of, letters, target):
    numbers = last(objective_of(target), edition_of(letters))
    assert 0 <= (numbers.value or 0) <= (1 if numbers.value_at_most is None else numbers.value_at_most) <= 1
    assert (numbers.gap == 0) == (numbers.met >= numbers.needed)
    assert abs(numbers.needed - target * numbers.population_size) < 1
    assert numbers.met <= numbers.known <= numbers.population_size


@given(letters=LETTERS, target=TARGETS)
def test_groups_add_up_to_the_whole(objective_of, edition_of, letters, target):
    found = progress(objective_of(target), [edition_of(letters)])
    whole = asdict(found.points[0].numbers)
    for groups in (found.by_region, found.by_strate):
        assert len({group["id"] for group in groups}) == len(groups)
        for name in ("population_size", "known", "met"):
            assert sum(group[name] for group in groups) == whole[name]


@given(letters=LETTERS.filter(lambda text: "?" in text), answer=st.sampled_from("ynh"))
def test_learning_one_more_never_widens_the_bounds(objective_of, edition_of, letters, answer):
    before = last(objective_of(), edition_of(letters))
    after = last(objective_of(), edition_of(letters.replace("?", answer, 1)))
    assert (before.value or 0) <= after.value <= after.value_at_most <= before.value_at_most
    assert after.known == before.known + 1


@given(letters=LETTERS, target=TARGETS, seed=st.integers(0, 99))
def test_the_order_of_rows_and_of_editions_is_irrelevant(objective_of, edition_of, letters, target, seed):
    now, before = edition_of(letters), edition_of(letters[::-1], date(2026, 5, 1))
    mixed = replace(
        now,
        collectivites=now.collectivites.sample(fraction=1, shuffle=True, seed=seed),
        indicators=now.indicators.sample(fraction=1, shuffle=True, seed=seed + 1),
    )
    assert progress(objective_of(target), [before, now]) == progress(objective_of(target), [mixed, before])


@given(letters=LETTERS, target=TARGETS)
def test_want_of_evidence_is_never_a_failure_nor_a_success(objective_of, edition_of, letters, target):
    state = progress(objective_of(target), [edition_of(letters, AFTER)]).state
    inside = letters.replace("-", "")
    needed = ceil(round(target * len(inside), 9))
    established, possible = inside.count("y"), sum(letter not in "nh" for letter in inside)
    if inside and established >= needed:
        assert state == "met"
    elif possible < needed:
        assert state == "missed"
    else:
        assert state == "running"


@pytest.mark.parametrize(
    ("letters", "day", "state"),
    [
        ("yynn", date(2026, 11, 1), "met"),
        ("ynnn", date(2026, 12, 31), "running"),
        ("ynnn", AFTER, "missed"),
        ("ynn?", AFTER, "running"),
        ("????", AFTER, "running"),
        ("yynn", AFTER, "met"),
    ],
)
def test_met_as_soon_as_established_missed_only_past_the_due_date(objective_of, edition_of, letters, day, state):
    assert progress(objective_of(), [edition_of(letters, day)]).state == state


BEFORE, LATER = date(2026, 6, 1), date(2027, 6, 1)


@pytest.mark.parametrize(
    ("editions", "state", "met_on"),
    [
        ([(BEFORE, "yynn"), (AFTER, "ynnn")], "met", BEFORE),  # lost again after the day due: it was kept
        ([(BEFORE, "ynnn"), (AFTER, "yynn")], "met", AFTER),  # nothing says that it was not met on the day
        ([(BEFORE, "ynnn"), (AFTER, "ynnn"), (LATER, "yynn")], "missed", LATER),  # a verdict stays
        ([(AFTER, "yn??"), (LATER, "ynnn")], "missed", None),
        ([(AFTER, "yn??"), (LATER, "yyyn")], "met", LATER),
        ([(BEFORE, "yynn"), (date(2026, 12, 1), "ynnn")], "running", BEFORE),
    ],
)
def test_the_edition_nearest_to_the_day_due_decides(objective_of, edition_of, editions, state, met_on):
    found = progress(objective_of(), [edition_of(letters, day) for day, letters in editions])
    assert (found.state, found.met_on) == (state, met_on)


@pytest.mark.parametrize("decided", ["proposed", "agreed", "stopped"])
def test_what_people_decided_stands_and_has_no_pace(objective_of, edition_of, decided):
    steps = (Step(state="running", on="2023", note="Lancé."), Step(state=decided, on="2024", note="Décidé."))
    found = progress(objective_of(steps=steps), [edition_of("yyyy", AFTER)])
    assert (found.state, found.pace) == (decided, None)


def test_collectivites_that_may_belong_decide_nothing(objective_of, edition_of):
    objective = objective_of(population="commune and agents >= 50")
    found = progress(objective, [edition_of("yyyy", AFTER)])
    assert (found.points[0].undecided, found.points[0].numbers.population_size, found.state) == (4, 0, "running")
    agents = edition_of("yyn", AFTER)
    some = agents.collectivites.with_columns(agents=pl.Series([60, 60, None]))
    found = progress(objective_of(population="commune and agents >= 50"), [replace(agents, collectivites=some)])
    assert (found.points[0].undecided, found.points[0].numbers.met, found.state) == (1, 2, "met")


EARLY = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("letters", "pace"),
    [
        ("yyyynnnnnn", "on-the-way"),
        ("yyyy??nnnn", "on-the-way"),
        ("yy??nnnnnn", "unknown"),
        ("ynnnnnnnn?", "behind"),
        ("ynnnnnnnnn", "behind"),
    ],
)
def test_pace_from_the_baseline(objective_of, edition_of, since_2025, letters, pace):
    """On 1 January 2026 the line from 10 % to 50 % asks for 30 %."""
    found = progress(objective_of(0.5, baseline=since_2025), [edition_of(letters, EARLY)])
    assert found.expected(EARLY) == pytest.approx(0.3, abs=0.001)
    assert (found.state, found.pace) == ("running", pace)


def test_pace_from_the_first_edition_known_well_enough(objective_of, edition_of):
    days = [date(2025, 1, 1), date(2025, 7, 1), date(2026, 7, 1)]
    editions = ["y?????????", "ynnnnnnnnn", "yyyynnnnnn"]
    found = progress(objective_of(), [edition_of(text, day) for text, day in zip(editions, days, strict=True)])
    assert found.start == (days[1], 0.1)
    assert found.pace == "on-the-way"


@pytest.mark.parametrize(
    ("editions", "reason"),
    [
        ([("ynnn", EARLY, "m")], NO_START),
        ([("ynnn", EARLY, "m"), ("y???", date(2026, 6, 1), "m")], TOO_LITTLE),
        ([("ynnn", EARLY, "m"), ("ynnn", date(2026, 6, 1), "other")], METHOD_CHANGED),
        ([("ynnn", EARLY, "m"), ("ynn?", AFTER, "m")], PAST_DUE),
    ],
)
def test_pace_says_why_it_is_unknown(objective_of, edition_of, editions, reason):
    found = progress(objective_of(), [edition_of(text, day, method) for text, day, method in editions])
    assert (found.pace, found.pace_reason) == ("unknown", reason)


def test_a_change_of_method_is_dated_and_an_edition_without_the_indicator_is_none(objective_of, edition_of):
    days = [date(2025, 1, 1), date(2025, 7, 1), date(2026, 1, 1), date(2026, 7, 1)]
    methods = ["m", None, "m", "n"]
    editions = [edition_of("yn", day, method) for day, method in zip(days, methods, strict=True)]
    assert progress(objective_of(), editions).method_changed == (days[3],)


def test_without_any_edition_what_was_decided_is_all_there_is(objective_of):
    found = progress(objective_of(), [])
    written = found.to_json()
    assert (found.points, written["state"], written["pace"]) == ((), "running", "unknown")
    assert (written["value"], written["edition"]) == (None, None)


def test_json_says_what_others_rely_on(objective_of, edition_of, since_2025):
    written = progress(objective_of(baseline=since_2025), [edition_of("yn??")]).to_json()
    assert {"id", "indicator", "population", "target", "due", "state", "pace", "baseline", "edition"} <= set(written)
    assert {"population_size", "known", "met", "value", "value_at_most", "coverage", "gap"} <= set(written)
    assert (written["population"], written["due"], written["edition"]) == ("les communes", "2026-12-31", "2026-11-01")
    assert written["baseline"]["share"] == 0.1


@pytest.mark.parametrize(
    ("earlier", "newest", "both", "before", "now"),
    [
        ("yn??", "yyyy", 2, 1, 2),  # two more are seen: they are no movement
        ("yn", "ny", 2, 1, 1),
        ("y?", "?y", None, None, None),  # nobody is known in both
        ("yy-", "yn-", 2, 2, 1),
    ],
)
def test_a_movement_is_that_of_those_known_in_both_editions(
    objective_of, edition_of, earlier, newest, both, before, now
):
    days = date(2026, 9, 1), date(2026, 12, 1)
    found = progress(objective_of(), [edition_of(earlier, days[0]), edition_of(newest, days[1])]).movement
    if both is None:
        assert found is None
    else:
        assert (found.before, found.now) == days
        assert (found.known_in_both, found.met_before, found.met_now) == (both, before, now)
