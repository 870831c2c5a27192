"""The programme's content: read from YAML, checked, and given as one immutable object.

Each problem names file, line, key and remedy, as for the rest of the catalogue.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel

from barometre.catalogue.check import FOLDER, TYPOGRAPHY, Content, read_content
from barometre.catalogue.conditions import parse
from barometre.catalogue.load import load_catalogue
from barometre.catalogue.reading import Located, Problem, read_entries, suggestion
from barometre.errors import BarometreError
from barometre.programme.models import ENTRIES, Programme
from barometre.programme.partial_dates import first_day, last_day

PART = "programme"
"""Folder of this content inside a catalogue."""


class Steered(NamedTuple):
    """What objectives may speak of."""

    priorities: list[str]
    indicators: list[str]


def check_programme(folder: Path | None = None) -> list[Problem]:
    """Every problem of the programme's content in a catalogue (default: the package's), by file and line.

    A catalogue of one's own may have no programme: nothing is then to be checked.

    Raises:
        BarometreError: the folder does not exist.
    """
    catalogue = folder or FOLDER
    if not has_programme(folder):
        return []
    content, _ = read_content(catalogue)
    steered = Steered(*([located.entry.id for located in content[name]] for name in Steered._fields))
    return _read(catalogue, steered)[1]


def has_programme(folder: Path | None = None) -> bool:
    """True when a catalogue holds the content of a programme; the package's always must."""
    return folder is None or (folder / PART).is_dir()


@cache
def load_programme(folder: Path | None = None) -> Programme:
    """Read the programme's content from a catalogue (default: the package's).

    Raises:
        BarometreError: bad content; names the first file, line and key, and how many other problems there are.
    """
    catalogue = load_catalogue(folder)
    steered = Steered(list(catalogue.priorities), list(catalogue.indicators))
    content, problems = _read(folder or FOLDER, steered)
    if problems:
        more = f" (and {len(problems) - 1} more: run barometre catalogue check)" if len(problems) > 1 else ""
        raise BarometreError(f"{problems[0]}{more}")
    return Programme(**{name: {one.entry.id: one.entry for one in entries} for name, entries in content.items()})


def _read(catalogue: Path, steered: Steered) -> tuple[Content, list[Problem]]:
    content: Content = {}
    problems: list[Problem] = []
    for name, model in ENTRIES.items():
        content[name], bad = read_entries(catalogue / PART / f"{name}.yaml", f"{PART}/{name}.yaml", model)
        problems += bad
    for rule in _RULES:
        problems += rule(content, steered)
    return content, sorted(problems, key=lambda problem: (problem.file, problem.line, problem.key))


def _unique_ids(content: Content, _: Steered) -> Iterator[Problem]:
    for entries in content.values():
        seen: dict[str, Located[Any]] = {}
        for located in entries:
            first = seen.setdefault(located.entry.id, located)
            if first is not located:
                message = f"« {located.entry.id} » is already at {first.file}, line {first.line(())}"
                yield located.problem("id", message, "give it another one, or delete one")


_REFERENCES: list[tuple[str, str, str]] = [
    ("bodies", "members", "organisations"),
    ("meetings", "body", "bodies"),
    ("objectives", "owner", "organisations"),
    ("group_projects", "pilots_state", "organisations"),
    ("group_projects", "pilots_local", "organisations"),
    ("axes", "pilot", "organisations"),
    ("calls", "axis", "axes"),
    ("counters", "axis", "axes"),
    ("counters", "call", "calls"),
]
"""Kind of entry, key, kind of entry that the key names."""


def _references(content: Content, steered: Steered) -> Iterator[Problem]:
    ids = {name: [located.entry.id for located in entries] for name, entries in content.items()}
    for name, key, target in _REFERENCES:
        for located in content[name]:
            yield from _known(located, key, _many(getattr(located.entry, key)), ids[target])
    for located in content["objectives"]:
        yield from _known(located, "priority", [located.entry.priority], steered.priorities)
        yield from _known(located, "indicator", [located.entry.indicator], steered.indicators)
    for located in content["meetings"]:
        owners = [decision.owner for decision in located.entry.decisions if decision.owner]
        yield from _known(located, "decisions", owners, ids["organisations"])


