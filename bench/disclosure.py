"""Measure what withholding costs for the tables of one question of a survey as large as the real one.

    .venv/bin/python bench/disclosure.py

About 2,700 respondents drawn among the collectivités of the reference, as kinds answer; tables of the whole, of kinds,
strates and régions, published together. Questions of 2, 3 and 5 answers, drawn; some answers are rare. The floor is the
audit of what is published: the intervals of all that is withheld, by the same solver.
"""

import time

import numpy as np
import polars as pl
from rich.console import Console
from rich.table import Table

from _ratios import note
from barometre.survey.disclosure.audit import audit
from barometre.survey.disclosure.protect import protect
from barometre.survey.disclosure.tables import Breakdown, figures_of
from barometre.territory.reference import collectivites

RATES = {"commune": 0.07, "epci": 0.15, "departement": 0.45, "region": 0.75}
TABLES = [Breakdown(by) for by in ((), ("kind",), ("kind", "strate"), ("region",))]
# Question -> shares of its answers, and to how much weighted shares are rounded.
QUESTIONS: dict[str, tuple[list[float], float | None]] = {
    "two answers": ([0.62, 0.38], None),
    "two answers, one rare": ([0.95, 0.05], None),
    "three answers": ([0.55, 0.25, 0.2], None),
    "three answers, one very rare": ([0.75, 0.245, 0.005], None),
    "five answers": ([0.36, 0.35, 0.15, 0.08, 0.06], None),
    "two answers, weighted to 1 %": ([0.62, 0.38], 0.01),
}


def respondents(draw: np.random.Generator, shares: list[float]) -> pl.DataFrame:
    """Return respondents with what they answered; weights are those of their strate."""
    bodies = collectivites().filter("measured", pl.col("kind").is_in(list(RATES)))
    rate = bodies["kind"].replace_strict(RATES, return_dtype=pl.Float64).to_numpy()
    answered = pl.Series(draw.random(len(bodies)) < rate)
    rows = bodies.with_columns(answered=answered).with_columns(
        weight=pl.len().over("strate") / pl.col("answered").sum().over("strate")
    )
    rows = rows.filter("answered").select("kind", "strate", "region", "weight")
    given = draw.choice([str(place) for place in range(len(shares))], size=len(rows), p=shares)
    return rows.with_columns(answer=pl.Series(given))


def main() -> None:
    """Protect the tables of each question, audit what is published, and print both."""
    table = Table("question", "figures", "primary", "complementary", "s of CPU", "audit, s of CPU")
    for name, (shares, step) in QUESTIONS.items():
        rows = respondents(np.random.default_rng(0), shares)
        if step is None:
            rows = rows.drop("weight")
        answers = [str(place) for place in range(len(shares))]
        start = time.process_time()
        told = protect(rows, TABLES, answers=answers, step=step)
        seconds = time.process_time() - start
        start = time.process_time()
        audit(figures_of(rows, TABLES, answers, step=step), told["count"].is_not_null().to_numpy())
        floor = time.process_time() - start
        note(f"disclosure, {name}", seconds / floor)
        reasons = told["withheld"].value_counts().rows_by_key("withheld", unique=True)
        table.add_row(
            name,
            str(len(told)),
            *(str(reasons.get(reason, (0,))[0]) for reason in ("primary", "complementary")),
            f"{seconds:.1f}",
            f"{floor:.1f}",
        )
    Console().print(table)


if __name__ == "__main__":
    main()
