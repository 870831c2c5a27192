"""Planning documents (PLU, PLUi, POS, carte communale) in force on the Géoportail de l’urbanisme.

A document is its author's, commune or EPCI. The list does not tell which communes a PLUi covers, and some cover a part
of their EPCI: nothing is said of members. A commune without document, under the national rules, has nothing to publish.
"""

from datetime import date

import polars as pl

from barometre.sources.register import Column, Json, Key, Register
from barometre.sources.statements import listed

# Commune or EPCI, then what tells apart several documents of one EPCI: DU_31395, DU_200069532_C.
_NAME = r"^DU_(?:(\d{5}|2[AB]\d{3})|(\d{9}))(?:_\w+)?$"


def document_keys(rows: pl.DataFrame) -> pl.DataFrame:
    """Add `insee` or `author` (SIREN), read in the name of the document."""
    return rows.with_columns(insee=pl.col("name").str.extract(_NAME, 1), author=pl.col("name").str.extract(_NAME, 2))


def document_facts(rows: pl.DataFrame, on: date) -> pl.DataFrame:
    """Return « yes » for each author of a document."""
    return listed(rows, "urbanisme.geoportail", on)


REGISTER = Register(
    id="urbanisme",
    address="https://www.geoportail-urbanisme.gouv.fr/api/document?documentFamily[]=DU&status=document.production&limit=1000",
    kinds=("commune", "epci"),
    form=Json(),
    columns=(
        Column("name", filled=1.0, pattern=_NAME),
        Column("type", filled=1.0),
        Column("status", filled=1.0),
        Column("legalStatus", filled=1.0),
    ),
    minimum_rows=10_000,
    key=Key(siren="author", insee="insee"),
    facts=document_facts,
    parts=True,
    verified="an answer of the API quoted in IGNF/geoportail-urbanisme-dev, issue 21; an answer holds 1,000 documents "
    "at most, of some 12,800: several, by département and for PLUi, are to be put together in one list; not fetched",
    keyed=document_keys,
    rows=(pl.col("status") == "document.production")
    & (pl.col("legalStatus") == "APPROVED")
    & pl.col("type").is_in(["PLU", "PLUi", "POS", "CC"]),
)