def _many(value: str | tuple[str, ...] | None) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value or ()


def _known(located: Located[Any], key: str, values: Iterable[str], allowed: list[str]) -> Iterator[Problem]:
    for value in values:
        if value not in allowed:
            yield located.problem(key, f"« {value} » is unknown", suggestion(value, allowed))


def _conditions(content: Content, _: Steered) -> Iterator[Problem]:
    for located in content["objectives"]:
        try:
            parse(located.entry.population)
        except BarometreError as error:
            message, remedy = str(error).split("; ", 1)
            yield located.problem("population", message, remedy)


def _sides(content: Content, _: Steered) -> Iterator[Problem]:
    """State pilots are bodies of the State; local ones are associations."""
    kinds = {located.entry.id: located.entry.kind for located in content["organisations"]}
    for key, kind in (("pilots_state", "état"), ("pilots_local", "association")):
        for located in content["group_projects"]:
            for pilot in getattr(located.entry, key):
                if kinds.get(pilot, kind) != kind:
                    message = f"« {pilot} » is of kind « {kinds[pilot]} »"
                    yield located.problem(key, message, "move it to the other side")


def _dates(content: Content, _: Steered) -> Iterator[Problem]:
    told = [("objectives", "steps"), ("group_projects", "milestones")]
    for name, key in told:
        for located in content[name]:
            if late := _out_of_order([one.on for one in getattr(located.entry, key)]):
                yield located.problem(key, f"{late} comes after a later date", "write the oldest first")
    for located in content["objectives"]:
        baseline = located.entry.baseline
        if baseline and first_day(baseline.on) >= located.entry.due:
            yield located.problem("baseline", "is not before the due date", "correct one of the two dates")
    for located in content["calls"]:
        call = located.entry
        if call.opened and call.closed and _out_of_order([call.opened, call.closed]):
            yield located.problem("closed", f"is before {call.opened}, when it opened", "correct one of the two")


def _out_of_order(dates: list[str]) -> str | None:
    """The first date that is surely before the one written ahead of it."""
    return next((after for before, after in pairwise(dates) if last_day(after) < first_day(before)), None)


def _counters(content: Content, _: Steered) -> Iterator[Problem]:
    axes = {located.entry.id: located.entry.axis for located in content["calls"]}
    for located in content["counters"]:
        entry = located.entry
        if entry.call and axes.get(entry.call, entry.axis) != entry.axis:
            message = f"the call « {entry.call} » is of axis « {axes[entry.call]} »"
            yield located.problem("axis", message, f'write axis: "{axes[entry.call]}"')
        if entry.measure != "amount" and entry.value % 1:
            yield located.problem("value", "is not a whole number of things counted", "correct the value")


_CODES = {"id", "url", "on", "population", "joined", "opened", "closed", "state", "kind", "measure", "period"}
"""Keys whose text is not prose, beside those that name another entry."""


def _typography(content: Content, _: Steered) -> Iterator[Problem]:
    for entries in content.values():
        for located in entries:
            for path, text in _texts(located.entry):
                for pattern, message, remedy in TYPOGRAPHY:
                    if found := pattern.search(text):
                        around = text[max(0, found.start() - 12) : found.end() + 12]
                        key = ".".join(str(part) for part in path)
                        name = f"{located.entry.id}.{key}"
                        yield Problem(located.file, located.line(path), name, f"{message} in « {around} »", remedy)


def _texts(entry: BaseModel, above: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Each prose text of an entry, with the path of its key."""
    for key in type(entry).model_fields:
        value = getattr(entry, key)
        if key in _CODES:
            continue
        for index, one in enumerate(value if isinstance(value, tuple) else (value,)):
            path = (*above, key, index) if isinstance(value, tuple) else (*above, key)
            if isinstance(one, BaseModel):
                yield from _texts(one, path)
            elif isinstance(one, str):
                yield path, one


_RULES: list[Callable[[Content, Steered], Iterator[Problem]]] = [
    _unique_ids, _references, _conditions, _sides, _dates, _counters, _typography,
]  # fmt: skip
