"""Datasets of data.gouv.fr, its own export: how many a body publishes, how fresh, and under a stated licence or not.

A row names an account, no SIREN: whose it is was said by the registers `odf` and `datagouv-organisations`.
"""

from datetime import date

import polars as pl

from barometre.rounding import rounded_share_column
from barometre.sources.odf import ACCOUNT
from barometre.sources.register import Column, Csv, Key, Register
from barometre.sources.statements import day, listed, number, seen

# What the export writes when no licence was chosen.
_NO_LICENCE = ("License Not Specified", "notspecified")


def dataset_facts(rows: pl.DataFrame, on: date) -> pl.DataFrame:
    """State that a body publishes, how many datasets, the last change of one, and the share whose licence is stated."""
    # The day on which a harvest copied a dataset is not that on which it changed.
    changed = pl.when(pl.col("harvest.backend").is_null()).then(day("last_modified")).otherwise(day("harvest.last"))
    sets = (
        rows.with_columns(pl.coalesce("harvest.modified_at", "harvest.last_modified").alias("harvest.last"))
        .filter(number("resources_count") > 0)
        .select("siren", "id", changed=changed, stated=pl.col("license").is_not_null())
        .unique("id", keep="any")
    )
    bodies = sets.group_by("siren", maintain_order=True).agg(
        number=pl.len(), changed=pl.col("changed").max(), stated=rounded_share_column(100 * pl.col("stated").mean())
    )
    return pl.concat(
        [
            listed(bodies, "donnees.ouvertes", on),
            seen(bodies, "donnees.ouvertes-nombre", on, number=pl.col("number")),
            seen(bodies, "donnees.ouvertes-date", on, text=pl.col("changed").dt.to_string("iso")),
            seen(bodies, "donnees.ouvertes-licence", on, number=pl.col("stated")),
        ]
    )


REGISTER = Register(
    id="datagouv-jeux",
    address="https://www.data.gouv.fr/api/1/datasets/r/f868cca6-8da1-4369-a78d-47463f19a9a3",
    kinds=("commune", "epci", "departement", "region"),
    form=Csv(separator=";"),
    columns=(
        Column("id", filled=1.0),
        Column("organization_id", filled=0.5),
        Column("license", empty=_NO_LICENCE),
        Column("private", "boolean"),
        Column("archived"),
        Column("resources_count", "number", filled=0.9, low=0),
        Column("last_modified", "day", filled=0.9),
        Column("harvest.backend", optional=True),
        Column("harvest.modified_at", "day", optional=True),
        Column("harvest.last_modified", "day", optional=True),
    ),
    minimum_rows=30_000,
    key=Key(account=("organization_id", ACCOUNT)),
    facts=dataset_facts,
    verified="columns in the code that writes the export (udata), address in public code that reads it; not fetched",
    rows=pl.col("private").fill_null("False").str.to_lowercase().ne("true")
    & pl.col("archived").fill_null("False").is_in(["False", "false", "0"]),
)
