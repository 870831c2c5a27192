"""Take the file of a register in: read, checked, matched, turned into facts, kept with what did not match."""

import json
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from barometre.errors import BarometreError
from barometre.facts.store import append_facts, read_facts
from barometre.sources.contract import Checked, Problem, check
from barometre.sources.matching import GIVEN, accounts_of, match
from barometre.sources.reading import ROW, read
from barometre.sources.register import Register
from barometre.tables import sha256
from barometre.territory import reference

# In the folder of a source: what is known of its newest file, and the rows of the one taken in last that are nobody's.
STATE, UNMATCHED = "state.json", "unmatched.csv"
_DAY = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")


@dataclass(frozen=True)
class Intake:
    """What came of a file: numbers of rows, of facts, of collectivités; rows left out with their reason.

    `by_kind` and `by_region` (`commune 53`: those of a kind in a région) count the collectivités that have a fact.
    """

    rows: int
    matched: int
    unmatched: int
    facts: int
    by_kind: dict[str, int]
    by_region: dict[str, int]
    problems: list[Problem] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Return it as the command line prints it."""
        counts = {
            name: getattr(self, name) for name in ("rows", "matched", "unmatched", "facts", "by_kind", "by_region")
        }
        return counts | {"problems": [list(problem) for problem in self.problems]}


def check_file(register: Register, path: Path) -> Checked:
    """Read a file and compare it with the contract of its register.

    Raises:
        BarometreError: it cannot be read as a file of that register.
    """
    return check(register, read(register, path))


def prepare(
    register: Register, path: Path, on: date, accounts: pl.DataFrame | None = None
) -> tuple[Intake, pl.DataFrame, pl.DataFrame]:
    """Turn a file into facts, without keeping anything. No row is lost: matched, unmatched and left out add up.

    Args:
        register: the register of the file.
        path: the file.
        on: day of the file.
        accounts: what other registers said of `register.key.account` (`matching.accounts_of`).

    Returns:
        What came of it, its facts (columns of `facts.schema.FACTS`), and the rows that are nobody's with their `doubt`.

    Raises:
        BarometreError: the file is refused whole; names the source, the column and why.
    """
    read_table = read(register, path)
    checked = check(register, read_table)
    if checked.refused:
        first = checked.problems[0]
        where = f"column {first.column}: " if first.column else ""
        raise BarometreError(f"Source {register.id}: {where}{first.why}; nothing was taken in, the former facts stay")
    keyed = register.keyed(checked.table) if register.keyed else checked.table
    rows = match(keyed, register.key, register.kinds, on, accounts, register.parts)
    matched = rows.filter(pl.col("siren").is_not_null())
    if rows.height > 1 and not matched.height:
        (most, count), *_ = rows["doubt"].value_counts(sort=True).iter_rows()
        why = f"none of {rows.height} rows has a collectivité ({most}: {count})"
        raise BarometreError(f"Source {register.id}: {why}; nothing was taken in, the former facts stay")
    facts = register.facts(matched.drop("doubt"), on)
    spoken = reference.collectivites().join(facts.select("siren").unique(), on="siren", how="semi")
    intake = Intake(
        rows=read_table.height,
        matched=matched.height,
        unmatched=rows.height - matched.height,
        facts=facts.height,
        by_kind=dict(spoken["kind"].value_counts(sort=True).iter_rows()),
        by_region=dict(spoken.group_by(place=pl.format("{} {}", "kind", "region")).len().sort("place").iter_rows()),
        problems=checked.problems,
    )
    return (
        intake,
        facts,
        rows.filter(pl.col("siren").is_null()).drop("siren", "matched_by").rename({GIVEN: "siren"}, strict=False),
    )


def take_in(register: Register, path: Path, on: date, var: Path) -> Intake:
    """Add the facts of a file to the store, and keep beside it what did not match. Whole, or not at all.

    Raises:
        BarometreError: the file is refused, or the folder cannot be written; nothing stored changes then.
    """
    return store(register, path, on, var, prepare(register, path, on, known_accounts(register, var, on)))


def known_accounts(register: Register, var: Path, on: date) -> pl.DataFrame | None:
    """Return whose the accounts are that a register names, as other registers said; None when it names none."""
    account = register.key.account
    return accounts_of(read_facts(var / "facts", on), account[1]) if account else None


def store(
    register: Register, path: Path, on: date, var: Path, prepared: tuple[Intake, pl.DataFrame, pl.DataFrame]
) -> Intake:
    """Keep what `prepare` made of a file; one older than the newest known adds its facts, and is not the copy in use.

    Raises:
        BarometreError: the folder cannot be written.
    """
    intake, facts, unmatched = prepared
    append_facts(var / "facts", register.id, on, facts)
    folder = source_folder(var, register.id)
    unmatched.rename({ROW: "ligne"}).write_csv(folder / UNMATCHED, include_bom=True, separator=";")
    known = read_state(folder)
    if on.isoformat() >= (known.get("date") or ""):
        state = {"date": on.isoformat(), "sha256": sha256(path), "failure": None, **intake.to_json()}
        write_state(folder, known | state)
    return intake


def dated(paths: Sequence[Path], on: date | None) -> list[tuple[Path, date | None]]:
    """Return the files to take in with their day, the oldest first: `on` of a single file, else that in their name.

    A folder stands for the files in it.

    Raises:
        BarometreError: there is none, or the day of one is not known; names it.
    """
    files = [
        file
        for path in paths
        for file in (sorted(one for one in path.iterdir() if one.name[0] != ".") if path.is_dir() else [path])
    ]
    if len(files) == 1:
        return [(files[0], on or _day_in(files[0]))]
    if not files or on:
        wrong = "one day for several files" if files else "no file"
        raise BarometreError(f"{wrong} to take in; give one file with --date, or files with their day in their name")
    days = [(file, _day_in(file)) for file in files]
    unknown = next((file for file, day in days if day is None), None)
    if unknown:
        raise BarometreError(
            f"{unknown}: no day in its name; write it there (YYYY-MM-DD), or give it alone with --date"
        )
    return sorted(days, key=lambda one: str(one[1]))


def _day_in(path: Path) -> date | None:
    """Return the day that the name of a file gives, None when it gives none."""
    found = _DAY.search(path.name)
    with suppress(ValueError):
        return date.fromisoformat(found[0]) if found else None
    return None


def source_folder(var: Path, source: str) -> Path:
    """Return the folder of what is kept of a source beside its facts, made if need be.

    Raises:
        BarometreError: it cannot be made.
    """
    folder = var / "sources" / source
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BarometreError(f"Cannot write in {folder}: {error.strerror}") from None
    return folder


def read_state(folder: Path) -> dict[str, Any]:
    """Return what is known of a source: date, counts, last fetch; empty when nothing was taken in."""
    try:
        return dict(json.loads((folder / STATE).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError) as error:
        raise BarometreError(f"{folder / STATE} cannot be read ({error}); delete it, facts are not in it") from None


def write_state(folder: Path, state: dict[str, Any]) -> None:
    """Write what is known of a source, whole or not at all."""
    aside = folder / f".{STATE}.tmp"
    aside.write_text(json.dumps(state, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    aside.replace(folder / STATE)
