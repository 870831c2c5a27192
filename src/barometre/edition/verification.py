"""Is what an edition says what its facts and its catalogue give? All is computed again, and compared."""

from importlib.metadata import version
from typing import NamedTuple

import polars as pl

from barometre.edition.build import METHOD, compute
from barometre.edition.changes import catalogue_of
from barometre.edition.loading import LoadedEdition
from barometre.errors import BarometreError

# What is computed, with the columns that name a row.
KEYS = {
    "indicators": ("siren", "indicator"),
    "scores": ("siren", "measure"),
    "aggregates": ("territory_kind", "territory", "kind", "measure"),
}
# Two numbers nearer than this are the same: another machine may add up in another order.
_SAME = 1e-9


class Difference(NamedTuple):
    """What differs in one column of a table; `presence` where rows are in one of the two alone.

    Attributes:
        table, column: where.
        rows: in how many rows.
        first: the first of them, by its keys.
        published, computed: what they say.
    """

    table: str
    column: str
    rows: int
    first: str
    published: str
    computed: str


class Verified(NamedTuple):
    """What came of computing an edition again.

    Attributes:
        differences: what is not as published, none when all is.
        former: why this version cannot be expected to say the same, empty when it must.
    """

    differences: list[Difference]
    former: str


def verify(edition: LoadedEdition) -> Verified:
    """Compute the indicators, the scores and the aggregates of an edition again, from what it holds alone.

    Raises:
        BarometreError: its catalogue is of a former form, by which this version cannot judge.
    """
    catalogue = catalogue_of(edition.catalogue)
    if catalogue is None:
        raise BarometreError(
            f"The catalogue of {edition.day} is of a former form: its figures are computed again by the version that "
            f"made it, {edition.manifest.get('versions', {}).get('barometre', 'unknown')}"
        )
    # Mergers were followed when it was made.
    successors = pl.DataFrame(schema={"old_siren": pl.String, "siren": pl.String})
    computed = compute(edition.collectivites, edition.facts, catalogue, successors, edition.day, light=True).tables
    found = [one for table in KEYS for one in differences(table, edition.table(table), computed[table])]
    return Verified(found, _former(edition))


def differences(table: str, published: pl.DataFrame, computed: pl.DataFrame) -> list[Difference]:
    """Compare one table as published and as computed, whatever the order of its rows. Pure.

    Args:
        table: its name, one of `KEYS`.
        published: its rows.
        computed: the same.
    """
    keys = list(KEYS[table])
    both = published.with_columns(_in=True).join(
        computed.with_columns(_in=True), on=keys, how="full", coalesce=True, suffix=":computed"
    )
    alone = pl.col("_in").is_null() | pl.col("_in:computed").is_null()
    presence = both.with_columns(
        presence=pl.col("_in").is_not_null(), **{"presence:computed": pl.col("_in:computed").is_not_null()}
    ).filter(alone)
    found = [_told(table, "presence", presence, keys)] if presence.height else []
    inside = both.filter(~alone)
    for column, kind in published.schema.items():
        if column in keys:
            continue
        one, other = pl.col(column), pl.col(f"{column}:computed")
        same = one.eq_missing(other)
        if kind.is_float():
            same |= ((one - other).abs() <= _SAME * pl.max_horizontal(one.abs(), pl.lit(1.0))).fill_null(False)
        differing = inside.filter(~same)
        if differing.height:
            found.append(_told(table, column, differing, keys))
    return found


def _told(table: str, column: str, rows: pl.DataFrame, keys: list[str]) -> Difference:
    first = rows.sort(keys).row(0, named=True)
    name = " ".join(str(first[key]) for key in keys)
    return Difference(table, column, rows.height, name, str(first[column]), str(first[f"{column}:computed"]))


def _former(edition: LoadedEdition) -> str:
    made = edition.manifest.get("versions", {}).get("barometre", "unknown")
    if made != version("barometre"):
        return f"made by version {made}, computed again by {version('barometre')}"
    if edition.manifest.get("method") != METHOD:
        return "made by another method of this version"
    return ""
