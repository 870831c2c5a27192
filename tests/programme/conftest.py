"""Shared by the tests of the programme: an objective and an edition of any shape, written in a few words."""

from datetime import date

import polars as pl
import pytest

from barometre.programme.models import Baseline, Objective, Reference, Step
from barometre.programme.values import COLLECTIVITE_COLUMNS, EditionValues

OTHER_TYPES = {"powers": pl.List(pl.String), "population": pl.Int64, "measured": pl.Boolean}
TYPES = {column: OTHER_TYPES.get(column, pl.String) for column in COLLECTIVITE_COLUMNS}
# One letter per collectivite: yes, no, half, not looked at, we failed, they failed, not concerned.
STATUS = {
    **{"y": ("known", 100.0), "n": ("known", 0.0), "h": ("known", 60.0), "?": ("not-looked", None)},
    **{"w": ("we-failed", None), "t": ("they-failed", None), "-": ("not-concerned", None)},
}


def make_objective(target=0.5, **changes):
    """A running objective of all communes, due at the end of 2026, with what a test changes."""
    whole = {
        **{"id": "essai", "title": "Essai", "why": "Pour voir.", "priority": "simple", "indicator": "franceconnect"},
        **{"population": "commune", "population_label": "les communes", "target": target},
        **{"due": date(2026, 12, 31), "owner": ("dinum",), "source": Reference(title="Essai")},
        "steps": (Step(state="running", on="2024", note="Lancé."),),
    }
    return Objective(**whole | changes)


def make_edition(letters, day=date(2026, 11, 1), method="m", powers="commune", regions="ab", populations=(1000, 5000)):
    """An edition of one collectivite per letter of `letters` (`STATUS`), spread over regions and strates in turn."""
    sirens = [f"{number:09}" for number in range(len(letters))]
    places = [(populations[n % len(populations)], regions[n % len(regions)], f"s{n % 3}") for n in range(len(letters))]
    rows = [
        (siren, powers, f"Commune {siren}", [powers], population, "84", region, strate, True)
        for siren, (population, region, strate) in zip(sirens, places, strict=True)
    ]
    values = [(siren, *STATUS[letter]) for siren, letter in zip(sirens, letters, strict=True) if letter != "?"]
    schema = {"siren": pl.String, "status": pl.String, "score": pl.Float64}
    return EditionValues(
        day, pl.DataFrame(rows, TYPES, orient="row"), pl.DataFrame(values, schema, orient="row"), method
    )


@pytest.fixture(scope="session")
def objective_of():
    """Make an objective (`make_objective`)."""
    return make_objective


@pytest.fixture(scope="session")
def edition_of():
    """Make an edition (`make_edition`)."""
    return make_edition


@pytest.fixture(scope="session")
def since_2025():
    """A baseline of one in ten, on 1 January 2025."""
    return Baseline(text="Une sur dix.", share=0.1, on="2025-01-01")
