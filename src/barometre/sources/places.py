"""Places listed by commune become facts of the communes and of the intercommunalités that hold them.

Two registers list places where people are helped, that of digital mediation and that of France services, and both
state `inclusion.lieu`: each is right as far as it goes, and neither knows what the other lists. A commune that one of
them gives a place and the other none keeps its place, whichever file is newer: between registers, `facts.merge` takes
the answer that scores more before the newest. None says « aucun »: no list has them all.
"""

from datetime import date

import polars as pl

from barometre.sources.statements import listed, seen
from barometre.territory import reference

HERE, NEXT_DOOR = "sur le territoire", "dans l’intercommunalité"


def nearest(rows: pl.DataFrame, fact: str, on: date) -> pl.DataFrame:
    """State where the nearest place is: in the commune, or in another of the same intercommunalité.

    Args:
        rows: column `siren`, the communes that have a place, as often as they have some.
        fact: id of the fact, a text.
        on: day of the file.

    Returns:
        Columns of `facts.schema.FACTS`: communes, and intercommunalités on whose territory a place is.
    """
    holders = _holders(rows)
    members = reference.collectivites().filter(pl.col("kind") == "commune", pl.col("epci").is_in(holders.implode()))
    neighbours = members.filter(~pl.col("siren").is_in(holders.implode()))["siren"]
    where = pl.concat(
        [
            pl.DataFrame({"siren": holders, "where": HERE}),
            pl.DataFrame({"siren": neighbours}).with_columns(where=pl.lit(NEXT_DOOR)),
        ]
    )
    return seen(where, fact, on, text=pl.col("where"))


def present(rows: pl.DataFrame, fact: str, on: date) -> pl.DataFrame:
    """State « yes » of each commune that has a place, and of the intercommunalité around it."""
    return listed(pl.DataFrame({"siren": _holders(rows)}), fact, on)


def _holders(rows: pl.DataFrame) -> pl.Series:
    """Return the SIREN of the communes of `rows` and of their intercommunalités, each once, sorted."""
    bodies = reference.collectivites()
    around = bodies.join(rows.select("siren"), on="siren", how="semi")["epci"].drop_nulls()
    known = bodies.join(pl.DataFrame({"siren": around}), on="siren", how="semi")["siren"]
    return pl.concat([rows["siren"], known]).unique().sort()
