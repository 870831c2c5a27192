"""What a simulation on the real communes found of the intervals, for the page that explains them.

`tests/survey/estimation/test_simulation.py` finds these numbers again at each run, with the functions of this package:
when the method changes, that test fails and says the new ones.

Who declares a site is known of all communes of the directory. As many surveys are drawn, calibrated to sizes and
régions, each commune answering or not by itself. `hold`: share of the 95 % intervals that hold the truth; `by_size`:
those of each size of commune.

- `on_the_variables`: answering hangs on the size and the région alone; the raw share is far from the truth.
- `on_the_answer`: those who declare a site answer twice as readily. `put_right`: the estimate when that is told.
  `ratio_to_truth`, `ratio_to_half`: what is found that it takes for the estimate to be the truth, or half;
  `cautious_ratio_to_half`: for the nearer bound of its interval to be half.
"""

SIMULATION: dict[str, dict[str, float]] = {
    "population": {"communes": 34_832, "truth_percent": 61.6},
    "on_the_variables": {
        "surveys": 1000,
        "respondents": 3025,
        "raw_percent": 75.0,
        "estimate_percent": 61.6,
        "hold_percent": 95.7,
        "hold_by_size_percent": 96.2,
    },
    "on_the_answer": {
        "surveys": 100,
        "raw_percent": 76.2,
        "estimate_percent": 72.3,
        "hold_percent": 0.0,
        "put_right_percent": 61.7,
        "ratio_to_truth": 2.0,
        "ratio_to_half": 4.4,
        "cautious_ratio_to_half": 4.1,
    },
}
