"""The reference tables inside the package: their schemas, their counts, and how they are read."""

from functools import lru_cache
from pathlib import Path

import polars as pl

from barometre.errors import BarometreError
from barometre.tables import Schema, check_schema, read_parquet

DATA = Path(__file__).parent / "data"
REMEDY = "reinstall the package or run `barometre territory rebuild`"

_text = pl.String()
_texts = pl.List(pl.String())
_CONTOUR: Schema = {"code": _text, "wkb": pl.Binary()}

SCHEMAS: dict[str, Schema] = {
    "collectivites": {
        "siren": _text, "kind": _text, "nature": _text, "powers": _texts, "covers": _texts, "code": _text,
        "name": _text, "slug": _text, "population": pl.Int64(), "epci": _text, "ept": _text, "departement": _text,
        "departements": _texts, "region": _text, "regions": _texts, "strate": _text, "postal_codes": _texts,
        "lon": pl.Float64(), "lat": pl.Float64(), "measured": pl.Boolean(), "directory": pl.Boolean(),
        "site": _text, "email": _text, "telephone": _text,
    },
    "departements": {"code": _text, "name": _text, "region": _text, "siren": _text, "chef_lieu": _text},
    "regions": {"code": _text, "name": _text, "siren": _text, "chef_lieu": _text},
    "outside": {"code": _text, "name": _text, "territory": _text, "territory_name": _text},
    "validity": {
        "code": _text, "siren": _text, "name": _text, "epci": _text, "valid_from": pl.Date(), "valid_to": pl.Date(),
    },
    "events": {
        "date": pl.Date(), "kind": _text, "code_before": _text, "code_after": _text, "siren_before": _text,
        "siren_after": _text, "name_before": _text, "name_after": _text, "epci_before": _text, "epci_after": _text,
    },
    "former_codes": {"code": _text, "name": _text, "kind": _text, "today": _text},
    "successors": {"old_siren": _text, "siren": _text},
    "contours_commune": _CONTOUR,
    "contours_epci": _CONTOUR,
    "contours_departement": _CONTOUR,
    "contours_region": _CONTOUR,
}  # fmt: skip

COUNTS: dict[str, int] = {
    "collectivites": 36_251,
    "departements": 101,
    "regions": 18,
    "outside": 94,
    "contours_commune": 34_875,
    "contours_epci": 1_253,
    "contours_departement": 101,
    "contours_region": 18,
}
"""Rows that each table must have, on 1 January 2026."""

KIND_COUNTS: dict[str, int] = {"commune": 34_875, "departement": 95, "epci": 1_253, "ept": 11, "region": 17}
"""Bodies of each kind on 1 January 2026: 36,240 measured, and the 11 EPT."""


def check(name: str, frame: pl.DataFrame, where: str) -> pl.DataFrame:
    """Return a reference table once its columns and counts are those expected.

    Raises:
        BarometreError: they are not; names the table, `where` it comes from and what to do.
    """
    try:
        checked = check_schema(frame, SCHEMAS[name], name)
    except BarometreError as error:
        raise BarometreError(f"{where}: {error}; {REMEDY}") from None
    if name in COUNTS and frame.height != COUNTS[name]:
        raise BarometreError(f"{where} has {frame.height} rows instead of {COUNTS[name]}; {REMEDY}")
    if name == "collectivites":
        found = dict(frame.group_by("kind").len().sort("kind").iter_rows())
        if found != KIND_COUNTS:
            raise BarometreError(f"{where} counts {found} instead of {KIND_COUNTS}; {REMEDY}")
    return checked


@lru_cache(maxsize=32)
def table(name: str, folder: Path = DATA) -> pl.DataFrame:
    """Read one reference table, once per process.

    Raises:
        BarometreError: the file is missing, truncated or not the expected one; names it and says what to do.
    """
    path = folder / f"{name}.parquet"
    return check(name, read_parquet(path, REMEDY), str(path))
