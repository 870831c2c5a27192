"""La Suite territoriale (ANCT): who uses its shared services, who has subscribed, who belongs to which operator.

Three files of one dataset, written each day by the same program; its two others list services and operators, and say
nothing of a collectivité. For a département or a région, their INSEE code may be that of the town of the seat: only the
SIRET is read.
"""

from datetime import date

import polars as pl

from barometre.sources.register import Column, Csv, Key, Register
from barometre.sources.statements import listed

_DATASET = "https://www.data.gouv.fr/api/1/datasets/r/"
_KINDS = ("commune", "epci", "departement", "region")
_VERIFIED = "the program that writes the file (suitenumerique/st-deploycenter) and one that reads it; not fetched"
# Operators that are no structure of collectivités, by their id in the file of operators: a test, and the ANCT itself.
TEST, ANCT = "f33e9b4b-213f-4db9-8b39-ab17558f2931", "9f5624fc-ef99-4d10-ae3f-403a81eb16ef"


def usage_facts(rows: pl.DataFrame, on: date) -> pl.DataFrame:
    """Return the collectivités of which somebody used a service in the year; an account without use says nothing."""
    return listed(rows.filter(pl.col("active") == "1"), "outils.service-partage", on)


def _of_operators(
    name: str, resource: str, fact: str, others: tuple[Column, ...], left_out: tuple[str, ...]
) -> Register:
    """Return a file of those that operators serve: who is listed has what `fact` says.

    Args:
        name: id of the source.
        resource: id of the file on data.gouv.fr.
        fact: id of the fact.
        others: columns of that file beside the SIRET and the operator.
        left_out: operators whose rows are not read.
    """
    return Register(
        id=name,
        address=f"{_DATASET}{resource}",
        kinds=_KINDS,
        form=Csv(),
        columns=(Column("organisation_siret", filled=0.5), Column("operateur_id", filled=1.0), *others),
        minimum_rows=10,
        key=Key(siret="organisation_siret"),
        facts=lambda rows, on: listed(rows, fact, on),
        verified=_VERIFIED,
        rows=~pl.col("operateur_id").is_in(left_out).fill_null(False),
    )


USAGES = Register(
    id="suite-usages",
    address=f"{_DATASET}8f100b83-73c5-49ce-90ce-03d5c6a1783d",
    kinds=_KINDS,
    form=Csv(),
    columns=(
        Column("siret", filled=0.95),
        Column("service", "integer", filled=1.0),
        Column("active", filled=1.0, allowed=("0", "1")),
    ),
    # The reader of the producer refuses fewer.
    minimum_rows=20_000,
    key=Key(siret="siret"),
    facts=usage_facts,
    verified=_VERIFIED,
)

SERVICES = _of_operators(
    "suite-services",
    "873dab81-45a1-463f-a297-54f5d466c325",
    "outils.service-souscrit",
    (Column("service_id", "integer", filled=1.0), Column("date_creation", "day", filled=0.9)),
    left_out=(TEST,),
)

OPERATORS = _of_operators(
    "suite-operateurs", "ffc74be0-fb88-40cf-9048-f53e955eac28", "strategie.adhesion", (), left_out=(TEST, ANCT)
)
