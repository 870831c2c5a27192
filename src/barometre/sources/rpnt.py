"""ANCT's own verdicts on the national reference of digital presence (« RPNT »), each day, for every collectivité.

They are facts of their own, shown beside ours. A criterion is listed when it is met, or when nothing yet shows that it
is not. The file has null where nothing is listed: nothing is stated then.
"""

from datetime import date

import polars as pl

from barometre.sources.register import Column, Json, Key, Register
from barometre.sources.statements import agreed, seen

CRITERIA = tuple(f"{part}.{number}" for part in (1, 2) for number in range(1, 9))
# What the list may hold: criteria, and the levels reached by a part or by the whole.
_LISTED = r'"(?:[12]\.(?:[1-8]|aa?)|aa?)"'
# Mairies d’arrondissement of Paris, Lyon and Marseille: their SIRET begins with the SIREN of the whole commune.
_ARRONDISSEMENT = r"^(?:751\d\d|6938\d|132\d\d)$"


def rpnt_keys(rows: pl.DataFrame) -> pl.DataFrame:
    """Tell by what each row is known: a département or région by its own code, since `code_insee` is its seat's."""
    kind, whole = pl.col("type"), ~pl.col("code_insee").fill_null("").str.contains(_ARRONDISSEMENT)
    return rows.with_columns(
        siret_of=pl.when(kind.is_in(["commune", "epci"]) & whole).then("siret"),
        departement_of=pl.when(kind == "departement").then("departement_code_insee"),
        region_of=pl.when(kind == "region").then("region_code_insee"),
    )


def rpnt_facts(rows: pl.DataFrame, on: date) -> pl.DataFrame:
    """Return the verdict of ANCT on each criterion, and the level that it gives."""
    stated = agreed(rows.filter(pl.col("rpnt").is_not_null()), ["rpnt"])
    listed = {name: pl.col("rpnt").str.contains(f'"{name}"', literal=True) for name in (*CRITERIA, "a", "aa")}
    level = pl.when(listed["aa"]).then(pl.lit("AA")).when(listed["a"]).then(pl.lit("A")).otherwise(pl.lit("aucun"))
    criteria = [seen(stated, f"rpnt.{name}", on, number=listed[name].cast(pl.Float64)) for name in CRITERIA]
    return pl.concat([*criteria, seen(stated, "rpnt.level", on, text=level)])


REGISTER = Register(
    id="rpnt",
    address="https://www.data.gouv.fr/api/1/datasets/r/fd73a12f-572c-4b04-89e9-91cc8c6ebcb3",
    kinds=("commune", "epci", "departement", "region"),
    form=Json(),
    columns=(
        Column("type", filled=1.0, allowed=("commune", "epci", "departement", "region")),
        Column("siret", filled=0.99, pattern=r"^\d{14}$"),
        Column("libelle", filled=0.99),
        Column("code_insee", filled=0.9),
        Column("departement_code_insee", filled=0.9),
        Column("region_code_insee", filled=0.9),
        Column("rpnt", filled=0.7, pattern=rf"^\[(?:{_LISTED}(?:, ?)?)*\]$"),
    ),
    minimum_rows=34_000,
    key=Key(siret="siret_of", departement="departement_of", region="region_of", name="libelle"),
    facts=rpnt_facts,
    verified="read in the public code that writes the file (suitenumerique/st-home, data/tasks/sync.py), with sample "
    "records of the same folder; not fetched",
    keyed=rpnt_keys,
)
