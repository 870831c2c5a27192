"""Editions of twelve real collectivités, in every kind and overseas, with facts by hand: all tables, quickly made."""

from datetime import date
from functools import cache
from pathlib import Path

import polars as pl

from barometre.catalogue.load import load_catalogue
from barometre.edition.build import CATALOGUE, Computed, compute
from barometre.edition.datapackage import datapackage
from barometre.edition.files import write_edition
from barometre.facts.schema import SOURCED_FACTS
from barometre.facts.statement import Statement, facts_table, yes_no
from barometre.territory import reference

NOW, BEFORE = date(2026, 11, 1), date(2026, 5, 1)
# Of every kind, some of them overseas, some with the powers of another kind.
PARIS, QUIMPER, SAINT_DENIS = "217500016", "212902324", "219740115"
CODES = {
    "commune": ["75056", "29232", "97209", "97411", "97608"],
    "departement": ["6AE", "976", "29"],
    "region": ["94", "02"],
    "epci": ["200068120"],
    "ept": ["200057867"],
}
# A name that a spreadsheet would run, and one that begins with the guard itself.
HOSTILE = {QUIMPER: "=Quimper", SAINT_DENIS: "'+33 1 23 45 67 89"}


@cache
def content(*without: str):
    """Return the real catalogue with the indicators of one theme, quicker to answer, but some of them."""
    whole = load_catalogue()
    kept = {
        name: one
        for name, one in whole.indicators.items()
        if one.theme == whole.indicators["site-declare"].theme and name not in without
    }
    return whole.model_copy(update={"indicators": kept})


def bodies() -> pl.DataFrame:
    """Return the twelve, two of them under a hostile name."""
    named = pl.struct("kind", "code").is_in([{"kind": kind, "code": code} for kind in CODES for code in CODES[kind]])
    return (
        reference.collectivites()
        .filter(named)
        .with_columns(name=pl.col("siren").replace_strict(HOSTILE, default=pl.col("name")))
    )


Told = tuple[tuple[str, Statement], ...]


@cache
def _computed(day: date, without_site: tuple[str, ...], without: tuple[str, ...], told: Told) -> Computed:
    """Compute an edition once: several files of tests ask for the same ones."""
    twelve = bodies()
    said = [(siren, yes_no("site.declared", siren not in without_site)) for siren in twelve["siren"]]
    table = facts_table([(siren, one, day) for siren, one in [*said, *told]])
    unsaid = [pl.lit(None).cast(kind).alias(name) for name, kind in SOURCED_FACTS.items() if name not in table.columns]
    facts = (
        table.with_columns(unsaid)
        .with_columns(source=pl.lit("annuaire"), attempted_on="observed_on", attempt_to_confirm=pl.lit(False))
        .select(list(SOURCED_FACTS))
    )
    nobody = pl.DataFrame(schema={"old_siren": pl.String, "siren": pl.String})
    return compute(twelve, facts, content(*without), nobody, day)


def handmade_edition(
    out: Path,
    day: date = NOW,
    *,
    without_site: tuple[str, ...] = (),
    without: tuple[str, ...] = (),
    told: Told = (),
) -> Path:
    """Write an edition in which all of them declare a site, but some; without some indicators.

    Args:
        out: folder of editions.
        day: its date.
        without_site: SIREN of those that declare none.
        without: indicators that its catalogue does not have.
        told: what the directory says of some of them, beside that.
    """
    tables, method = _computed(day, without_site, without, told)
    documents = {
        CATALOGUE: content(*without).model_dump(mode="json"),
        "datapackage.json": datapackage(day, [{"title": "Annuaire, fait à la main"}]),
        "method.json": method,
    }
    inputs = [{"name": f"facts/annuaire/{day}.parquet", "sha256": "0" * 64}]
    return write_edition(out, day, tables, documents, {"date": str(day), "inputs": inputs})
