"""Which kinds of helpers serve the place of each collectivité. Pure Polars."""

from collections.abc import Iterable

import polars as pl

from barometre.catalogue.guidance import Helper


def serving(helpers: Iterable[Helper], collectivites: pl.DataFrame) -> pl.DataFrame:
    """Return the kinds of helpers that serve a département or a région of each collectivité, and that were verified.

    As `nearby` names them: those who serve one of the départements of a région do not serve the région itself.

    Args:
        helpers: those of the catalogue; one whose places are not known serves none here, and one of the whole country
            is near nobody.
        collectivites: columns siren, kind, departements, regions (lists of codes).

    Returns:
        Columns siren, helper_kind, without repetition.
    """
    rows = [(place, one.kind) for one in helpers if one.read != "unread" for place in one.territories if place != "FR"]
    schema = {"place": pl.String(), "helper_kind": pl.String()}
    served = pl.DataFrame(rows, schema=schema, orient="row").unique(maintain_order=True)
    regions = pl.col("regions").list.eval("R" + pl.element())
    wide = pl.when(pl.col("kind") == "region").then(regions).otherwise(pl.concat_list("departements", regions))
    places = collectivites.select("siren", place=wide).explode("place")
    return places.join(served, on="place").select("siren", "helper_kind").unique(maintain_order=True)
