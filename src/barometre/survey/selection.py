"""Who a wave invites: criteria that all restrict, then perhaps a drawn sample. Pure."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import blake2b
from typing import Any, Self

import polars as pl


@dataclass(frozen=True)
class WaveSelection:
    """Who is invited: everybody whom each criterion that is given keeps; `size` of them are drawn when it is given.

    Attributes:
        kinds: commune, epci, departement, region.
        regions: codes.
        departements: codes.
        strates: ids.
        sirens: these alone.
        size: how many are drawn; 0: all of them.
        seed: what they are drawn by: the same seed draws the same ones.
    """

    kinds: Sequence[str] = ()
    regions: Sequence[str] = ()
    departements: Sequence[str] = ()
    strates: Sequence[str] = ()
    sirens: Sequence[str] = ()
    size: int = 0
    seed: str = ""

    @classmethod
    def of(cls, document: dict[str, Any]) -> Self:
        """Return what JSON holds as a selection; an empty one is everybody."""
        return cls(**document)

    def document(self) -> dict[str, Any]:
        """Return what JSON holds: the criteria that are given."""
        return {name: value for name, value in asdict(self).items() if value}


def choose(selection: WaveSelection, bodies: pl.DataFrame) -> pl.DataFrame:
    """Return the collectivités that a selection keeps, sorted by SIREN.

    A sample is drawn by the digest of the seed and of the SIREN: neither the order of the table nor who else is in it
    changes the rank of anybody.

    Args:
        selection: the criteria.
        bodies: the collectivités, with `siren`, `kind`, `region`, `departement`, `strate`.
    """
    criteria = {
        "kind": selection.kinds,
        "region": selection.regions,
        "departement": selection.departements,
        "strate": selection.strates,
        "siren": selection.sirens,
    }
    kept = bodies.filter(*(pl.col(name).is_in(list(values)) for name, values in criteria.items() if values))
    if selection.size:
        drawn = sorted(kept["siren"], key=lambda siren: _rank(selection.seed, siren))[: selection.size]
        kept = kept.filter(pl.col("siren").is_in(drawn))
    return kept.sort("siren")


def _rank(seed: str, siren: str) -> bytes:
    return blake2b(f"{seed} {siren}".encode(), digest_size=16).digest()
