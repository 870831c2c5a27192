"""DataPass: who may receive from another administration what it would otherwise ask residents or firms for (DINUM).

The list has the authorisations that are active, of every API and service; only those of API Particulier and API
Entreprise, which stand for documents, are kept. Software that reads them for a collectivité may hold its own, and an
authorisation is no proof of use: the list says who may, never who cannot.
"""

from datetime import date

import polars as pl

from barometre.sources.register import Column, Csv, Key, Register
from barometre.sources.statements import seen

_API, _SIRET = "API ou Service demandé", "SIRET du demandeur"
# Starts of the values of the column -> name of the API; a variant (« APIParticulierDemarcheNumerique ») is the same.
_NAMES = {"APIEntreprise": "API Entreprise", "APIParticulier": "API Particulier"}
_PATTERN = f"^({'|'.join(_NAMES)})"


def authorisation_facts(rows: pl.DataFrame, on: date) -> pl.DataFrame:
    """State « yes » of each collectivité that holds an active authorisation, with the APIs."""
    named = rows.select("siren", name=pl.col(_API).str.extract(_PATTERN).replace_strict(_NAMES))
    held = named.group_by("siren", maintain_order=True).agg(names=pl.col("name").unique().sort().str.join(", "))
    return seen(held, "donnees.habilitation", on, number=pl.lit(1.0), text=pl.col("names"))


REGISTER = Register(
    id="datapass",
    address="https://www.data.gouv.fr/api/1/datasets/r/da9ef212-0df6-4703-bf98-187c79d31a60",
    kinds=("commune", "epci", "departement", "region"),
    form=Csv(separator=","),
    columns=(
        Column(_API, filled=1.0),
        Column(_SIRET, filled=0.8),
    ),
    # Far under the number of collectivités that use one of the two APIs; a shorter file is not the whole.
    minimum_rows=500,
    key=Key(siret=_SIRET),
    facts=authorisation_facts,
    verified="read in the public code that writes the file (betagouv/datapass: headings, rows, test, and the page that "
    "documents the monthly job and the dataset); number of rows and licence not known; not fetched",
    rows=pl.col(_API).str.contains(_PATTERN),
)
