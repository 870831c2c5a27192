"""Small panels made by hand, and what the tests of the effect share."""

from datetime import date, timedelta

import polars as pl
import pytest

from barometre.programme.effect.panel import PANEL

DAYS = [date(2024, 1, 1) + timedelta(days=182 * number) for number in range(6)]


def body(siren, paths, aid, strate="commune-0-499", population=300):
    """Rows of one collectivité; `aid` is the number of the last edition before the aid, None for none."""
    treated_on = None if aid is None else DAYS[0] + timedelta(days=182 * aid + 30)
    return [
        (siren, DAYS[number], score, treated_on, "commune", strate, "84", population)
        for number, score in enumerate(paths)
    ]


@pytest.fixture(scope="session")
def made():
    """Build a panel from lists of rows."""
    return lambda rows: pl.DataFrame(rows, schema=PANEL, orient="row")


@pytest.fixture(scope="session")
def village():
    """Rows of one collectivité."""
    return body


@pytest.fixture(scope="session")
def groups(made):
    """A panel of two groups: helped and not, each collectivité with its own level and the path of its group."""

    def build(helped, others, aid=2, treated=20, control=40, strates=("commune-0-499",) * 2):
        rows = []
        for number in range(treated + control):
            group, when, strate = (helped, aid, strates[0]) if number < treated else (others, None, strates[1])
            wobble = [((number * 7 + position * 3) % 5) / 10 for position in range(len(group))]
            level = 10 + number % 10
            path = [None if step is None else level + step + w for step, w in zip(group, wobble, strict=True)]
            rows += body(f"21000{number:04d}", path, when, strate, 200 + number % 10)
        return made(rows)

    return build
