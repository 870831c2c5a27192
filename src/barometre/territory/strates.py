"""Population classes of each kind of collectivité: a collectivité is compared with those of its kind and strate."""

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


# Kind -> its classes, smallest first; EPT are not measured and share the classes of EPCI.
STRATES: dict[str, list[Strate]] = {kind: _strates(kind) for kind in _BOUNDS} | {"ept": _strates("epci")}


def strate_expr(kind: str = "kind", population: str = "population") -> pl.Expr:
    """Return the expression that gives the id of the class, from the columns of kind and population (inhabitants)."""
    identifier: pl.Expr = pl.lit(None, dtype=pl.String)
    for name, strates in STRATES.items():
        for strate in strates:
            in_class = (pl.col(kind) == name) & (pl.col(population) >= strate.minimum)
            identifier = pl.when(in_class).then(pl.lit(strate.id)).otherwise(identifier)
    return identifier


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
