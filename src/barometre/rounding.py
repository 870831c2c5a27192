"""The one rule by which every figure that is shown or given is rounded: on pages, paper, files, charts and the API.

Halves go away from zero, as readers do it. A share that is not 0 is never rounded to 0, nor one that is not all to
all. Of a number, twelve significant digits count: two computations of the same figure do not differ by more.
"""

from decimal import ROUND_HALF_UP, Decimal

import polars as pl

# Figures of a number that count: beyond, sums in another order differ.
_DIGITS = 12


def rounded(value: float, decimals: int = 1) -> Decimal:
    """Return a number as it is shown, halves rounded away from zero."""
    return Decimal(f"{value:.{_DIGITS}g}").quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def rounded_share(value: float, decimals: int = 1, whole: int = 100) -> Decimal:
    """Return a share as it is given: rounded, yet nothing for none alone and the whole for all alone.

    Args:
        value: from 0 to `whole`, as computed: 100 times the part over all is 100 for all, and for all alone.
        decimals: how many it has.
        whole: what all is, 100 or 1.
    """
    step = Decimal(1).scaleb(-decimals)
    near = rounded(value, decimals)
    if 0 < value < whole:
        return min(max(near, step), whole - step)
    return near


def rounded_column(column: str | pl.Expr, decimals: int = 1) -> pl.Expr:
    """Return `rounded` of a column of numbers."""
    number = pl.col(column) if isinstance(column, str) else column
    scaled = (number.cast(pl.Float64) * 10.0**decimals).round_sig_figs(_DIGITS)
    # Polars divides by multiplying: the last rounding gives the float that the decimals are read as.
    return (scaled.round(0, mode="half_away_from_zero") / 10.0**decimals).round(decimals)


def rounded_share_column(column: str | pl.Expr, decimals: int = 1, whole: int = 100) -> pl.Expr:
    """Return `rounded_share` of a column of shares."""
    share = pl.col(column) if isinstance(column, str) else column
    step = 10.0**-decimals
    near, most = rounded_column(share, decimals), float(whole - Decimal(1).scaleb(-decimals))
    return pl.when((share > 0) & (share < whole)).then(near.clip(step, most)).otherwise(near)
