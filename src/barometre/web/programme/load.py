"""Put the shipped content of the programme in the database, without ever undoing what a person did.

An entry is inserted when it is absent (unless a person deleted it), updated when nobody has changed it since it was
loaded, left alone otherwise. What leaves the content stays in the database.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from auditlog.models import LogEntry
from django.db import connection, transaction
from django.db.models import Model

from barometre.programme import models as content
from barometre.programme.content import load_programme
from barometre.web.programme import models
from barometre.web.programme.audit import said_by

# Name of the lock that keeps two loads apart.
LOCK = "programme content"


@dataclass(frozen=True)
class Loadable:
    """An entry as rows: its columns, its links to other entries (identifiers), its lines."""

    model: type[Model]
    id: str
    columns: dict[str, Any]
    links: dict[str, list[str]] = field(default_factory=dict)
    lines: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def digest(self) -> str:
        """Return the digest of what the content says."""
        return _digest(self.columns, {name: sorted(set(ids)) for name, ids in self.links.items()}, self.lines)

    def digest_of(self, row: Model) -> str:
        """Return the digest of the same things as they are in the database."""
        lines = {
            name: [{column: getattr(line, column) for column in _columns(given)} for line in getattr(row, name).all()]
            for name, given in self.lines.items()
        }
        links = {name: sorted(getattr(row, name).values_list("pk", flat=True)) for name in self.links}
        return _digest({name: getattr(row, name) for name in self.columns}, links, lines)

    def save(self, row: Model) -> None:
        """Write everything to a row."""
        for name, value in self.columns.items():
            setattr(row, name, value)
        row.loaded_hash = self.digest()
        row.save()
        for name, ids in self.links.items():
            getattr(row, name).set(sorted(set(ids)))
        for name, given in self.lines.items():
            manager = getattr(row, name)
            manager.all().delete()
            for position, columns in enumerate(given, 1):
                manager.create(position=position, **columns)


@dataclass
class Loaded:
    """How many entries were inserted, updated, and left because a person had changed or deleted them."""

    inserted: int = 0
    updated: int = 0
    kept: int = 0


def load_content(programme: content.Programme | None = None) -> Loaded:
    """Load the content (default: that of the package), whole or not at all.

    Raises:
        BarometreError: the content is wrong; names file, line and remedy.
    """
    programme, done = programme or load_programme(), Loaded()
    with transaction.atomic(), said_by("contenu livré"):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [LOCK])
        for entry in _entries(programme):
            _load(entry, done)
    return done


def _load(entry: Loadable, done: Loaded) -> None:
    row = entry.model.objects.filter(pk=entry.id).first()
    if row is None:
        if _was_deleted(entry):
            done.kept += 1
            return
        entry.save(entry.model(pk=entry.id))
        done.inserted += 1
    elif row.loaded_hash != entry.digest():
        if entry.digest_of(row) != row.loaded_hash:
            done.kept += 1
            return
        entry.save(row)
        done.updated += 1


def _was_deleted(entry: Loadable) -> bool:
    log = LogEntry.objects.get_for_model(entry.model)
    return log.filter(object_pk=entry.id, action=LogEntry.Action.DELETE).exists()


def _columns(lines: list[dict[str, Any]]) -> list[str]:
    """Return the columns of the lines of an entry; none when it has no line: any line in the database is a person's."""
    return sorted({name for line in lines for name in line})


