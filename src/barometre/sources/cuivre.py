"""End of copper lines by commune: dates of Orange's trajectory, as the ministry of the economy publishes them again.

The file may be behind Orange's own. Its sentence « déjà fermé » is not read: the date decides. Codes lose their first
zero there, and Paris, Lyon and Marseille are given by arrondissement: the first date is that of the commune.
"""

from datetime import date

import polars as pl

from barometre.sources.register import Column, Csv, Key, Register
from barometre.sources.statements import day, seen

# Column of the file -> fact.
_DATES = {
    "fermeture_commerciale": "infrastructures.cuivre-commercial",
    "fermeture_technique": "infrastructures.cuivre-technique",
}


def cuivre_facts(rows: pl.DataFrame, on: date) -> pl.DataFrame:
    """State the first day on which lines are no longer sold, and on which they stop."""
    days = rows.select("siren", *(day(column).alias(column) for column in _DATES))
    first = days.group_by("siren", maintain_order=True).min()
    return pl.concat(
        [seen(first, fact, on, text=pl.col(column).dt.to_string("iso")) for column, fact in _DATES.items()]
    )


REGISTER = Register(
    id="cuivre",
    address="https://data.economie.gouv.fr/api/explore/v2.1/catalog/datasets/fermeture-reseau-cuivre/exports/csv"
    "?delimiter=%3B&select=code_insee,nom_commune,fermeture_technique,fermeture_commerciale",
    kinds=("commune",),
    form=Csv(separator=";"),
    columns=(
        Column("code_insee", filled=1.0),
        Column("nom_commune", filled=0.9),
        Column("fermeture_technique", "day", filled=0.5),
        Column("fermeture_commerciale", "day", filled=0.5),
    ),
    minimum_rows=30_000,
    key=Key(insee="code_insee", name="nom_commune"),
    facts=cuivre_facts,
    parts=True,
    verified="address, columns, ISO dates and 35,305 rows told by public code that imported the export; not fetched",
)
