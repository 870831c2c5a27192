"""Targets of a run: a CSV file, checked first, then read by chunks."""

import csv
import hashlib
import random
import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import polars as pl

from barometre.errors import BarometreError
from barometre.observation.criteria.target import Target
from barometre.tables import sha256

# Targets of one unit of work, and so the most that a killed worker of a cluster makes us observe again.
CHUNK = 200
COLUMNS = ("siren", "site", "mail")
_FAULTS_SHOWN = 5
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Targets:
    """Targets in a fixed order. `chosen`: numbers of the lines of a sample."""

    path: Path
    count: int
    identity: str
    chosen: frozenset[int] | None = None

    def chunks(self) -> Iterator[tuple[int, list[Target]]]:
        """Yield number and targets of each chunk; memory does not grow with the file."""
        chunk: list[Target] = []
        number = 0
        for line, target in enumerate(_read_file(self.path)):
            if self.chosen is not None and line not in self.chosen:
                continue
            chunk.append(target)
            if len(chunk) == CHUNK:
                yield number, chunk
                number, chunk = number + 1, []
        if chunk:
            yield number, chunk


def open_targets(path: Path, sample: int | None) -> Targets:
    """Check all the targets before any visit.

    Args:
        path: a CSV file with columns siren, site, mail.
        sample: keep that many, drawn the same way each time.

    Raises:
        BarometreError: the file is absent, empty, or has bad lines; the message names the first ones.
    """
    count, identity = _check_file(path), sha256(path)
    chosen = None
    if sample is not None and sample < count:
        chosen = frozenset(random.Random(identity).sample(range(count), sample))
        identity = hashlib.sha256(f"{identity} {sample}".encode()).hexdigest()
        count = sample
    return Targets(path, count, identity, chosen)


def _read_file(path: Path) -> Iterator[Target]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in _rows(file):
            yield Target(row["siren"].strip(), row["site"] or None, row["mail"] or None)


def _rows(file: TextIO) -> "csv.DictReader[str]":
    """Read the lines of a CSV file, with commas (RFC 4180) or the semicolons of French spreadsheets."""
    head = file.readline()
    file.seek(0)
    return csv.DictReader(file, delimiter=";" if ";" in head and "," not in head else ",")


def _check_file(path: Path) -> int:
    """Check every line and return how many there are."""
    faults: list[str] = []
    sirens = array("I")
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = _rows(file)
            missing = [column for column in COLUMNS if column not in (reader.fieldnames or [])]
            if missing:
                raise BarometreError(f"{path}, line 1: column {missing[0]} is missing; expected siren,site,mail")
            for row in reader:
                fault = _row_fault(row)
                if fault:
                    faults.append(f"line {reader.line_num}: {fault}")
                else:
                    sirens.append(int(row["siren"].strip()))
    except OSError as error:
        raise BarometreError(f"--targets {path}: {error.strerror}; give a CSV file with siren,site,mail") from None
    except UnicodeDecodeError:
        line = path.read_bytes().decode("utf-8", "replace").split("\ufffd", 1)[0].count("\n") + 1
        raise BarometreError(f"--targets {path}, line {line}: not UTF-8; save it as « CSV UTF-8 »") from None
    except csv.Error as error:
        raise BarometreError(f"--targets {path}, line {reader.line_num + 1}: not a line of CSV ({error})") from None
    duplicate = _first_duplicate(sirens)
    if duplicate is not None:
        faults.append(f"siren {duplicate:09d} is given twice")
    if faults:
        more = f"; and {len(faults) - _FAULTS_SHOWN} more" if len(faults) > _FAULTS_SHOWN else ""
        raise BarometreError(f"{path}: {'; '.join(faults[:_FAULTS_SHOWN])}{more}; fix them, nothing was observed")
    if not sirens:
        raise BarometreError(f"{path} has no target; give at least one line siren,site,mail")
    return len(sirens)


def _row_fault(row: dict[str, str | None]) -> str | None:
    siren = (row["siren"] or "").strip()
    if None in row or None in row.values():
        return "not as many values as columns"
    if any(_CONTROL.search(value or "") for value in row.values()):
        return "a control character, which no address has"
    return None if len(siren) == 9 and siren.isascii() and siren.isdigit() else f"{siren!r} is not a SIREN of 9 digits"


def _first_duplicate(sirens: "array[int]") -> int | None:
    series = pl.Series("siren", sirens, dtype=pl.UInt32)
    ordered = series.sort()
    duplicates = ordered.filter(ordered == ordered.shift())
    return int(duplicates[0]) if len(duplicates) else None
