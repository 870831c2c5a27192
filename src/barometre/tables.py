"""Parquet files: written whole or not at all, the same bytes for the same rows, and read with clear errors."""

import hashlib
import os
from io import BytesIO
from pathlib import Path

import polars as pl

from barometre.errors import BarometreError

Schema = dict[str, pl.DataType]

# First characters that make a spreadsheet run a cell (https://owasp.org/www-community/attacks/CSV_Injection).
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
_GUARD = "'"


def harmless_texts() -> pl.Expr:
    """Return the columns of texts, an apostrophe before those that a spreadsheet would run as a formula.

    Those that begin with an apostrophe have one more, so that `original_texts` gives each back as it was.
    """
    text = pl.col(pl.String)
    return pl.when(text.str.slice(0, 1).is_in([*DANGEROUS, _GUARD])).then(_GUARD + text).otherwise(text).name.keep()


def original_texts() -> pl.Expr:
    """Return the columns of texts as they were before `harmless_texts`."""
    return pl.col(pl.String).str.strip_prefix(_GUARD)


def check_schema(frame: pl.DataFrame, schema: Schema, name: str) -> pl.DataFrame:
    """Return `frame` with exactly the columns of `schema`, in its order.

    Raises:
        BarometreError: a column is missing, unknown or of another type; names the table and the columns.
    """
    missing = [column for column in schema if column not in frame.columns]
    unknown = [column for column in frame.columns if column not in schema]
    wrong = [
        f"{column} is {frame.schema[column]}, expected {kind}"
        for column, kind in schema.items()
        if column in frame.columns and frame.schema[column] != kind
    ]
    if missing or unknown or wrong:
        parts = [f"missing {missing}"] * bool(missing) + [f"unknown {unknown}"] * bool(unknown) + wrong
        raise BarometreError(f"Table {name}: {'; '.join(parts)}; expected columns {list(schema)}")
    return frame.select(list(schema))


def read_parquet(path: Path, remedy: str) -> pl.DataFrame:
    """Read one Parquet file.

    Raises:
        BarometreError: the file is absent, truncated or not Parquet; names it and gives `remedy`.
    """
    try:
        return pl.read_parquet(path)
    except FileNotFoundError:
        raise BarometreError(f"{path} does not exist; {remedy}") from None
    except (pl.exceptions.PolarsError, OSError) as error:
        reason = str(error).splitlines()[0]
        raise BarometreError(f"{path} is not a readable Parquet file ({reason}); {remedy}") from None


def write_parquet(frame: pl.DataFrame, path: Path) -> None:
    """Write one Parquet file, whole or not at all (`write_whole`).

    Raises:
        BarometreError: the folder cannot be written, or the disk is full; names the file.
    """
    # In memory first: of a full disk, Polars raises an error of its own that does not say which it is.
    content = BytesIO()
    frame.write_parquet(content, compression="zstd", compression_level=6, statistics=False)
    write_whole(content.getbuffer(), path)


def write_whole(content: bytes | memoryview, path: Path) -> None:
    """Write a file whole or not at all: a reader sees the old file or the new one.

    A link stays a link: the file that it names is written.

    Raises:
        BarometreError: the folder cannot be written, or the disk is full; names the file.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and not path.is_file():
            # /dev/null or a pipe is written into, never replaced by a file; a folder refuses it.
            path.write_bytes(content)
        else:
            replace_file(content, Path(os.path.realpath(path)))
    except OSError as error:
        raise BarometreError(f"Cannot write {path}: {error.strerror}; choose a folder you may write to") from None


def replace_file(content: bytes | memoryview, path: Path) -> None:
    """Write a file under a temporary name beside, then rename it.

    Raises:
        OSError: it cannot be written; nothing is left beside.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
