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


def _named(names: str) -> Schema:
    """Return columns of text."""
    return dict.fromkeys(names.split(), _text)


_TERRITORIES: Schema = {"departement": _text, "departements": _texts, "region": _text, "regions": _texts}
_PLACE: Schema = {"lon": pl.Float64(), "lat": pl.Float64()}
_FLAGS: Schema = {"measured": pl.Boolean(), "directory": pl.Boolean()}
_CONTOUR: Schema = {"code": _text, "wkb": pl.Binary()}

SCHEMAS: dict[str, Schema] = {
    "collectivites": {
        **_named("siren kind nature"),
        **{"powers": _texts, "covers": _texts},
        **_named("code name slug"),
        **{"population": pl.Int64()},
        **_named("epci ept"),
        **_TERRITORIES,
        **{"strate": _text, "postal_codes": _texts},
        **_PLACE,
        **_FLAGS,
        **_named("site email telephone"),
    },
    "departements": _named("code name region siren chef_lieu"),
    "regions": _named("code name siren chef_lieu"),
    "outside": _named("code name territory territory_name"),
    "validity": {**_named("code siren name epci"), "valid_from": pl.Date(), "valid_to": pl.Date()},
    "events": {
        "date": pl.Date(),
        **_named("kind code_before code_after siren_before siren_after"),
        **_named("name_before name_after epci_before epci_after"),
    },
    "directories": {
        "day": pl.Date(),
        "siren": _text,
        "directory": pl.Boolean(),
        "site": _text,
        "mail_domain": _text,
        "telephone": pl.Boolean(),
    },
    "former_codes": _named("code name kind today"),
    "successors": _named("old_siren siren"),
    "contours_commune": _CONTOUR,
    "contours_epci": _CONTOUR,
    "contours_departement": _CONTOUR,
    "contours_region": _CONTOUR,
}

# Rows that each table must have, on 1 January 2026.
COUNTS: dict[str, int] = {
    "collectivites": 36_251,
    "departements": 101,
    "regions": 18,
    "outside": 94,
    "directories": 209_699,
    "contours_commune": 34_875,
    "contours_epci": 1_253,
    "contours_departement": 101,
    "contours_region": 18,
}

# Collectivités of each kind on 1 January 2026: 36,240 measured, and the 11 EPT.
KIND_COUNTS: dict[str, int] = {"commune": 34_875, "departement": 95, "epci": 1_253, "ept": 11, "region": 17}


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
        counts = dict(frame.group_by("kind").len().sort("kind").iter_rows())
        if counts != KIND_COUNTS:
            raise BarometreError(f"{where} counts {counts} instead of {KIND_COUNTS}; {REMEDY}")
    return checked


@lru_cache(maxsize=32)
def table(name: str, folder: Path = DATA) -> pl.DataFrame:
    """Read one reference table, once per process.

    Raises:
        BarometreError: the file is missing, truncated or not the expected one; names it and says what to do.
    """
    path = folder / f"{name}.parquet"
    return check(name, read_parquet(path, REMEDY), str(path))
