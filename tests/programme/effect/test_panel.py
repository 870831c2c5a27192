"""From editions and awards to the panel, and from the panel to arrays."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from barometre.errors import BarometreError
from barometre.programme.effect.panel import PANEL, method_changes, panel, widen

SPRING, AUTUMN = date(2025, 4, 1), date(2025, 10, 1)
VILLEFORT, MENDE, BANASSAC = "214801987", "214800955", "200069268"
BODIES = pl.DataFrame(
    {
        "siren": [VILLEFORT, MENDE, BANASSAC],
        "kind": ["commune"] * 3,
        "strate": ["commune-500-999", "commune-10000-19999", "commune-500-999"],
        "region": ["76"] * 3,
        "population": [600, 12_000, 900],
    }
)


def edition(*rows):
    return pl.DataFrame(rows, schema={"siren": pl.String, "status": pl.String, "score": pl.Float64}, orient="row")


SCORES = {
    AUTUMN: edition((VILLEFORT, "known", 100.0), (MENDE, "we-failed", None), (BANASSAC, "not-concerned", None)),
    SPRING: edition((VILLEFORT, "known", 0.0), (BANASSAC, "not-concerned", None)),
}
AWARDS = pl.DataFrame({"siren": [VILLEFORT] * 2, "decided_on": [date(2025, 9, 1), date(2025, 6, 1)]})


def test_each_body_at_each_edition():
    table = panel(SCORES, AWARDS, BODIES)
    assert dict(table.schema) == PANEL
    assert table.select("siren", "period", "score").rows() == [
        (MENDE, SPRING, None),
        (MENDE, AUTUMN, None),
        (VILLEFORT, SPRING, 0.0),
        (VILLEFORT, AUTUMN, 100.0),
    ]


def test_the_first_award_counts_and_who_had_none_has_no_date():
    table = panel(SCORES, AWARDS, BODIES)
    assert dict(table.select("siren", "treated_on").unique().rows()) == {VILLEFORT: date(2025, 6, 1), MENDE: None}


def test_without_edition_the_panel_is_empty():
    assert panel({}, AWARDS, BODIES).height == 0
    assert widen(panel({}, AWARDS, BODIES)).scores.shape == (0, 0)


@pytest.mark.parametrize(
    ("aid", "first"),
    [
        (date(2025, 4, 1), 1),  # on the day of an edition: that edition is before
        (date(2025, 4, 2), 1),
        (date(2025, 10, 1), 2),  # after the last edition: not helped yet
        (None, 2),
    ],
)
def test_first_edition_after_the_aid(made, aid, first):
    rows = [(VILLEFORT, day, 1.0, aid, "commune", "s", "76", 600) for day in (SPRING, AUTUMN)]
    assert widen(made(rows)).first.tolist() == [first]


def test_helped_before_the_first_edition_is_left_out_and_counted(made):
    rows = [(VILLEFORT, day, 1.0, date(2024, 1, 1), "commune", "s", "76", 600) for day in (SPRING, AUTUMN)]
    wide = widen(made(rows))
    assert (wide.early, len(wide.first)) == (1, 0)


def test_missing_is_not_zero(made, village):
    rows = village(VILLEFORT, [None, 4.0], None) + village(MENDE, [1.0, 4.0], None)
    assert np.isnan(widen(made(rows)).scores).tolist() == [[False, False], [True, False]]


def test_a_body_twice_in_an_edition_is_refused(made, village):
    with pytest.raises(BarometreError, match="214801987 is twice in the edition 2024-01-01"):
        widen(made(village(VILLEFORT, [1.0], None) * 2))


def test_a_missing_column_is_named(made):
    with pytest.raises(BarometreError, match=r"missing \['strate'\]"):
        widen(made([]).drop("strate"))


def test_an_edition_without_any_score_is_left_out(made, village):
    rows = village(VILLEFORT, [None, 4.0, None, 5.0], 0) + village(MENDE, [None, 1.0, None, 2.0], 2)
    wide = widen(made(rows))
    assert [period.year for period in wide.periods] == [2024, 2025]
    assert (wide.early, wide.first.tolist()) == (1, [1])


def test_method_changes_are_dated():
    winter = date(2026, 1, 1)
    definitions = {AUTUMN: {"weight": 2}, SPRING: {"weight": 1}, winter: {"weight": 2}}
    assert method_changes(definitions) == [AUTUMN]
    assert method_changes(definitions | {date(2024, 1, 1): {"weight": None}}) == [AUTUMN]
