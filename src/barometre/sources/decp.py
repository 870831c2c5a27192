"""Essential data of public contracts (DECP), consolidated as one table: who has contracts in the national register.

One row for each holder and version of a contract. A buyer without a contract there may have had none to publish.
"""

from datetime import date

import polars as pl

from barometre.sources.register import Column, Csv, Key, Register
from barometre.sources.statements import day, listed, seen


def decp_facts(rows: pl.DataFrame, on: date) -> pl.DataFrame:
    """State that contracts concluded in the last twenty-four months are published, how many, and the last day of it."""
    concluded, since = day("dateNotification"), pl.lit(on).dt.offset_by("-24mo")
    recent = rows.filter((concluded > since) & (concluded <= pl.lit(on)))
    buyers = recent.group_by("siren", maintain_order=True).agg(
        contracts=pl.col("uid").n_unique(), published=day("datePublicationDonnees").max()
    )
    return pl.concat(
        [
            listed(buyers, "donnees.marches", on),
            seen(buyers, "donnees.marches-nombre", on, number=pl.col("contracts")),
            seen(buyers, "donnees.marches-date", on, text=pl.col("published").dt.to_string("iso")),
        ]
    )


REGISTER = Register(
    id="decp",
    address="https://www.data.gouv.fr/api/1/datasets/r/22847056-61df-452d-837d-8b8ceadbfc52",
    kinds=("commune", "epci", "departement", "region"),
    form=Csv(separator=","),
    columns=(
        Column("uid", filled=0.99),
        Column("acheteur_id", filled=0.95),
        Column("dateNotification", "day", filled=0.8),
        Column("datePublicationDonnees", "day"),
        Column("donneesActuelles", "boolean", filled=0.95),
    ),
    minimum_rows=300_000,
    key=Key(siret="acheteur_id"),
    facts=decp_facts,
    verified="columns, separator, booleans and address in the code that writes the file (decp-processing); not fetched",
    rows=pl.col("donneesActuelles").is_in(["true", "True", "1"]),
    maximum_bytes=6_000_000_000,
)
