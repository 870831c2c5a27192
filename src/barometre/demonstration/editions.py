"""The editions of the demonstration: the real directory, the facts made up, the real method."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl

from barometre.addresses import parse_mail
from barometre.catalogue.load import load_catalogue
from barometre.catalogue.models import Catalogue
from barometre.demonstration.bodies import DAYS, Bools, RankedBodies, all_bodies
from barometre.demonstration.looks import FactRanks, looks
from barometre.demonstration.registers import registers
from barometre.demonstration.wave import stated
from barometre.edition.build import build_edition
from barometre.facts.schema import SOURCED_FACTS, Outcome
from barometre.territory import reference


def build_demonstration(var: Path, edition: int, seed: int, progress: Callable[[str], None]) -> Path:
    """Build one edition of the demonstration in its store; return its folder.

    Args:
        var: the store, marked as that of a demonstration.
        edition: its number, in `DAYS`.
        seed: of the demonstration.
        progress: called with the name of each step.

    Raises:
        BarometreError: the store is not that of a demonstration, or cannot be written.
    """
    catalogue = load_catalogue()
    facts = made_up(catalogue, FactRanks(all_bodies(seed)), edition)
    scored = pl.col("fact").is_in(sorted(scored_facts(catalogue)))
    if edition < len(DAYS) - 1:
        facts = facts.filter(scored)
    else:  # that evidence has no object where nothing is to be seen is not worth a row
        facts = facts.filter(scored | (pl.col("outcome") != Outcome.NOT_CONCERNED.value))
    light = edition < len(DAYS) - 1
    folder, _ = build_edition(var / "editions", DAYS[edition], var / "facts", progress, light=light, made_up=facts)
    return folder


def made_up(catalogue: Catalogue, drawn: FactRanks, edition: int) -> pl.DataFrame:
    """Return every fact made up of an edition, columns of `facts.schema.SOURCED_FACTS`."""
    looked = looks(catalogue, drawn, *_present(catalogue, drawn.bodies, edition), edition)
    facts = pl.concat([looked.with_columns(source=pl.lit("observation")), registers(catalogue, drawn, looked, edition)])
    told = facts.select(
        "siren",
        "fact",
        "source",
        pl.exclude("siren", "fact", "source"),
        attempted_on="observed_on",
        attempt_code=pl.lit(None, pl.String),
        attempt_context=pl.lit(None, pl.String),
        attempt_to_confirm=pl.lit(False),
    ).select(list(SOURCED_FACTS))
    if edition < len(DAYS) - 1:
        return told
    return pl.concat([told, stated(catalogue, drawn.bodies, told)])


def scored_facts(catalogue: Catalogue) -> set[str]:
    """Return the facts that the answers of an edition come from: those shown as evidence are left to the last one."""
    return {
        fact
        for indicator in catalogue.indicators.values()
        for fact in (indicator.facts[0], *indicator.presupposes, *indicator.prerequisites)
    }


def _present(catalogue: Catalogue, bodies: RankedBodies, edition: int) -> tuple[Bools, Bools]:
    """Return who has a site, and who has mail at a domain of its own, at the day of an edition."""
    then = reference.directories().filter(pl.col("day") <= DAYS[edition])
    others = (bodies.frame["kind"] != "commune").to_numpy()
    if DAYS[edition] >= reference.DIRECTORY_DATE or then.is_empty():
        known = bodies.frame.select("siren", "site", domain=_domains(bodies.frame["email"]))
    else:
        known = bodies.frame.select("siren").join(
            then.filter(pl.col("day") == pl.col("day").max()).select("siren", "site", domain="mail_domain"),
            on="siren",
            how="left",
            maintain_order="left",
        )
    own = known["domain"].is_not_null() & ~known["domain"].is_in(list(catalogue.general_mail_providers))
    site = known["site"].is_not_null().to_numpy()
    return np.asarray(site | others), np.asarray(own.fill_null(False).to_numpy() | others)


def _domains(addresses: pl.Series) -> pl.Series:
    return pl.Series([parse_mail(one).domain if one else None for one in addresses], dtype=pl.String)