def _digest(columns: dict[str, Any], links: dict[str, list[str]], lines: dict[str, list[dict[str, Any]]]) -> str:
    """Return a SHA-256; what is empty does not count, so that a column added later changes no digest."""
    filled = {
        **_filled(columns),
        **{name: ids for name, ids in links.items() if ids},
        **{name: [_filled(line) for line in given] for name, given in lines.items() if given},
    }
    return hashlib.sha256(json.dumps(filled, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _filled(columns: dict[str, Any]) -> dict[str, str]:
    return {name: _text(value) for name, value in columns.items() if value not in (None, "", False)}


def _text(value: object) -> str:
    match value:
        case Decimal():
            return f"{value:.2f}"
        case int() | float():
            return f"{float(value):.6f}"
        case date():
            return value.isoformat()
        case _:
            return str(value).replace("\r\n", "\n")  # as browsers send text


def _entries(programme: content.Programme) -> Iterator[Loadable]:
    """Yield every entry, those that others refer to first."""
    makers: list[tuple[dict[str, Any], Callable[[Any], Loadable]]] = [
        (programme.organisations, _organisation),
        (programme.bodies, _body),
        (programme.meetings, _meeting),
        (programme.objectives, _objective),
        (programme.group_projects, _group_project),
        (programme.axes, _axis),
        (programme.calls, _call),
        (programme.counters, _counter),
        (programme.categories, lambda one: Loadable(models.FundCategory, one.id, {"name": one.name})),
    ]
    return (make(entry) for entries, make in makers for entry in entries.values())


def _source(entry: Any) -> dict[str, str]:  # noqa: ANN401  (any entry that has a source)
    return {"source_title": entry.source.title, "source_url": entry.source.url or ""}


def _organisation(one: content.Organisation) -> Loadable:
    columns = {"name": one.name, "kind": one.kind, "represents": one.represents, "joined": one.joined or ""}
    return Loadable(models.Organisation, one.id, columns | {"note": one.note or ""} | _source(one))


def _body(one: content.Body) -> Loadable:
    columns = {"name": one.name, "role": one.role, "chair": one.chair or "", "rhythm": one.rhythm or ""}
    return Loadable(models.Body, one.id, columns | _source(one), {"members": list(one.members)})


def _meeting(one: content.Meeting) -> Loadable:
    decisions = [
        {"text": decision.text, "owner_id": decision.owner, "due": decision.due, "followup": decision.followup or ""}
        for decision in one.decisions
    ]
    columns = {"body_id": one.body, "held_on": one.held_on, "place": one.place or "", "agenda": "\n".join(one.agenda)}
    return Loadable(models.Meeting, one.id, columns | _source(one), lines={"decisions": decisions})


def _objective(one: content.Objective) -> Loadable:
    same = ("title", "why", "priority", "indicator", "population", "population_label", "target", "met_from", "due")
    columns = {name: getattr(one, name) for name in same} | {"doubt": one.doubt or ""} | _source(one)
    if one.baseline:
        start = one.baseline
        columns |= {"baseline_text": start.text, "baseline_share": start.share, "baseline_on": start.on}
    else:
        columns |= {"baseline_text": "", "baseline_share": None, "baseline_on": ""}
    steps = [{"state": step.state, "on": step.on, "note": step.note} for step in one.steps]
    return Loadable(models.Objective, one.id, columns, {"owners": list(one.owner)}, {"steps": steps})


def _group_project(one: content.GroupProject) -> Loadable:
    same = ("number", "title", "period", "objective", "state", "state_note", "open")
    columns = {name: getattr(one, name) for name in same} | _source(one)
    made = [{"title": each.title, "url": each.url or "", "note": each.note or ""} for each in one.deliverables]
    links = {"pilots_state": list(one.pilots_state), "pilots_local": list(one.pilots_local)}
    milestones = [{"on": each.on, "text": each.text} for each in one.milestones]
    return Loadable(models.GroupProject, one.id, columns, links, {"deliverables": made, "milestones": milestones})


def _axis(one: content.Axis) -> Loadable:
    columns = {"title": one.title, "pilot_id": one.pilot, "envelope": one.envelope, "rules": one.rules}
    return Loadable(models.FundAxis, one.id, columns | {"doubt": one.doubt or ""} | _source(one))


def _call(one: content.Call) -> Loadable:
    columns = {"axis_id": one.axis, "title": one.title, "opened": one.opened or "", "closed": one.closed or ""}
    return Loadable(models.FundCall, one.id, columns | _source(one))


def _counter(one: content.Counter) -> Loadable:
    columns = {"axis_id": one.axis, "call_id": one.call, "on": one.on, "measure": one.measure, "value": one.value}
    return Loadable(
        models.FundCounter, one.id, columns | {"at_least": one.at_least, "doubt": one.doubt or ""} | _source(one)
    )
