"""Read the file of a register as a table of texts, with the columns of its contract alone; unpacked within bounds."""

import gzip
import json
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

import polars as pl

from barometre.errors import BarometreError
from barometre.sources.register import Csv, Json, Register

# Number of the row in the file: the line of a text table (the first is the heading), the place in a list.
ROW = "row"
_STEP = 1 << 20
_PAGE = (b"<!doctype", b"<html", b"<?xml", b"<head")


def read(register: Register, path: Path) -> pl.DataFrame:
    """Read a file; the columns that its contract does not name are not kept, those that are optional may be empty.

    Returns:
        `row`, then the columns of the contract, all texts (null when empty), sentinel rows left out.

    Raises:
        BarometreError: the file is not there, is a web page, is not of that form, lacks a column, or is larger, once
            unpacked, than the register allows; names the file and what is wrong.
    """
    try:
        with _unpacked(register, path) as plain:
            _refuse_page(plain, path)
            table = _read_csv(register, plain, path) if isinstance(register.form, Csv) else _read_json(register, plain)
    except OSError as error:
        raise BarometreError(f"{path}: cannot be read ({error.strerror or error})") from None
    missing = [one.name for one in register.columns if not one.optional and one.name not in table.columns]
    if missing:
        found = ", ".join(table.columns[:12])
        raise BarometreError(f"{path}: column {missing[0]} is missing (columns found: {found})")
    absent = [pl.lit(None, pl.String).alias(name) for name in register.column_names if name not in table.columns]
    texts = table.with_columns(absent).select(register.column_names).with_columns(pl.all().str.strip_chars())
    texts = texts.with_columns(pl.when(pl.all().str.len_chars() > 0).then(pl.all()))
    headed = isinstance(register.form, Csv) and not register.form.headings
    numbered = texts.with_row_index(ROW, offset=2 if headed else 1)
    return numbered if register.rows is None else numbered.filter(register.rows)


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
    assert isinstance(register.form, Csv)
    source = plain
    for encoding in register.form.encodings:
        if encoding.lower().replace("-sig", "") in ("utf-8", "utf8"):
            if _is_utf8(plain):
                break
            continue
        source = plain.with_name(f"{plain.name}.utf8") if plain != path else Path(f"{path}.utf8")
        try:
            with (
                plain.open(encoding=encoding, newline="") as old,
                source.open("w", encoding="utf-8", newline="") as new,
            ):
                shutil.copyfileobj(old, new)
        except UnicodeDecodeError:
            continue
        break
    else:
        raise BarometreError(f"{path}: not written in {' nor '.join(register.form.encodings)}")
    try:
        wanted = set(register.column_names)
        given = list(register.form.headings) or None
        scan = pl.scan_csv(
            source, separator=register.form.separator, has_header=not given, new_columns=given, infer_schema=False
        )
        names = {name: name.strip().strip("\ufeff") for name in scan.collect_schema().names()}
        kept = [name for name, clean in names.items() if clean in wanted]
        if not kept:
            raise BarometreError(f"{path}: no column of the register (found: {', '.join(list(names.values())[:12])})")
        return scan.select(kept).rename({name: names[name] for name in kept}).collect()
    except pl.exceptions.PolarsError as error:
        raise BarometreError(f"{path}: not a table of the register ({str(error).splitlines()[0]})") from None
    finally:
        if source != plain:
            source.unlink(missing_ok=True)


def _is_utf8(path: Path) -> bool:
    try:
        with path.open(encoding="utf-8") as text:
            while text.read(_STEP):
                pass
    except UnicodeDecodeError:
        return False
    return True


def _read_json(register: Register, plain: Path) -> pl.DataFrame:
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
    rows = [[_cell(one, name, register.form.inside) for name in register.column_names] for one in found]
    known = {key for one in found for key in one}
    names = [name for name in register.column_names if name.partition(".")[0] in known]
    table = pl.DataFrame(rows, schema=dict.fromkeys(register.column_names, pl.String), orient="row")
    return table.select(names)


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
