"""Observatoire open data des territoires (OpenDataFrance): who publishes, on which portal, under which account.

A list of those who publish. What it gives best is whose the accounts of data.gouv.fr are: most of them have no SIRET.
ODbL 1.0: a base made from it is shared under the same licence.
"""

from datetime import date

import polars as pl

from barometre.sources.register import Column, Csv, Key, Register
from barometre.sources.statements import listed, seen

# Fact that holds the accounts of a body on data.gouv.fr, with spaces: how other exports find whose their rows are.
ACCOUNT = "donnees.compte-datagouv"
ACCOUNT_ID = r"^[0-9a-f]{24}$"


def account_facts(rows: pl.DataFrame, column: str, on: date) -> pl.DataFrame:
    """State the accounts of each body, in one text."""
    ids = rows.select("siren", id=pl.col(column)).filter(pl.col("id").str.contains(ACCOUNT_ID)).unique().sort("id")
    return seen(ids.group_by("siren", maintain_order=True).all(), ACCOUNT, on, text=pl.col("id").list.join(" "))


def odf_facts(rows: pl.DataFrame, on: date) -> pl.DataFrame:
    """State that a body publishes, where, and its account."""
    portals = rows.select("siren", url=pl.col("url_platform")).group_by("siren", maintain_order=True).min()
    publishing = rows.filter(pl.any_horizontal(pl.col("url_platform", "id_datagouv").is_not_null()))
    return pl.concat(
        [
            listed(publishing, "donnees.ouvertes", on),
            seen(portals, "donnees.portail", on, text=pl.col("url")),
            account_facts(rows, "id_datagouv", on),
        ]
    )


REGISTER = Register(
    id="odf",
    address="https://www.data.gouv.fr/fr/datasets/donnees-de-lobservatoire-open-data-des-territoires/",
    kinds=("commune", "epci", "departement", "region"),
    form=Csv(separator=","),
    columns=(
        Column("siren", filled=0.95),
        Column("nom", filled=0.95),
        Column("url_platform", filled=0.2),
        Column("id_datagouv", filled=0.2),
    ),
    minimum_rows=500,
    key=Key(siren="siren", name="nom"),
    facts=odf_facts,
    verified="a copy of March 2025 was read, 1,060 rows; the address is that of the dataset: its file is added by hand",
)
