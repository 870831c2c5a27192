"""Local address bases (BAL): the revisions in force of the national depository, one for each commune that publishes.

A commune absent from it is not known not to publish: files refused by the depository, or not gathered by it, exist.
"""

from datetime import date

import polars as pl

from barometre.sources.register import Column, Json, Key, Register
from barometre.sources.statements import day, listed, seen


def bal_facts(rows: pl.DataFrame, on: date) -> pl.DataFrame:
    """State that a base is published, and the day of its newest revision."""
    newest = rows.select("siren", published=day("publishedAt")).group_by("siren", maintain_order=True).max()
    published = pl.col("published").dt.to_string("iso")
    return pl.concat([listed(rows, "donnees.adresses", on), seen(newest, "donnees.adresses-date", on, text=published)])


REGISTER = Register(
    id="bal",
    address="https://plateforme-bal.adresse.data.gouv.fr/api-depot/current-revisions",
    kinds=("commune",),
    form=Json(),
    columns=(
        Column("codeCommune", filled=1.0),
        Column("publishedAt", "day", filled=0.9),
        Column("status", optional=True),
        Column("isCurrent", "boolean", optional=True),
    ),
    minimum_rows=10_000,
    key=Key(insee="codeCommune"),
    facts=bal_facts,
    verified="list of objects as the code of the depository writes it and as public code tests it; not fetched",
    rows=pl.col("status").fill_null("published").eq("published") & pl.col("isCurrent").fill_null("true").ne("false"),
)
