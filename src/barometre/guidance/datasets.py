"""A file checked against the form of its data set, by Frictionless; faults are told in French, row by row. Pure.

The forms are Table Schemas (https://specs.frictionlessdata.io/table-schema/) in `forms/`, written from the facts of
the Socle commun des données locales (OpenDataFrance), each with its version and its address. Columns may be in any
order; those that the form does not ask for may be left out.
"""

import csv
import difflib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from barometre.guidance.csv_file import SEPARATORS, UnreadableError, read_csv
from barometre.guidance.faults import Fault, fault, shown

FORMS = Path(__file__).with_name("forms")
# Faults told: more would not be read, and their cause is often one.
MOST_FAULTS = 50


@dataclass(frozen=True)
class Form:
    """The form of a data set: a Table Schema, with where it comes from."""

    id: str
    title: str
    version: str
    page: str
    fields: tuple[dict[str, Any], ...]

    @property
    def names(self) -> list[str]:
        """Names of its columns."""
        return [field["name"] for field in self.fields]

    @property
    def required(self) -> list[str]:
        """Names of the columns that must be there and filled."""
        return [field["name"] for field in self.fields if field.get("constraints", {}).get("required")]


@cache
def forms() -> dict[str, Form]:
    """Return the forms by id, in the order of their titles."""
    found = [json.loads(path.read_text("utf-8")) for path in FORMS.glob("*.json")]
    made = [Form(one["name"], one["title"], one["version"], one["homepage"], tuple(one["fields"])) for one in found]
    return {one.id: one for one in sorted(made, key=lambda one: one.title)}


@dataclass(frozen=True)
class Report:
    """What a file is found to be.

    Attributes:
        refused: why it could not be read, in French; nothing else is known then.
        encoding: of its letters.
        separator: between its columns, in words.
        rows: how many it has under its header.
        missing: columns that must be there and are not.
        absent: columns that may be left out, and are.
        unknown: columns that the form does not have, with the name that was perhaps meant.
        faults: the first ones, in the order of the rows.
        more: whether there are others.
    """

    refused: str = ""
    encoding: str = ""
    separator: str = ""
    rows: int = 0
    missing: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    unknown: tuple[tuple[str, str], ...] = ()
    faults: tuple[Fault, ...] = ()
    more: bool = False

    @property
    def valid(self) -> bool:
        """Whether the file has the form."""
        return not (self.refused or self.missing or self.faults or self.unknown)


def check_file(content: bytes, form: Form) -> Report:
    """Return what a file sent by anyone is found to be."""
    try:
        file = read_csv(content, form.names)
    except UnreadableError as refusal:
        return Report(refused=str(refusal))
    missing = tuple(name for name in form.required if name not in file.header)
    optional = [name for name in form.names if name not in form.required]
    found = _faults(file.header, file.rows, form) if set(file.header) & set(form.names) else []
    return Report(
        encoding=file.encoding,
        separator=SEPARATORS[file.separator],
        rows=len(file.rows),
        missing=missing,
        absent=tuple(name for name in optional if name not in file.header),
        unknown=tuple((shown(name), _meant(name, form, file.header)) for name in _odd(file.header, form)),
        faults=tuple(found[:MOST_FAULTS]),
        more=len(found) > MOST_FAULTS,
    )


def _odd(header: list[str], form: Form) -> Iterable[str]:
    """Return the names of the header that the form does not have, or has once only."""
    return dict.fromkeys(name for name in header if name not in form.names or header.count(name) > 1)


def _meant(name: str, form: Form, header: list[str]) -> str:
    """Return the column that a wrong name stands for, perhaps; empty when none is like it."""
    left = {one.casefold(): one for one in form.names if one not in header}
    close = difflib.get_close_matches(name.casefold(), left, 1, cutoff=0.8)
    return left[close[0]] if close else ""


def _frictionless() -> ModuleType:
    """Return Frictionless, which takes a quarter of a second to load.

    Its part for CSV, which it would load later by itself, lifts the bound of the fields of CSV for the whole process:
    the bound is put back.
    """
    bound = csv.field_size_limit()
    import frictionless.formats.csv  # noqa: PLC0415

    csv.field_size_limit(bound)
    return frictionless


def _faults(header: list[str], rows: list[list[str]], form: Form) -> list[Fault]:
    """Return the faults of the cells, one more than are told; the first of two columns of one name is read."""
    frictionless = _frictionless()
    known = {field["name"]: field for field in form.fields}
    places = {name: header.index(name) for name in known if name in header}
    fields = [known[name] for name in places]
    table = [list(places), *([row[place].strip() for place in places.values()] for row in rows)]
    schema = frictionless.Schema.from_descriptor({"fields": fields, "missingValues": [""]})
    # Frictionless stops after so many: those found further on would not be told.
    report = frictionless.Resource(data=table, schema=schema).validate(limit_errors=MOST_FAULTS + 1)
    errors = [error.to_dict() for task in report.tasks for error in task.errors]
    told = [fault(error, known) for error in errors]
    longer = [
        Fault(
            line,
            "",
            "",
            "cette ligne a plus de cases que l’en-tête",
            "Entourez de guillemets les textes qui contiennent le séparateur.",
        )
        for line, row in enumerate(rows, start=2)
        if len(row) > len(header)
    ]
    return sorted(told + longer[: MOST_FAULTS + 1], key=lambda one: one.line)
