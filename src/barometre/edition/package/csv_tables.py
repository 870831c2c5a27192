"""The tables of a package as compressed CSV, for any program (RFC 4180): UTF-8, commas, decimal points, no clock."""

from io import BytesIO
from pathlib import Path

import polars as pl

from barometre.tables import harmless_texts, write_whole

# Of gzip; the bytes depend on the content, on this and on the version of Polars alone.
_LEVEL = 6
# Between the items of a list (Table Schema, type list).
DELIMITER = ","


def write_csv_table(path: Path, table: pl.DataFrame) -> None:
    """Write one table; a list is its items in one cell, a text that a spreadsheet would run is guarded.

    Raises:
        BarometreError: the folder cannot be written, or the disk is full; names the file.
    """
    content = BytesIO()
    flat(table).write_csv(content, compression="gzip", compression_level=_LEVEL, line_terminator="\r\n")
    write_whole(content.getbuffer(), path)


def flat(table: pl.DataFrame) -> pl.DataFrame:
    """Return a table as its CSV has it: lists joined, texts guarded (`tables.original_texts` gives them back). Pure."""
    of_texts = [name for name, kind in table.schema.items() if kind == pl.List(pl.String)]
    of_numbers = [name for name, kind in table.schema.items() if isinstance(kind, pl.List) and name not in of_texts]
    return (
        table.with_columns(pl.col(of_texts).list.join(DELIMITER))
        .with_columns(harmless_texts())
        .with_columns(pl.col(of_numbers).cast(pl.List(pl.String)).list.join(DELIMITER))
    )
