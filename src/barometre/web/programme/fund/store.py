"""Awards of the fund in the database: taken in from files, whole or not at all, read back as a table."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
from auditlog.models import LogEntry
from django.db import connection, transaction
from django.db.models import Max, QuerySet

from barometre.errors import BarometreError
from barometre.programme.fund.conflicts import Outcome, conflicts
from barometre.programme.fund.mapping import load_mapping
from barometre.programme.fund.parse import parse
from barometre.programme.fund.reading import Table, read_table
from barometre.programme.fund.report import report
from barometre.programme.fund.schema import ACCEPTED, Note, Parsed, Rejection, is_demonstration
from barometre.tables import sha256
from barometre.territory import history, reference
from barometre.web.programme.audit import said_by
from barometre.web.programme.models import Award, EffectStudy, FundCall, FundCategory, FundImport, Project

BATCH = 5000
LOCK = "programme fund"
"""Name of the lock that keeps two imports apart (PostgreSQL, advisory locks)."""
_PROJECT = ("call", "axis", "pilot", "project", "title", "category")
_STORED = {
    "row": "row",
    "call": "project__call_id",
    "axis": "project__axis_id",
    "pilot": "project__pilot",
    "project": "project__ref",
    "title": "project__title",
    "category": "project__category",
    "outside": "outside",
    "file": "source_import__file_name",
}
"""Column of `schema.ACCEPTED`, and `file` -> where it is in the database, when it has not the same name there."""
_MAY_BE_EMPTY = ("category", "outside", "result")
"""Texts that are empty in the database and null in tables."""


@dataclass(frozen=True)
class Imported:
    """What an import did, or would do (`dry_run`). Counts are those of the accepted lines, as in the report."""

    file: str
    dry_run: bool
    demonstration: bool
    accepted: int
    added: int
    removed: int
    projects: int
    beneficiaries: int
    amount: Decimal
    rejected: list[Rejection]
    notes: list[Note]

    def to_json(self) -> dict[str, Any]:
        """The import as JSON values; amounts are numbers of euros."""
        plain = {name: value for name, value in vars(self).items() if name not in ("rejected", "notes")}
        return plain | {
            "amount": float(self.amount),
            "rejected": [one._asdict() for one in self.rejected],
            "notes": [one._asdict() for one in self.notes],
        }


def import_file(
    path: Path, by: str, *, mapping: Path | None = None, dry_run: bool = False, replace: bool = False
) -> Imported:
    """Take a file of awards in. The same file again changes nothing; a killed import leaves nothing.

    Args:
        path: CSV, XLSX or ODS file (docs/fund-format.md).
        by: who imports, for the record and the audit log.
        mapping: YAML file that says where the columns are.
        dry_run: judge and count only.
        replace: put the calls of the file in place of what is stored of them.

    Raises:
        BarometreError: the file cannot be read, another import runs, or demonstration and real awards would mix.
    """
    table = read_table(path, load_mapping(mapping) if mapping else None)
    digest = sha256(path)
    with _alone():
        parsed = _judged(table)
        _refuse_mixture(parsed.accepted)
        stored = stored_awards()
        calls = parsed.accepted["call"].unique().to_list()
        kept = stored.filter(~pl.col("call").is_in(calls)) if replace else stored
        outcome = conflicts(kept, parsed.accepted)
        replaced = replace and not _same(stored.filter(pl.col("call").is_in(calls)), outcome)
        if replace and not replaced:  # the very same lines: nothing to do
            outcome = Outcome(outcome.added.clear(), outcome.added, outcome.rejected)
        rows = Award.objects.filter(project__call__in=calls) if replaced else Award.objects.none()
        done = _imported(path, dry_run, outcome, parsed, table, rows.count())
        if not dry_run and (done.added or replaced):
            with said_by(by):
                rows.delete()
                Project.objects.filter(awards=None).delete()
                _write(outcome.added, done, digest, by, replaced)
    return done


def _judged(table: Table) -> Parsed:
    """The lines judged, with what the database knows of calls and categories."""
    return parse(
        table.rows,
        reference.collectivites(),
        history.successors(),
        calls=dict(FundCall.objects.filter(imported=False).values_list("id", "axis")),
        categories=dict(FundCategory.objects.values_list("id", "name")),
    )


def _same(stored: pl.DataFrame, outcome: Outcome) -> bool:
    """Are the lines of the file those that are stored, whatever their order?"""
    columns = [name for name in ACCEPTED if name not in ("row", "siren")]
    old, new = (frame.select(columns).sort("call", "project", "siren_announced") for frame in (stored, outcome.added))
    return old.equals(new)


def _imported(path: Path, dry_run: bool, outcome: Outcome, parsed: Parsed, table: Table, removed: int) -> Imported:
    accepted = pl.concat([outcome.added, outcome.unchanged])
    total = report(accepted, reference.collectivites()).total
    return Imported(
        file=path.name,
        dry_run=dry_run,
        demonstration=is_demonstration(accepted),
        accepted=accepted.height,
        added=outcome.added.height,
        removed=removed,
        projects=total.projects,
        beneficiaries=total.beneficiaries,
        amount=total.amount,
        rejected=sorted([*parsed.rejected, *outcome.rejected]),
        notes=sorted([*table.notes, *parsed.notes]),
    )


@contextmanager
def _alone() -> Iterator[None]:
    """One transaction, one import at a time over all processes.

    Raises:
        BarometreError: another import runs.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s))", [LOCK])
            if not cursor.fetchone()[0]:
                raise BarometreError("Another import of the fund is running; wait for it, then run the command again")
        yield


