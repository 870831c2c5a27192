"""The memory of a run: one line of JSON a look, added in one write, so that a kill at any moment loses none of them."""

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType

from barometre.errors import BarometreError
from barometre.facts.statement import packed, unpacked
from barometre.observation.run.confirm import Look

Looks = dict[tuple[str, str], list[Look]]
"""(SIREN, group of probes) -> looks, oldest first."""


def write_line(looks: Iterable[Look]) -> bytes:
    """One line for the looks made at one collectivité at one moment."""
    entries = [
        [look.siren, look.group, look.at, look.turn, look.retry, [packed(one) for one in look.statements]]
        for look in looks
    ]
    return json.dumps(entries, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def read_lines(lines: Iterable[bytes], name: str) -> Looks:
    """Looks of the lines of a journal.

    Raises:
        BarometreError: a whole line is not one of ours; names it.
    """
    looks: Looks = {}
    for number, line in enumerate(lines, 1):
        try:
            for siren, group, at, turn, retry, statements in json.loads(line):
                look = Look(siren, group, at, turn, retry, tuple(map(unpacked, statements)))
                looks.setdefault((siren, group), []).append(look)
        except (BarometreError, ValueError, TypeError, KeyError) as error:
            raise BarometreError(
                f"{name}, line {number}: not a line of an observation journal ({error}); move the folder elsewhere "
                "and observe again"
            ) from None
    return looks


class Journal:
    """The journal of one chunk of targets, open for adding."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> "Journal":
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
        self._drop_torn_line()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._file)

    def _drop_torn_line(self) -> None:
        """A machine that stopped in the middle of a write leaves a last line without its end: the look is not made."""
        content = self.path.read_bytes()
        if content and not content.endswith(b"\n"):
            os.ftruncate(self._file, content.rfind(b"\n") + 1)

    def lines(self) -> Iterator[bytes]:
        """The lines, oldest first."""
        with self.path.open("rb") as file:
            yield from file

    def add(self, line: bytes) -> None:
        """Add one line, whole, in one write."""
        written = os.write(self._file, line)
        if written != len(line):
            raise BarometreError(f"{self.path}: the disk is full; free some room and run the same command again")
