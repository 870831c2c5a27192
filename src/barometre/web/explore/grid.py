"""The edition's grid (`web.editions.grid`), kept in memory, with the duties that each collectivité does not keep."""

import io
from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl
from django.http import Http404

from barometre.catalogue.conditions import parse
from barometre.indicators.properties import PROPERTIES
from barometre.web.editions import queries
from barometre.web.editions.models import Edition
from barometre.web.pages.duty import texts_of_law
from barometre.web.shared.catalogue import is_yes_or_no
from barometre.web.shared.memory import per_edition

# Name of the column that counts the duties that are not kept.
UNMET = "unmet"


@per_edition
def grid(edition: Edition) -> pl.DataFrame:
    """Return the table of an edition, by SIREN, with `unmet`.

    Raises:
        Http404: it was published by a version that made no such table.
    """
    data = queries.grid(edition)
    if data is None:
        raise Http404("Cette édition a été publiée avant que ces tableaux existent : il faut la publier de nouveau.")
    rows = pl.read_parquet(io.BytesIO(data))
    return rows.with_columns(unmet(edition.catalogue["indicators"], rows.columns))


def unmet(indicators: Mapping[str, Mapping[str, Any]], columns: Iterable[str]) -> pl.Expr:
    """Return the number of questions that a law surely asks a collectivité, and to which it is known to answer no.

    Only questions answered by yes or no: part of a score proves no breach. A law that binds it only if something that
    we do not know is not counted.
    """
    asked = [name for name in indicators if name in set(columns) and is_yes_or_no(dict(indicators[name]))]
    broken = [
        _is_bound(indicators[name]) & (pl.col(name) == "known") & (pl.col(f"{name}.score") == 0) for name in asked
    ]
    return pl.sum_horizontal(pl.lit(0), *(one.fill_null(False).cast(pl.Int64) for one in broken)).alias(UNMET)


def _is_bound(entry: Mapping[str, Any]) -> pl.Expr:
    texts = [parse(text["concerns"] or entry["concerns"]).to_expr(PROPERTIES) for text in texts_of_law(entry)]
    return pl.any_horizontal(pl.lit(False), *texts)
