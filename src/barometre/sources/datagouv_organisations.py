"""Organisations of data.gouv.fr, its own export: whose each account is, and whether it has something published.

The SIRET decides where it is filled, else what the observatory (`odf`) says of the account.
"""

from datetime import date

import polars as pl

from barometre.sources.odf import ACCOUNT, account_facts
from barometre.sources.register import Column, Csv, Key, Register
from barometre.sources.statements import listed, number


def organisation_facts(rows: pl.DataFrame, on: date) -> pl.DataFrame:
    """State the accounts known by their SIRET, and that one of a body's accounts has a published dataset."""
    publishing = rows.filter(number("metric.datasets") > 0)
    by_siret = rows.filter(pl.col("matched_by") == "siret")
    return pl.concat([listed(publishing, "donnees.ouvertes", on), account_facts(by_siret, "id", on)])


REGISTER = Register(
    id="datagouv-organisations",
    address="https://www.data.gouv.fr/api/1/datasets/r/b7bbfedc-2448-4135-a6c7-104548d396e7",
    kinds=("commune", "epci", "departement", "region"),
    form=Csv(separator=";"),
    columns=(
        Column("id", filled=1.0),
        Column("name", filled=0.9),
        Column("business_number_id"),
        Column("metric.datasets", "number", low=0),
    ),
    minimum_rows=2_000,
    key=Key(siret="business_number_id", account=("id", ACCOUNT), name="name"),
    facts=organisation_facts,
    verified="columns in the code that writes the export (udata), address in public code that reads it; not fetched",
)
