"""Sixteen made-up respondents and three margins, on which R was asked for weights."""

import polars as pl

from barometre.survey.weighting.margins import prepare

SAMPLE = """id,kind,region,site,base_weight
a01,commune,nord,oui,1
a02,commune,nord,oui,3
a03,commune,nord,non,1
a04,commune,sud,oui,2
a05,commune,sud,non,1
a06,commune,sud,oui,1.5
a07,commune,est,non,1
a08,commune,est,oui,2
a09,commune,est,oui,1
a10,epci,nord,oui,1
a11,epci,nord,oui,2
a12,epci,sud,oui,1
a13,epci,sud,non,1
a14,epci,est,oui,3
a15,epci,est,non,1
a16,commune,nord,non,2.5
"""
MARGINS = """variable,category,total
kind,commune,700
kind,epci,300
region,nord,350
region,sud,400
region,est,250
site,oui,640
site,non,360
"""


def respondents():
    return pl.read_csv(SAMPLE.encode(), infer_schema=False)


def margins():
    return pl.read_csv(MARGINS.encode())


def frame():
    return prepare(respondents(), margins())


def sample_of(**columns):
    """Respondents r1, r2… from the letters of each column: u="aab"."""
    lists = {name: list(letters) for name, letters in columns.items()}
    size = len(next(iter(lists.values())))
    return pl.DataFrame({"id": [f"r{number + 1}" for number in range(size)], **lists})


def margins_of(**variables):
    """Known totals: u={"a": 60, "b": 40}."""
    rows = [
        (name, category, None if total is None else float(total))
        for name, totals in variables.items()
        for category, total in totals.items()
    ]
    return pl.DataFrame(rows, {"variable": pl.String, "category": pl.String, "total": pl.Float64}, orient="row")
