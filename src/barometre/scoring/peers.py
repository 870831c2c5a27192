"""The place of a collectivité among its peers: same kind, same strate, same base of comparison.

The distribution of the peers is frozen with the edition: evidence on one collectivité moves its own place, never that
of another.
"""

from collections.abc import Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray

# With fewer peers that can be compared, a collectivité has no place among them.
MINIMUM_PEERS = 8
# Share of the peers, of those whom the base concerns, that must be comparable for anyone to be placed among them.
PEERS_FROM = 0.8

_GROUP = ("kind", "strate", "measure")
# Kind, strate, measure -> the scores of the peers on the base, ascending.
Peers = Mapping[tuple[object, ...], NDArray[np.float64]]


def peers_of(scores: pl.DataFrame, collectivites: pl.DataFrame) -> Peers:
    """Return the scores of each group of peers that is known well enough to place anyone in it.

    Args:
        scores: columns siren, measure, comparable, overlap (`scores.index_scores`).
        collectivites: columns siren, kind, strate.
    """
    comparable = pl.col("comparable")
    groups = (
        _with_group(scores, collectivites)
        .group_by(_GROUP)
        .agg(comparable.drop_nulls().sort(), concerned=pl.col("overlap").count())
        .filter(
            comparable.list.len() >= MINIMUM_PEERS,
            comparable.list.len() >= PEERS_FROM * pl.col("concerned"),
        )
    )
    return {tuple(group): np.array(peers) for *group, peers, _ in groups.iter_rows()}


def with_places(scores: pl.DataFrame, collectivites: pl.DataFrame, peers: Peers) -> pl.DataFrame:
    """Add the quarter of its peers in which a collectivité is, for each measure.

    Equal scores share the middle of the places they hold; when these are in several quarters, none is told: nobody is
    « in the lowest quarter » with a third of its peers.

    Args:
        scores: columns siren, measure, comparable, low, high (`scores.index_scores`).
        collectivites: columns siren, kind, strate.
        peers: the groups of the edition (`peers_of`).

    Returns:
        `scores` with `quartile`: 1 for the quarter with the lowest scores, 4 for the highest. Null without comparable
        score, in a group that is not known well enough, when those that have its score hold places in several quarters,
        and when what is not known of it could change its quarter.
    """
    rows = _with_group(scores, collectivites).with_row_index()
    placed = [
        part.select("index", quartile=pl.Series(_quarters(part, peers[group]), dtype=pl.Int8))
        for group, part in rows.drop_nulls("comparable").partition_by(_GROUP, as_dict=True).items()
        if group in peers
    ]
    quartiles = pl.concat(placed) if placed else pl.DataFrame(schema={"index": pl.UInt32, "quartile": pl.Int8})
    rows = rows.join(quartiles, on="index", how="left", maintain_order="left")
    return rows.select(*scores.columns, "quartile")


def _with_group(scores: pl.DataFrame, collectivites: pl.DataFrame) -> pl.DataFrame:
    return scores.join(collectivites.select("siren", "kind", "strate"), on="siren", how="left", maintain_order="left")


def _quarters(rows: pl.DataFrame, peers: NDArray[np.float64]) -> list[int | None]:
    """Return the quarter of each row, None where there is none to tell."""
    quarter, lowest, highest = (_quarter(rows[name].to_numpy(), peers) for name in ("comparable", "low", "high"))
    value = rows["comparable"].to_numpy()
    first, after = (np.searchsorted(peers, value, side) for side in ("left", "right"))
    # Those with the same score hold the places from `first` to `after`: one quarter must hold them all.
    together = (after - first <= 1) | (first * 4 // len(peers) == (after * 4 - 1) // len(peers))
    told = (lowest == highest) & together
    return [int(one) if sure else None for one, sure in zip(quarter, told, strict=True)]


def _quarter(values: NDArray[np.float64], peers: NDArray[np.float64]) -> NDArray[np.int64]:
    middle = (np.searchsorted(peers, values, "left") + np.searchsorted(peers, values, "right")) / 2
    return np.clip((middle / len(peers) * 4).astype(np.int64), 0, 3) + 1
