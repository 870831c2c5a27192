"""Data protection officers (délégués) designated to the CNIL, by SIREN of who designates: a list of those who have one.

One body in ten has no SIREN there, so that absence says nothing. Names, contacts and addresses are never read.
"""

from datetime import date

import polars as pl

from barometre.sources.register import Column, Csv, Key, Register
from barometre.sources.statements import day, seen

# Who is designated -> our word; a legal person may be a shared structure or a provider: the file does not say.
_DESIGNATED = {"Personne physique": "une personne", "Personne morale": "une structure"}


def dpo_facts(rows: pl.DataFrame, on: date) -> pl.DataFrame:
    """State that an officer is designated: since when and whom, by the newest of the designations of a body."""
    dated = rows.select(
        "siren", on=day("Date de la désignation"), who=pl.col("Type de DPO").replace_strict(_DESIGNATED)
    )
    newest = dated.filter(
        (pl.col("on") == pl.col("on").max().over("siren")) | pl.col("on").max().over("siren").is_null()
    )
    # Two designations of one day that disagree tell who is designated no better than none.
    bodies = newest.group_by("siren", maintain_order=True).agg(
        on=pl.col("on").first(), who=pl.when(pl.col("who").n_unique() == 1).then(pl.col("who").first())
    )
    return pl.concat(
        [
            seen(bodies, "donnees.delegue", on, number=pl.lit(1.0), text=pl.col("who")),
            seen(bodies, "donnees.delegue-date", on, text=pl.col("on").dt.to_string("iso")),
        ]
    )


REGISTER = Register(
    id="dpo",
    address="https://www.data.gouv.fr/api/1/datasets/r/c5d02b42-1008-4406-83f5-3a81c8b936a3",
    kinds=("commune", "epci", "departement", "region"),
    form=Csv(separator=";"),
    columns=(
        Column("SIREN organisme désignant", filled=0.8, empty=("NULL",)),
        Column("Type de DPO", allowed=tuple(_DESIGNATED), empty=("NULL",)),
        Column("Date de la désignation", "day", empty=("NULL",)),
    ),
    minimum_rows=80_000,
    key=Key(siren="SIREN organisme désignant"),
    facts=dpo_facts,
    verified="heading of 26 columns, separator, « NULL » and dates in the tests of public code that reads the file",
)
