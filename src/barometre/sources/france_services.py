"""France services: the places with the label, by commune (ANCT).

The list does not say who runs a place: it is in the commune, no more. A bus is where its list puts it; its other stops
are not listed. Not kept: mail, telephone and comment, which may name an agent.
"""

from datetime import date

import polars as pl

from barometre.sources.places import nearest, present
from barometre.sources.register import Column, Csv, Key, Register


def france_services_facts(rows: pl.DataFrame, on: date) -> pl.DataFrame:
    """Return where the nearest place is, and the communes and intercommunalités that hold one."""
    return pl.concat([nearest(rows, "inclusion.lieu", on), present(rows, "inclusion.france-services", on)])


REGISTER = Register(
    id="france-services",
    address="https://www.data.gouv.fr/api/1/datasets/r/31576dff-fd61-4de9-819f-32c2f880b142",
    kinds=("commune", "epci"),
    form=Csv(separator=";", encodings=("utf-8-sig", "cp1252")),
    columns=(
        Column("id_fs", filled=1.0),
        Column("insee_com", filled=0.98),
        Column("lib_com", filled=0.98),
        Column("format_fs"),
    ),
    minimum_rows=2_000,
    key=Key(insee="insee_com", name="lib_com"),
    facts=france_services_facts,
    parts=True,
    verified="columns of the file of 1 August 2024 in the producer's repository, written with commas; « ; » since, "
    "as public code reads the official one; not fetched",
)
