"""Put the shipped content of the programme in the database, without ever undoing what a person did.

An entry is inserted when it is absent (unless a person deleted it), updated when nobody has changed it since it was
loaded, left alone otherwise. What leaves the content stays in the database.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from auditlog.models import LogEntry
from django.db import connection, transaction
from django.db.models import Model
from pydantic import BaseModel

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
        for model, entries in groupby(_entries(programme), lambda entry: entry.model):
            _load_all(model, {entry.id: entry for entry in entries}, done)
    return done


def _load_all(model: type[Model], entries: dict[str, Loadable], done: Loaded) -> None:
    """Load the entries of a table; nobody changes those that are there meanwhile."""
    rows = model._default_manager.select_for_update(of=("self",)).in_bulk(list(entries))
    absent = entries.keys() - rows.keys()
    deleted = _deleted(model, absent) if absent else set()
    for name, entry in entries.items():
        _load(entry, rows.get(name), done, was_deleted=name in deleted)


def _load(entry: Loadable, row: Model | None, done: Loaded, *, was_deleted: bool) -> None:
    if row is None:
        if was_deleted:
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


def _deleted(model: type[Model], names: Iterable[str]) -> set[str]:
    """Return those of some entries that a person deleted."""
    log = LogEntry.objects.get_for_model(model).filter(object_pk__in=names, action=LogEntry.Action.DELETE)
    return set(log.values_list("object_pk", flat=True))


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


# Kind of entry -> its table, those that others refer to first.
_TABLES: dict[str, type[Model]] = {
    "organisations": models.Organisation,
    "bodies": models.Body,
    "meetings": models.Meeting,
    "objectives": models.Objective,
    "group_projects": models.GroupProject,
    "axes": models.FundAxis,
    "calls": models.FundCall,
    "counters": models.FundCounter,
    "categories": models.FundCategory,
}
# Relation of a table to other entries -> its name in the content; relations to lines have the same name in both.
_LINKS = {"members": "members", "owners": "owner", "pilots_state": "pilots_state", "pilots_local": "pilots_local"}
_LINES = ("decisions", "steps", "deliverables", "milestones")


def _entries(programme: content.Programme) -> Iterator[Loadable]:
    """Yield every entry, those that others refer to first."""
    for kind, model in _TABLES.items():
        for identifier, entry in getattr(programme, kind).items():
            links = {link: list(getattr(entry, name)) for link, name in _LINKS.items() if hasattr(entry, name)}
            lines = {
                name: [_row(model._meta.get_field(name).related_model, line) for line in getattr(entry, name)]
                for name in _LINES
                if hasattr(entry, name)
            }
            yield Loadable(model, identifier, _row(model, entry) | _source_and_baseline(entry), links, lines)


def _row(model: type[Model], entry: BaseModel) -> dict[str, Any]:
    """Return the columns that have the same name in a table and in the content; an absent text is empty."""
    row = {}
    for column in model._meta.concrete_fields:
        if hasattr(entry, column.name) and not column.primary_key:
            value = getattr(entry, column.name)
            value = "\n".join(value) if isinstance(value, tuple) else value
            row[column.attname] = "" if value is None and not column.null else value
    return row


def _source_and_baseline(entry: BaseModel) -> dict[str, Any]:
    """Return the columns of what the content groups under one key."""
    columns: dict[str, Any] = {}
    if source := getattr(entry, "source", None):
        columns |= {"source_title": source.title, "source_url": source.url or ""}
    if hasattr(entry, "baseline"):
        start = entry.baseline
        columns |= {"baseline_text": "", "baseline_share": None, "baseline_on": ""}
        columns |= {f"baseline_{name}": value for name, value in start} if start else {}
    return columns
