"""Places of digital mediation: the national map of the ANCT, in the national schema, republished every day.

A place is where its `code_insee` says; a row without one (its postal code proves nothing) is nobody's. Not kept: who
to write to or call. What holds the place (`pivot`) is often an association, and is not asked: the place is there.
"""

from datetime import date

import polars as pl

from barometre.sources.places import nearest, present
from barometre.sources.register import Column, Csv, Key, Register

# Values of the national schema (LaMednum, standard-mediation-num): lists are joined by « | ».
_CLOSED = "Ce lieu n'accueille pas de public"
_ADVISERS = "Conseillers numériques"


def mediation_facts(rows: pl.DataFrame, on: date) -> pl.DataFrame:
    """Return where the nearest place is, and the communes in which a place has a conseiller numérique."""
    names = pl.col("modalites_acces", "dispositif_programmes_nationaux").fill_null("").str.split("|")
    lists = rows.with_columns(names.list.eval(pl.element().str.strip_chars().str.replace("’", "'")))
    places = lists.filter(~pl.col("modalites_acces").list.contains(_CLOSED))
    advised = places.filter(pl.col("dispositif_programmes_nationaux").list.contains(_ADVISERS))
    return pl.concat([nearest(places, "inclusion.lieu", on), present(advised, "inclusion.conseiller-recense", on)])


REGISTER = Register(
    id="mediation",
    address="https://www.data.gouv.fr/api/1/datasets/r/398edc71-0d51-4cb6-9cbe-2540a4db573c",
    kinds=("commune", "epci"),
    form=Csv(separator=","),
    columns=(
        Column("id", filled=1.0),
        Column("commune", filled=0.95),
        Column("code_insee", filled=0.5),
        Column("dispositif_programmes_nationaux"),
        Column("modalites_acces", optional=True),
        Column("date_maj", "day", filled=0.9),
    ),
    minimum_rows=5_000,
    key=Key(insee="code_insee", name="commune"),
    facts=mediation_facts,
    parts=True,
    verified="national schema (JSON of LaMednum), and public code that reads the file by its commas; not fetched",
)