def _refuse_mixture(accepted: pl.DataFrame) -> None:
    """Keep demonstration and real awards apart.

    Raises:
        BarometreError: they are together in the file, or the store holds the other kind.
    """
    if accepted.is_empty():
        return
    kinds = accepted.select(pl.col("call").str.starts_with("demo-"))["call"].unique().to_list()
    if len(kinds) > 1:
        raise BarometreError("The file mixes calls of a demonstration (demo-…) and real ones; give them apart")
    held = demonstration_held()
    if held is not None and held != kinds[0]:
        holds, gives = ("a demonstration", "real awards") if held else ("real awards", "a demonstration")
        raise BarometreError(
            f"The store holds {holds} and the file {gives}; they are never mixed: "
            "empty the store first with: barometre programme fund clear"
        )


def demonstration_held() -> bool | None:
    """Are the awards stored fictitious? None when there is none."""
    return Award.objects.values_list("source_import__demonstration", flat=True).order_by().first()


def last_import() -> datetime | None:
    """When awards were last taken in; None when there is no import."""
    found: datetime | None = FundImport.objects.aggregate(last=Max("at"))["last"]
    return found


def _write(added: pl.DataFrame, done: Imported, digest: str, by: str, replaced: bool) -> None:
    """Write one import and its rows."""
    calls = added.unique("call", keep="first", maintain_order=True)
    FundCall.objects.bulk_create(
        [
            FundCall(id=call, axis_id=axis, title=call, imported=True)
            for call, axis in calls.select("call", "axis").iter_rows()
        ],
        ignore_conflicts=True,
    )
    source = FundImport.objects.create(
        file_name=done.file[:300], sha256=digest, by=by, demonstration=done.demonstration,
        calls=sorted(calls["call"]), replaced=replaced, accepted=done.accepted, rejected=len(done.rejected),
        added=done.added, removed=done.removed, projects=done.projects, beneficiaries=done.beneficiaries,
        amount=done.amount,
    )  # fmt: skip
    notes: dict[int, str] = {}
    for row, _, text in done.notes:
        notes[row] = f"{notes[row]} {text}" if row in notes else text
    projects = _projects(added)
    same = [name for name in ACCEPTED if name not in (*_PROJECT, *_MAY_BE_EMPTY)]
    Award.objects.bulk_create(
        (
            Award(
                project_id=projects[line["call"], line["project"]],
                source_import=source,
                note=notes.get(line["row"], ""),
                outside=line["outside"] or "",
                result=line["result"] or "",
                **{name: line[name] for name in same},
            )
            for line in added.iter_rows(named=True)
        ),
        batch_size=BATCH,
    )


def _projects(added: pl.DataFrame) -> dict[tuple[str, str], int]:
    """The projects of some lines, made when need be: (call, reference) -> their number."""
    wanted = added.select(_PROJECT).unique(("call", "project"), keep="first", maintain_order=True)
    Project.objects.bulk_create(
        (
            Project(call_id=call, ref=ref, axis_id=axis, pilot=pilot, title=title, category=category or "")
            for call, axis, pilot, ref, title, category in wanted.iter_rows()
        ),
        batch_size=BATCH,
        ignore_conflicts=True,
    )
    found = Project.objects.filter(call__in=wanted["call"].unique().to_list())
    return {(call, ref): number for call, ref, number in found.values_list("call_id", "ref", "id")}


def stored_awards(awards: QuerySet[Award] | None = None) -> pl.DataFrame:
    """Awards of the database: columns of `fund.schema.ACCEPTED`, and `file`, the name of the file each came from.

    Args:
        awards: some of them; all when None.
    """
    rows = (Award.objects.all() if awards is None else awards).order_by("project__call", "project__ref", "id")
    names = [*ACCEPTED, "file"]
    found = list(rows.values_list(*(_STORED.get(name, name) for name in names)))
    frame = pl.DataFrame(found, schema={**ACCEPTED, "file": pl.String()}, orient="row")
    return frame.with_columns(pl.col(name).replace("", None) for name in _MAY_BE_EMPTY)


def clear(by: str) -> int:
    """Empty the store: awards, projects, imports, studies of their effect, calls that no content describes.

    Returns the number of awards.
    """
    with _alone(), said_by(by):
        count = Award.objects.count()
        Award.objects.all().delete()
        Project.objects.all().delete()
        FundImport.objects.all().delete()
        EffectStudy.objects.all().delete()
        FundCall.objects.filter(imported=True, counters=None).delete()
    return count


def follow_mergers() -> int:
    """Carry awards over to the successors of collectivités gone since they were stored; returns how many moved.

    The audit log says it of the import that each award came from.
    """
    heirs = dict(history.successors().select("old_siren", "siren").iter_rows())
    gone = Award.objects.filter(siren__in=list(heirs)).select_related("source_import")
    with transaction.atomic(), said_by("fusions"):
        moved = list(gone.select_for_update(of=("self",)))
        for award in moved:
            old, award.siren = award.siren, heirs[award.siren]
            LogEntry.objects.log_create(
                award.source_import,
                force_log=True,
                action=LogEntry.Action.UPDATE,
                changes={"siren": [old, award.siren]},
            )
        Award.objects.bulk_update(moved, ["siren"], batch_size=BATCH)
    return len(moved)
