"""The figures of a wave as one table: a row for each answer to each question, for all and for each group. Pure."""

import polars as pl

from barometre.tables import Schema

WHOLE = "whole"
SHARE, MEAN, MEDIAN = "share", "mean", "median"
# Why a figure is not given, in `withheld`: too few or too alike answers, what would give such ones back, an interval
# too wide, or another question that tells whom this one was asked.
PRIMARY, COMPLEMENTARY, WIDE, LINKED = "primary", "complementary", "wide", "linked"

FIGURES: Schema = {
    "questionnaire": pl.String(),
    "question": pl.String(),
    # Row of a table; empty otherwise.
    "row": pl.String(),
    # Code of the answer; empty for a mean or a median.
    "answer": pl.String(),
    "statistic": pl.String(),
    # whole, kind, strate or region, and the codes of its categories, joined by `+` when they were put together.
    "level": pl.String(),
    "group": pl.String(),
    # Answers on which the figure rests.
    "n": pl.Int64(),
    # Among those who answered; shares from 0 to 1.
    "raw": pl.Float64(),
    # For all, after calibration: empty when it was refused.
    "estimate": pl.Float64(),
    "se": pl.Float64(),
    "low": pl.Float64(),
    "high": pl.Float64(),
    "deff": pl.Float64(),
    # A to E, or `withheld`.
    "quality": pl.String(),
    "withheld": pl.String(),
    # Of the former wave, and how far this one is from it; `both` answered in the two.
    "former": pl.Float64(),
    "change": pl.Float64(),
    "change_low": pl.Float64(),
    "change_high": pl.Float64(),
    "both": pl.Int64(),
    # How many times more readily those who say « oui » would have to answer, for the truth to be a half.
    "tipping": pl.Float64(),
}
