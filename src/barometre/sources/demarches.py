"""Procedures published on demarche.numerique.gouv.fr: who publishes one has one. Who has none may use another tool."""

from datetime import date

import polars as pl

from barometre.sources.register import Column, Json, Key, Register
from barometre.sources.statements import listed


def procedure_facts(rows: pl.DataFrame, on: date) -> pl.DataFrame:
    """Return « yes » for each collectivité whose service publishes a procedure."""
    return listed(rows, "services.demarche-numerique", on)


REGISTER = Register(
    id="demarches",
    address="https://www.data.gouv.fr/api/1/datasets/r/666211e9-6226-4fad-8d2f-5a4135f40e47",
    kinds=("commune", "epci", "departement", "region"),
    form=Json(),
    columns=(
        Column("number", "integer", filled=1.0, low=1),
        Column("state", filled=1.0),
        Column("service.organisme", filled=0.5),
        # A CCAS, a school or a syndicat has a SIREN of its own; the name of the body, free text, identifies nobody.
        Column("service.siret", filled=0.1),
    ),
    minimum_rows=1_000,
    key=Key(siret="service.siret"),
    facts=procedure_facts,
    verified="read in the public code that writes the file (demarche-numerique/demarche.numerique.gouv.fr: stored "
    "query, monthly job, test of the export); number of rows and share with a SIRET not known; not fetched",
    rows=pl.col("state") == "publiee",
)
