"""Population classes, per kind of collectivité: a body is compared with those of its kind and strate."""

import bisect
from dataclasses import dataclass

import polars as pl

from barometre.errors import BarometreError


@dataclass(frozen=True, slots=True)
class Strate:
    """One class: inhabitants from `minimum` (included) to `maximum` (excluded; None: no upper bound)."""

    id: str
    label: str
    minimum: int
    maximum: int | None


_BOUNDS: dict[str, list[int]] = {
    "commune": [0, 500, 1_000, 2_000, 3_500, 5_000, 10_000, 20_000, 50_000, 100_000],
    "epci": [0, 15_000, 30_000, 50_000, 100_000, 300_000],
    "departement": [0, 250_000, 500_000, 1_000_000],
    "region": [0],
}


def _strates(kind: str) -> list[Strate]:
    bounds = _BOUNDS[kind]
    return [_strate(kind, low, high) for low, high in zip(bounds, [*bounds[1:], None], strict=True)]


def _strate(kind: str, low: int, high: int | None) -> Strate:
    if high is None:
        if low == 0:
            return Strate(f"{kind}-toutes", "toutes les régions", low, high)
        return Strate(f"{kind}-{low}-plus", f"{_french(low)} habitants et plus", low, high)
    label = f"moins de {_french(high)} habitants" if low == 0 else f"de {_french(low)} à {_french(high - 1)} habitants"
    return Strate(f"{kind}-{low}-{high - 1}", label, low, high)


def _french(number: int) -> str:
    """Return a number with French thousands: a narrow no-break space."""
    return f"{number:,}".replace(",", "\u202f")


STRATES: dict[str, list[Strate]] = {kind: _strates(kind) for kind in _BOUNDS} | {"ept": _strates("epci")}
"""Kind -> its classes, smallest first; EPT are not measured and share the classes of EPCI."""


def strate_of(kind: str, population: int) -> Strate:
    """Return the class of one body.

    Raises:
        BarometreError: the kind is unknown or the population negative.
    """
    if kind not in STRATES:
        raise BarometreError(f"No strates for kind {kind!r}; kinds are {', '.join(STRATES)}")
    if population < 0:
        raise BarometreError(f"A population cannot be negative: {population}")
    strates = STRATES[kind]
    return strates[bisect.bisect_right([strate.minimum for strate in strates], population) - 1]


def strate_expr(kind: str = "kind", population: str = "population") -> pl.Expr:
    """Return the expression giving the class id (text) from the columns of kind and population (inhabitants)."""
    found: pl.Expr = pl.lit(None, dtype=pl.String)
    for name, strates in STRATES.items():
        for strate in strates:
            in_class = (pl.col(kind) == name) & (pl.col(population) >= strate.minimum)
            found = pl.when(in_class).then(pl.lit(strate.id)).otherwise(found)
    return found


def strate(identifier: str) -> Strate:
    """Return the class with this id.

    Raises:
        BarometreError: there is none.
    """
    for strates in STRATES.values():
        for candidate in strates:
            if candidate.id == identifier:
                return candidate
    raise BarometreError(f"Unknown strate {identifier!r}; strates are listed in docs/territory.md")
