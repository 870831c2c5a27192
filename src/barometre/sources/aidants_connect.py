"""Aidants Connect: bodies whose agents are habilitated to act for a resident (ANCT).

A CCAS, a library of an association or a school has a SIREN of its own: it is not the commune, whatever its address. A
body that left the programme (`Is Active`), or without any agent left, says nothing.
"""

from datetime import date

import polars as pl

from barometre.sources.register import Column, Csv, Key, Register
from barometre.sources.statements import listed

_ACTIVE, _AGENTS = "Is Active", "Nombre d'aidants"


def aidants_facts(rows: pl.DataFrame, on: date) -> pl.DataFrame:
    """Return the collectivités of which an agent at least is habilitated today."""
    active = pl.col(_ACTIVE).str.to_lowercase().is_in(["true", "1", "oui"])
    agents = pl.col(_AGENTS).cast(pl.Float64)
    return listed(rows.filter(active, agents >= 1), "inclusion.aidants-connect-recense", on)


REGISTER = Register(
    id="aidants-connect",
    address="https://github.com/inclusion-numerique/stack",
    kinds=("commune", "epci", "departement", "region"),
    form=Csv(separator=",", encodings=("utf-8-sig", "cp1252")),
    columns=(
        Column("siret", filled=0.9),
        Column(_ACTIVE, "boolean", filled=0.9),
        Column(_AGENTS, "number", filled=0.9, low=0),
    ),
    # 5,227 rows in 2024; half of them is not the file.
    minimum_rows=3_000,
    key=Key(siret="siret"),
    facts=aidants_facts,
    verified="public copy of February 2024 that the ANCT's site serves; the official file was not seen",
)
