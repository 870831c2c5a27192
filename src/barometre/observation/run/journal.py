"""Journal of a run: one line of JSON a look, added in one write, so that a kill at any moment loses no line."""

import errno
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from barometre.errors import BarometreError
from barometre.facts.statement import packed, unpacked
from barometre.observation.run.confirm import Look

# (SIREN, group of probes) -> looks, oldest first.
Looks = dict[tuple[str, str], list[Look]]


def to_records(looks: Iterable[Look]) -> list[Any]:
    """Return looks as values that JSON holds; `from_records` reads them back."""
    return [
        [look.siren, look.group, look.at, look.attempt, look.retry, list(map(packed, look.statements))]
        for look in looks
    ]


def from_records(records: Iterable[Any]) -> list[Look]:
    """Return the looks that `to_records` wrote.

    Raises:
        BarometreError, ValueError or TypeError: these are not records of looks.
    """
    return [
        Look(siren, group, at, attempt, retry, tuple(map(unpacked, statements)))
        for siren, group, at, attempt, retry, statements in records
    ]


def write_line(looks: Iterable[Look]) -> bytes:
    """Return one line for the looks at one collectivité at one moment."""
    return json.dumps(to_records(looks), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def read_lines(lines: Iterable[bytes], name: str) -> Looks:
    """Read the looks of the lines of a journal, oldest first; `name` is that of the journal in the error.

    Raises:
        BarometreError: a complete line cannot be read.
    """
    looks: Looks = {}
    for number, line in enumerate(lines, 1):
        try:
            for look in from_records(json.loads(line)):
                looks.setdefault((look.siren, look.group), []).append(look)
        except (BarometreError, ValueError, TypeError) as error:
            raise BarometreError(
                f"{name}, line {number}: not a line of an observation journal ({error}); move the folder elsewhere "
                "and observe again"
            ) from None
    return looks


class Journal:
    """Journal of one chunk of targets, open for adding.

    `cut`: lines that were torn, and are no more: their looks are made again.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.cut = 0

    def __enter__(self) -> "Journal":
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._drop_torn_lines()
        self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._file)

    def _drop_torn_lines(self) -> None:
        """Take out the lines that are not JSON, or have no end: a full disk or a machine that stopped cut them."""
        content = self.path.read_bytes() if self.path.exists() else b""
        *lines, rest = content.split(b"\n")
        whole = [line for line in lines if _is_json(line)]
        self.cut = len(lines) - len(whole) + bool(rest)
        if self.cut:
            temporary = self.path.with_name(f".{self.path.name}.tmp")
            temporary.write_bytes(b"".join(line + b"\n" for line in whole))
            temporary.replace(self.path)

    def lines(self) -> Iterator[bytes]:
        """Return the lines, oldest first."""
        with self.path.open("rb") as file:
            yield from file

    def add(self, line: bytes) -> None:
        """Add one line, whole or not at all.

        Raises:
            OSError: the disk is full.
        """
        size = os.fstat(self._file).st_size
        written = os.write(self._file, line)
        if written != len(line):
            os.ftruncate(self._file, size)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _is_json(line: bytes) -> bool:
    try:
        json.loads(line)
    except ValueError:
        return False
    return True
