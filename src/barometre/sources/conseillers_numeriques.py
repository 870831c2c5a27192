"""Conseillers numériques: bodies to which posts were granted by the selection committee (ANCT).

A contract that ended is not marked, and posts have been cut since: the file tells who was granted a post, never who
has one today. What is there today is told by the places of the national map (`mediation`).
"""

from datetime import date

import polars as pl

from barometre.sources.register import Column, Csv, Key, Register
from barometre.sources.statements import listed

_POSTS = "Nombre de conseillers validés par le COSELEC"


def conseillers_facts(rows: pl.DataFrame, on: date) -> pl.DataFrame:
    """Return the collectivités to which a post at least was granted."""
    return listed(rows.filter(pl.col(_POSTS).cast(pl.Float64) >= 1), "inclusion.conseiller-accorde", on)


REGISTER = Register(
    id="conseillers-numeriques",
    address="https://www.data.gouv.fr/fr/datasets/conseiller-numerique-liste-des-structures-validees-par-le-comite-de-selection/",
    kinds=("commune", "epci", "departement", "region"),
    form=Csv(separator=";", encodings=("utf-8-sig", "cp1252")),
    columns=(
        Column("SIRET", filled=0.9),
        Column(_POSTS, "integer", filled=0.9, low=0),
    ),
    # 2,889 rows in 2023; half of them is not the file.
    minimum_rows=1_500,
    key=Key(siret="SIRET"),
    facts=conseillers_facts,
    verified="public copy of April 2023, and public code of the ANCT that reads it; the official file was not fetched",
)
