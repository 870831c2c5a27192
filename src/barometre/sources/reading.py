"""Read the file of a register as a table of texts, with the columns of its contract alone; unpacked within bounds."""

import csv
import gzip
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

import polars as pl

from barometre.errors import BarometreError
from barometre.sources.register import Csv, Json, Register

# Where a row is in the file (the line at which it starts in a text table, the place in a list), and why it cannot be
# read.
ROW, FAULT = "row", "fault"
_STEP = 1 << 20
# Bytes beyond which a text table is not held in memory.
LARGE = 200_000_000
_PAGE = (b"<!doctype", b"<html", b"<?xml", b"<head")


def read(register: Register, path: Path) -> pl.DataFrame:
    """Read a file; the columns that its contract does not name are not kept, those that are optional may be empty.

    Returns:
        `row`, `fault` (null when the row could be read), then the columns of the contract, all texts (null when empty),
        sentinel rows left out.

    Raises:
        BarometreError: the file is not there, is a web page, is not of that form, lacks a column, or is larger, once
            unpacked, than the register allows; names the file and what is wrong.
    """
    try:
        with _unpacked(register, path) as plain:
            _refuse_page(plain, path)
            return (
                _read_csv(register, plain, path)
                if isinstance(register.form, Csv)
                else _read_json(register, plain, path)
            )
    except OSError as error:
        raise BarometreError(f"{path}: cannot be read ({error.strerror or error})") from None


def _texts(register: Register, found: pl.LazyFrame, path: Path) -> pl.DataFrame:
    """Collect the columns of the contract, cleaned; rows that are not kept are never in memory together.

    `found` has the columns `row` and `fault` too.

    Raises:
        BarometreError: a column is missing.
    """
    names = found.collect_schema().names()
    missing = [one.name for one in register.columns if not one.optional and one.name not in names]
    if missing:
        there = ", ".join([name for name in names if name not in (ROW, FAULT)][:12])
        raise BarometreError(f"{path}: column {missing[0]} is missing (columns found: {there})")
    absent = [pl.lit(None, pl.String).alias(name) for name in register.column_names if name not in names]
    cells = [(pl.col(one.name).str.strip_chars(), ["", *one.empty]) for one in register.columns]
    filled = [pl.when(~cell.is_in(empty)).then(cell).name.keep() for cell, empty in cells]
    texts = found.with_columns(absent).select(ROW, FAULT, *filled)
    kept = texts if register.rows is None else texts.filter(pl.col(FAULT).is_not_null() | register.rows)
    return kept.collect(engine="streaming").sort(ROW)


@contextmanager
def _unpacked(register: Register, path: Path) -> Iterator[Path]:
    """Give the file itself, or what a gzip or a zip of one file holds, in a temporary folder."""
    with path.open("rb") as file:
        start = file.read(4)
    if start[:2] != b"\x1f\x8b" and start != b"PK\x03\x04":
        if path.stat().st_size > register.maximum_bytes:
            raise BarometreError(f"{path}: larger than {register.maximum_bytes:,} bytes")
        yield path
        return
    with TemporaryDirectory() as folder:
        plain = Path(folder) / "plain"
        try:
            with _opened(path, start) as packed, plain.open("wb") as out:
                _copy(packed, out, register.maximum_bytes, path)
        except (zipfile.BadZipFile, gzip.BadGzipFile, EOFError, ValueError) as error:
            raise BarometreError(f"{path}: the archive is broken or truncated ({error})") from None
        yield plain


@contextmanager
def _opened(path: Path, start: bytes) -> Iterator[Any]:
    if start[:2] == b"\x1f\x8b":
        with gzip.open(path) as packed:
            yield packed
        return
    with zipfile.ZipFile(path) as archive:
        files = [info for info in archive.infolist() if not info.is_dir()]
        if len(files) != 1:
            raise BarometreError(f"{path}: the archive holds {len(files)} files, give the one to read")
        with archive.open(files[0]) as packed:
            yield packed


def _copy(packed: IO[bytes], out: IO[bytes], most: int, path: Path) -> None:
    written = 0
    while step := packed.read(_STEP):
        written += len(step)
        if written > most:
            raise BarometreError(f"{path}: larger than {most:,} bytes once unpacked")
        out.write(step)


def _refuse_page(plain: Path, path: Path) -> None:
    with plain.open("rb") as file:
        start = file.read(512).lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not start:
        raise BarometreError(f"{path}: the file is empty")
    if start.startswith(_PAGE):
        raise BarometreError(f"{path}: a web page came instead of the file")


