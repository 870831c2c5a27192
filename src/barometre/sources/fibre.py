"""Fibre and end of copper by commune: ANCT's indicator « France Très Haut Débit », from Arcep's deployments.

Several rows for some communes (one for each operator or project): premises are added up, shares are not averaged.
"""

from datetime import date

import polars as pl

from barometre.rounding import rounded_share_column
from barometre.sources.register import Column, Csv, Key, Register
from barometre.sources.statements import number, seen

# Column of what closes in a year -> the year. What it counts was not verified: only that it is not zero is read.
_CLOSING = {f"ferm_cu{year - 2000}": year for year in range(2025, 2031)}


def fibre_facts(rows: pl.DataFrame, on: date) -> pl.DataFrame:
    """State the share of premises that can be connected to fibre, in %, and the first year in which copper closes."""
    latest = rows.filter(pl.col("trimestre").is_null() | (pl.col("trimestre") == pl.col("trimestre").max()))
    known = latest.select(
        "siren", *(number(column).alias(column) for column in ("locaux_arcep", "locaux_ftth", *_CLOSING))
    )
    # A row whose count is missing leaves the share of its commune unknown: it is no zero.
    filled = pl.all_horizontal(pl.col("locaux_arcep", "locaux_ftth").is_not_null())
    communes = (
        known.filter(filled.all().over("siren"))
        .group_by("siren", maintain_order=True)
        .agg(pl.col("locaux_arcep", "locaux_ftth").sum())
    )
    share = rounded_share_column((100 * pl.col("locaux_ftth") / pl.col("locaux_arcep")).clip(0, 100))
    years = [pl.when(pl.col(column) > 0).then(year) for column, year in _CLOSING.items()]
    closing = known.select("siren", year=pl.min_horizontal(years)).group_by("siren", maintain_order=True).min()
    return pl.concat(
        [
            seen(communes.filter(pl.col("locaux_arcep") > 0), "infrastructures.fibre", on, number=share),
            seen(closing, "infrastructures.cuivre-annee", on, text=pl.col("year").cast(pl.String)),
        ]
    )


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
        *(Column(name, "number", low=0, optional=True) for name in _CLOSING),
    ),
    minimum_rows=30_000,
    key=Key(insee="insee_com", name="com_lib"),
    facts=fibre_facts,
    parts=True,
    verified="columns as the ANCT publishes them, read in public code that reads the file; not fetched",
)
