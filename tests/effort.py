"""How much the suite tries: little while developing, many times as much with `TESTS_EFFORT=nightly`."""

import os

NIGHTLY = os.environ.get("TESTS_EFFORT") == "nightly"
# Examples of each property that Hypothesis tries.
EXAMPLES = 100 if NIGHTLY else 10
# Of the tables of answers that Chromium was asked about, it is asked again about one case in so many.
ASKED_AGAIN = 1 if NIGHTLY else 3
# Panels simulated for each rate of error of the effect, for a trend too small to be seen, and for each hard world.
DRAWS = 200 if NIGHTLY else 32
TREND_DRAWS = 200 if NIGHTLY else 40
HARD_DRAWS = 60 if NIGHTLY else 12
