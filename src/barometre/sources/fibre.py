"""Fibre and end of copper by commune: ANCT's indicator « France Très Haut Débit », from Arcep's deployments.

Several rows for some communes (one for each operator or project): premises are added up, shares are not averaged.
"""

from datetime import date

import polars as pl

from barometre.sources.register import Column, Csv, Key, Register
from barometre.sources.statements import seen


def fibre_facts(rows: pl.DataFrame, on: date) -> pl.DataFrame:
    """Return the share of premises that can be connected to fibre, in %, of each commune that has premises."""
    premises = rows.select("siren", pl.col("locaux_arcep", "locaux_ftth").cast(pl.Float64))
    communes = premises.group_by("siren", maintain_order=True).sum().filter(pl.col("locaux_arcep") > 0)
    share = (100 * pl.col("locaux_ftth") / pl.col("locaux_arcep")).clip(0, 100).round(1)
    return seen(communes, "infrastructures.fibre", on, number=share)


REGISTER = Register(
    id="fibre",
    address="https://www.data.gouv.fr/api/1/datasets/r/35dc0362-960f-4353-8a9b-0cdcf5a1a270",
    kinds=("commune",),
    form=Csv(separator=";", encodings=("utf-8-sig", "cp1252")),
    columns=(
        Column("insee_com", filled=1.0),
        Column("com_lib", filled=0.9),
        Column("locaux_arcep", "number", filled=0.9, low=0),
        Column("locaux_ftth", "number", low=0),
        Column("trimestre"),
    ),
    minimum_rows=30_000,
    key=Key(insee="insee_com", name="com_lib"),
    facts=fibre_facts,
    verified="columns as the ANCT publishes them, read in public code that reads the file; not fetched",
)