def _read_csv(register: Register, plain: Path, path: Path) -> pl.DataFrame:
    """Read a text table: row by row, or by Polars when it is so large that it would not hold in memory."""
    assert isinstance(register.form, Csv)
    encoding = _encoding(register.form, plain, path)
    if plain.stat().st_size > LARGE and encoding.startswith("utf-8"):
        return _scan_csv(register, plain, path)
    separator, wanted = register.form.separator, set(register.column_names)
    try:
        with plain.open(encoding=encoding, newline="") as file:
            reader = csv.reader(file, delimiter=separator, strict=True)
            heading = list(register.form.headings) or [" ".join(name.split()) for name in next(reader)]
            places = [(place, name) for place, name in enumerate(heading) if name in wanted]
            if not places:
                raise _no_column(path, separator, heading)
            rows, line = [], reader.line_num + 1
            for cells in reader:
                if len(cells) == len(heading):
                    rows.append((line, None, *(cells[place] for place, _ in places)))
                elif cells:
                    fault = f"{len(cells)} cells where the heading has {len(heading)}"
                    rows.append((line, fault, *(None for _ in places)))
                line = reader.line_num + 1
    except (csv.Error, StopIteration) as error:
        raise BarometreError(f"{path}: not a table of texts ({error or 'no heading'})") from None
    schema = {ROW: pl.Int64(), FAULT: pl.String()} | {name: pl.String() for _, name in places}
    return _texts(register, pl.LazyFrame(rows, schema=schema, orient="row"), path)


def _scan_csv(register: Register, plain: Path, path: Path) -> pl.DataFrame:
    """Read a large table; Polars does not say at which line a row is too short."""
    assert isinstance(register.form, Csv)
    wanted = set(register.column_names)
    try:
        given = list(register.form.headings) or None
        scan = pl.scan_csv(
            plain, separator=register.form.separator, has_header=not given, new_columns=given, infer_schema=False
        )
        names = {name: " ".join(name.strip("\ufeff").split()) for name in scan.collect_schema().names()}
        kept = [name for name, clean in names.items() if clean in wanted]
        if not kept:
            raise _no_column(path, register.form.separator, list(names.values()))
        found = scan.select(kept).rename({name: names[name] for name in kept}).with_row_index(ROW, offset=2)
        return _texts(
            register, found.with_columns(pl.col(ROW).cast(pl.Int64), pl.lit(None, pl.String).alias(FAULT)), path
        )
    except pl.exceptions.PolarsError as error:
        raise BarometreError(f"{path}: not a table of the register ({str(error).splitlines()[0]})") from None


def _no_column(path: Path, separator: str, heading: list[str]) -> BarometreError:
    found = ", ".join(heading[:12])
    return BarometreError(f"{path}: no column of the register, separated by {separator!r} (found: {found})")


def _encoding(form: Csv, plain: Path, path: Path) -> str:
    """Return the first encoding in which the whole file can be read.

    Raises:
        BarometreError: it is written in none of them.
    """
    for encoding in form.encodings:
        try:
            with plain.open(encoding=encoding) as text:
                while text.read(_STEP):
                    pass
        except UnicodeDecodeError:
            continue
        return encoding
    raise BarometreError(f"{path}: not written in {' nor '.join(form.encodings)}")


def _read_json(register: Register, plain: Path, path: Path) -> pl.DataFrame:
    assert isinstance(register.form, Json)
    try:
        found = json.loads(plain.read_bytes())
        for key in register.form.path:
            found = found[key]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise BarometreError(
            f"the file is not the JSON expected ({type(error).__name__}: {str(error)[:120]})"
        ) from None
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found[:1000]):
        raise BarometreError("the file is not a list of objects")
    names = register.column_names
    rows = [
        (place, None, *(_cell(one, name, register.form.inside) for name in names)) for place, one in enumerate(found, 1)
    ]
    known = {key for one in found for key in one}
    schema = {ROW: pl.Int64(), FAULT: pl.String()} | dict.fromkeys(names, pl.String())
    table = pl.DataFrame(rows, schema=schema, orient="row")
    shown = table.lazy().select(ROW, FAULT, *(name for name in names if name.partition(".")[0] in known))
    return _texts(register, shown, path)


def _cell(entry: Any, name: str, inside: tuple[str, ...]) -> str | None:  # noqa: ANN401 (what JSON holds)
    """Return the value of a column, `context.organisation` for a nested one, as text; a list or an object as JSON."""
    value = entry
    for rank, key in enumerate(name.split(".")):
        if rank and isinstance(value, str) and name.partition(".")[0] in inside:
            value = _inner(value)
        if isinstance(value, list) and key.isdigit():
            value = value[int(key)] if int(key) < len(value) else None
        else:
            value = value.get(key) if isinstance(value, dict) else None
        if value is None:
            return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _inner(text: str) -> Any:  # noqa: ANN401 (what JSON holds)
    try:
        return json.loads(text)
    except ValueError:
        return None
