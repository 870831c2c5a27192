"""Staggered differences: numbers that can be done by hand, and pyfixest's own clustered errors."""

import subprocess
import sys

import numpy as np
import pytest

from barometre.programme.effect.did import CONTROL_WEIGHT, differences, p_of, stack, tools
from barometre.programme.effect.panel import widen
from simulated_panels import World, simulate


def study(panel):
    wide = widen(panel)
    return differences(wide, stack(wide))


def test_a_difference_of_differences_by_hand(groups):
    found = study(groups([0, 1, 2, 8, 9], [0, 1, 2, 3, 4]))
    events = {event.relative: event.estimate for event in found.event_study}
    assert [round(events[relative]) for relative in (-3, -2, -1, 0, 1)] == [0, 0, 0, 5, 5]
    assert found.low < 5 < found.high
    assert (found.n_treated, found.n_control) == (20, 40)


def test_already_helped_never_serve_as_comparison():
    """With gains that grow, the plain two-way regression is wrong (Goodman-Bacon 2021); this is not."""
    pyfixest, pandas, _ = tools()
    gaps, plain = [], []
    for seed in range(8):
        made = simulate(World(units=500, treated=0.8, growth=6.0, selection=0), seed)
        gaps.append(study(made.panel).estimate - made.truth)
        table = made.panel.with_columns(helped=(made.panel["period"] > made.panel["treated_on"]).fill_null(False))
        data = pandas.DataFrame(table.select("siren", "period", "score", "helped").cast({"helped": int}).to_dict())
        plain.append(pyfixest.feols("score ~ helped | siren + period", data).coef().iloc[0] - made.truth)
    assert abs(np.mean(gaps)) < 0.7
    assert np.mean(plain) < -2


def test_errors_are_those_of_pyfixest():
    pyfixest, pandas, stats = tools()
    rows = stack(widen(simulate(World(effect=5, missing=0.1), 1).panel))
    wide = widen(simulate(World(effect=5, missing=0.1), 1).panel)
    relatives = np.unique(rows.relative)
    columns = {f"d{i}": (rows.helped & (rows.relative == r)).astype(float) for i, r in enumerate(relatives)}
    data = pandas.DataFrame({"y": rows.change, "b": rows.block, "u": rows.unit, "w": rows.weight} | columns)
    fit = pyfixest.feols(
        f"y ~ {'+'.join(columns)} | b",
        data,
        vcov={"CRV1": "u"},
        weights="w",
        ssc=pyfixest.ssc(k_adj=False, G_adj=False),
    )
    events = [event for event in differences(wide, rows).event_study if event.relative != -1]
    sizes = np.array([event.n for event in events])
    assert [event.estimate for event in events] == pytest.approx(fit.coef().tolist())
    widths = np.array([event.high - event.estimate for event in events])
    students = stats.t.ppf(0.975, sizes - 1)
    assert widths == pytest.approx(fit.se().to_numpy() * np.sqrt(sizes / (sizes - 1)) * students)


def test_the_weight_of_controls_changes_no_estimate():
    rows = stack(widen(simulate(World(effect=5), 1).panel))
    helped, relative = rows.helped, rows.relative == 0
    blocks = np.unique(rows.block[relative & helped])
    gaps = [(rows.change[(rows.block == b) & helped] - rows.change[(rows.block == b) & ~helped].mean()) for b in blocks]
    events = {event.relative: event.estimate for event in study(simulate(World(effect=5), 1).panel).event_study}
    assert events[0] == pytest.approx(np.concatenate(gaps).mean())
    assert CONTROL_WEIGHT >= 1e3


def test_relative_editions_with_few_helped_are_left_out():
    rows = stack(widen(simulate(World(units=120), 3).panel))
    assert len(rows.relative)
    for relative in np.unique(rows.relative):
        assert (rows.helped & (rows.relative == relative)).sum() >= 10


def test_one_edition_before_cannot_be_tested(groups):
    assert study(groups([0, 5, 6], [0, 1, 2], aid=0)).pretrend is None


def test_a_trend_before_is_seen(groups):
    assert study(groups([0, 2, 4, 6, 8], [0, 1, 2, 3, 4])).pretrend < 0.001


@pytest.mark.parametrize(("estimate", "error", "expected"), [(2.0, 0.0, 0.0), (0.0, 0.0, 1.0), (0.0, 1.0, 1.0)])
def test_p_value_without_error(estimate, error, expected):
    assert p_of(estimate, error, 20) == expected


# Each package absent in its turn, from a process that was started without any of them.
WITHOUT = """
import sys
absent = dict.fromkeys(["pyfixest", "pandas", "scipy.stats"])
sys.modules |= absent
from barometre.programme.effect import did
for name in absent:
    for other in absent:
        sys.modules.pop(other, None)
    sys.modules[name] = None
    try:
        did.tools()
    except did.BarometreError as refusal:
        print(refusal)
"""


def test_without_the_extra_the_remedy_is_named():
    run = subprocess.run([sys.executable, "-c", WITHOUT], capture_output=True, text=True, check=True)
    refused = run.stdout.splitlines()
    assert len(refused) == 3 and all("pip install 'barometre[effect]'" in line for line in refused)
