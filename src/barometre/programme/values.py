"""Read what an edition says of one indicator, without loading the rest of the edition."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from barometre.edition.files import MANIFEST, read_manifest
from barometre.edition.method import method_of
from barometre.edition.schema import schema_of
from barometre.errors import BarometreError
from barometre.facts.reason_codes import ReasonCode
from barometre.indicators.properties import FROM_FACTS, with_properties

# Columns of an edition's collectivités that objectives read.
COLLECTIVITE_COLUMNS = ("siren", "kind", "name", "powers", "population", "departement", "region", "strate", "measured")
VALUE_COLUMNS = ("siren", "status", "score")
_REMEDY = "build the edition again (barometre build)"


@dataclass(frozen=True)
class EditionValues:
    """One indicator in one edition.

    Attributes:
        date: of the edition.
        collectivites: columns `COLLECTIVITE_COLUMNS`, and the properties told by facts (`indicators.properties`); every
            collectivité has its row.
        indicators: columns `VALUE_COLUMNS`, of that indicator alone; a collectivité without a row was not observed.
        method: how the indicator was computed in that edition; None when that edition did not have it.
    """

    date: date
    collectivites: pl.DataFrame
    indicators: pl.DataFrame
    method: str | None = ""


def read_values(folder: Path, indicator: str, collectivites: pl.DataFrame | None = None) -> EditionValues:
    """Read one indicator of an edition, and its collectivités when they are not given (`read_collectivites`).

    Raises:
        BarometreError: `folder` is not a whole edition.
    """
    day = date.fromisoformat(read_manifest(folder)["date"])
    method = _method(folder / "catalogue.json", indicator)
    if collectivites is None:
        collectivites = read_collectivites(folder)
    values = _scan(folder, "indicators", (*VALUE_COLUMNS, "reason_code"), pl.col("indicator") == indicator)
    return EditionValues(day, collectivites, counted(values), method)


def read_collectivites(folder: Path) -> pl.DataFrame:
    """Read the collectivités of an edition, with all that conditions may ask of them.

    Raises:
        BarometreError: `folder` is not a whole edition.
    """
    told = pl.col("retained") & pl.col("fact").is_in(list(FROM_FACTS.values()))
    facts = _scan(folder, "facts", ("siren", "fact", "number"), told)
    return with_properties(_scan(folder, "collectivites", COLLECTIVITE_COLUMNS, pl.lit(True)), facts)


def counted(values: pl.DataFrame) -> pl.DataFrame:
    """Return the values of an indicator as objectives count them.

    Args:
        values: columns siren, status, score, reason_code.

    Returns:
        Columns `VALUE_COLUMNS`.
    """
    lacking = _lacks(pl.col("status"), pl.col("reason_code")).fill_null(False)
    return values.select(
        "siren",
        status=pl.when(lacking).then(pl.lit("not-looked")).otherwise("status"),
        score="score",
    )


def counted_of(indicator: Mapping[str, Any]) -> tuple[str | None, float | None]:
    """Return the same, status and score, for one collectivité, from its indicator as published (empty: not seen)."""
    if _lacks(indicator.get("status"), indicator.get("reason_code")):
        return "not-looked", None
    return indicator.get("status"), indicator.get("score")


def _lacks(status: Any, code: Any) -> Any:  # noqa: ANN401 (columns, or the values of one collectivité)
    """Return whether an indicator is « not concerned » for want of what it presupposes.

    An objective counts all those that its text names, so they stay among those concerned. Whether they have it is not
    known: a site that the directory does not have may exist, or that of another may offer the service.
    """
    return (status == "not-concerned") & (code == ReasonCode.PREREQUISITE_FACT.value)


def edition_folders(out: Path, until: date | None = None) -> list[Path]:
    """List the folders of the editions in `out`, oldest first, those after `until` left out.

    Raises:
        BarometreError: there is none.
    """
    folders = sorted(path.parent for path in out.glob(f"[0-9]*/{MANIFEST}"))
    if not folders:
        raise BarometreError(f"No edition in {out}; build one with: barometre build")
    kept = [folder for folder in folders if until is None or folder.name <= until.isoformat()]
    if not kept:
        raise BarometreError(f"No edition of {until} or before in {out}; the oldest is of {folders[0].name}")
    return kept


def _method(path: Path, indicator: str) -> str | None:
    try:
        return method_of(json.loads(path.read_text(encoding="utf-8")), indicator)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BarometreError(f"{path} cannot be read ({type(error).__name__}: {error}); {_REMEDY}") from None


def _scan(folder: Path, table: str, columns: tuple[str, ...], where: pl.Expr) -> pl.DataFrame:
    """Read some columns and rows of a table, with the types of its schema."""
    path = folder / f"{table}.parquet"
    types = schema_of(table)
    try:
        scan = pl.scan_parquet(path).filter(where)
        held = scan.collect_schema().names()
        # Editions of the oldest form have no codes of reasons.
        absent = [pl.lit(None).alias(column) for column in columns if column not in held and column == "reason_code"]
        frame = scan.with_columns(absent).select(columns).collect()
        return frame.cast({column: types[column] for column in columns})
    except (pl.exceptions.PolarsError, OSError) as error:
        reason = str(error).splitlines()[0]
        raise BarometreError(f"{path} is not a readable Parquet file ({reason}); {_REMEDY}") from None
