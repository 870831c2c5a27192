"""Writes of the fund: imports, whole or not at all and one at a time; awards carried over through mergers."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import polars as pl
from auditlog.models import LogEntry
from django.db import connection, transaction

from barometre.errors import BarometreError
from barometre.programme.fund.file import read_file
from barometre.programme.fund.imports import ImportOutcome, prepare_import
from barometre.programme.fund.mapping import load_mapping
from barometre.programme.fund.schema import ACCEPTED
from barometre.territory import history
from barometre.web.programme.audit import said_by
from barometre.web.programme.fund.queries import MAY_BE_EMPTY, stored_awards
from barometre.web.programme.models import Award, EffectStudy, FundCall, FundCategory, FundImport, Project

BATCH = 5000
# Name of the lock that keeps two imports apart (PostgreSQL, advisory locks).
LOCK = "programme fund"
_PROJECT = ("call", "axis", "pilot", "project", "title", "category")


def import_file(
    path: Path, by: str, *, mapping: Path | None = None, dry_run: bool = False, replace: bool = False
) -> ImportOutcome:
    """Import a file of awards. The same file again changes nothing; an import that is killed leaves nothing.

    Args:
        path: CSV, XLSX or ODS file (docs/fund-format.md).
        by: who imports, for the record and the audit log.
        mapping: YAML file that says where the columns are.
        dry_run: work out the outcome, write nothing.
        replace: put the calls of the file in place of what is stored of them.

    Raises:
        BarometreError: the file cannot be read, another import runs, or demonstration and real awards would be mixed.
    """
    file = read_file(path, load_mapping(mapping) if mapping else None)
    with _lock():
        outcome = prepare_import(
            file,
            stored_awards(),
            calls=dict(FundCall.objects.filter(imported=False).values_list("id", "axis")),
            categories=dict(FundCategory.objects.values_list("id", "name")),
            today=date.today(),
            replace=replace,
        )
        if not dry_run and (outcome.added or outcome.replaced_calls):
            with said_by(by):
                _write(outcome, by)
    return outcome


@contextmanager
def _lock() -> Iterator[None]:
    """Open one transaction, one at a time over all processes.

    Raises:
        BarometreError: another import runs.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s))", [LOCK])
            if not cursor.fetchone()[0]:
                raise BarometreError("Another import of the fund is running; wait for it, then run the command again")
        yield


def _write(outcome: ImportOutcome, by: str) -> None:
    """Write one import and its rows, in place of those of the calls that it replaces."""
    Award.objects.filter(project__call__in=outcome.replaced_calls).delete()
    Project.objects.filter(awards=None).delete()
    calls = dict(outcome.awards.select("call", "axis").unique("call", keep="first", maintain_order=True).iter_rows())
    FundCall.objects.bulk_create(
        [FundCall(id=call, axis_id=axis, title=call, imported=True) for call, axis in calls.items()],
        ignore_conflicts=True,
    )
    counts = ("demonstration", "accepted", "added", "removed", "projects", "beneficiaries", "amount", "sha256")
    source = FundImport.objects.create(
        file_name=outcome.file[:300],
        by=by,
        calls=sorted(calls),
        replaced=bool(outcome.replaced_calls),
        rejected=len(outcome.rejected),
        **{name: getattr(outcome, name) for name in counts},
    )
    notes: dict[int, str] = {}
    for row, _, text in outcome.notes:
        notes[row] = f"{notes[row]} {text}" if row in notes else text
    projects = _write_projects(outcome.awards)
    same = [name for name in ACCEPTED if name not in (*_PROJECT, *MAY_BE_EMPTY)]
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
            for line in outcome.awards.iter_rows(named=True)
        ),
        batch_size=BATCH,
    )


def _write_projects(awards: pl.DataFrame) -> dict[tuple[str, str], int]:
    """Write the projects of some awards that are not stored yet; return the number of each by call and reference."""
    projects = awards.select(_PROJECT).unique(("call", "project"), keep="first", maintain_order=True)
    Project.objects.bulk_create(
        (
            Project(call_id=call, ref=ref, axis_id=axis, pilot=pilot, title=title, category=category or "")
            for call, axis, pilot, ref, title, category in projects.iter_rows()
        ),
        batch_size=BATCH,
        ignore_conflicts=True,
    )
    stored = Project.objects.filter(call__in=projects["call"].unique().to_list())
    return {(call, ref): number for call, ref, number in stored.values_list("call_id", "ref", "id")}


def clear(by: str) -> int:
    """Empty the store: awards (return their number), projects, imports, studies, calls that no content describes."""
    with _lock(), said_by(by):
        count = Award.objects.count()
        Award.objects.all().delete()
        Project.objects.all().delete()
        FundImport.objects.all().delete()
        EffectStudy.objects.all().delete()
        FundCall.objects.filter(imported=True, counters=None).delete()
    return count


def follow_mergers() -> int:
    """Carry awards over to the successors of collectivités gone since then; log it on their import, count them."""
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
