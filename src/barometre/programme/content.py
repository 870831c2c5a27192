"""The programme's content: read from `catalogue/data/programme`, checked, and given as one immutable object."""

from collections.abc import Iterator, Mapping
from functools import cache, partial
from itertools import pairwise
from pathlib import Path

from barometre.catalogue import rules
from barometre.catalogue.check import FOLDER
from barometre.catalogue.load import load_catalogue
from barometre.catalogue.reading import Problem
from barometre.catalogue.rules import Content, ContentRule
from barometre.programme.models import ENTRIES, Programme
from barometre.programme.partial_dates import first_day, last_day

# Folder of this content inside a catalogue.
PART = "programme"


@cache
def load_programme(folder: Path | None = None) -> Programme:
    """Read the programme's content from a catalogue (default: the package's).

    Raises:
        BarometreError: bad content; names the first file, line and key, and how many other problems there are.
    """
    catalogue = load_catalogue(folder) if folder else load_catalogue()  # as others ask for it: it is read once
    ids = {"priorities": list(catalogue.priorities), "indicators": list(catalogue.indicators)}
    content, problems = _read(folder or FOLDER, ids)
    rules.refuse(problems)
    return Programme(**{name: {item.entry.id: item.entry for item in entries} for name, entries in content.items()})


def read_programme(folder: Path | None, catalogue: Content) -> tuple[Content, list[Problem]]:
    """Read and check the programme's content of a catalogue, without stopping at the first problem.

    Args:
        folder: the catalogue's folder (None: the package's); another one may have no programme, hence no content.
        catalogue: what `read_content` returns of it: objectives name its priorities and indicators.

    Returns:
        The good entries of each kind, and every problem, by file and line.
    """
    if folder and not (folder / PART).is_dir():
        return {}, []
    return _read(folder or FOLDER, rules.ids_of(catalogue))


def _read(folder: Path, catalogue_ids: Mapping[str, list[str]]) -> tuple[Content, list[Problem]]:
    references = partial(_references, catalogue_ids=catalogue_ids)
    return rules.read_checked(folder, PART, ENTRIES, [references, *_RULES])


# Kind of entry and key that holds ids -> kind of the entries that have these ids.
_FOREIGN_KEYS = {
    ("bodies", "members"): "organisations",
    ("meetings", "body"): "bodies",
    ("objectives", "owner"): "organisations",
    ("objectives", "priority"): "priorities",
    ("objectives", "indicator"): "indicators",
    ("group_projects", "pilots_state"): "organisations",
    ("group_projects", "pilots_local"): "organisations",
    ("axes", "pilot"): "organisations",
    ("calls", "axis"): "axes",
    ("counters", "axis"): "axes",
    ("counters", "call"): "calls",
}


def _references(content: Content, catalogue_ids: Mapping[str, list[str]]) -> Iterator[Problem]:
    ids = {**catalogue_ids, **rules.ids_of(content)}
    yield from rules.known_ids(content, _FOREIGN_KEYS, ids)
    for located in content["meetings"]:
        owners = [decision.owner for decision in located.entry.decisions]
        yield from rules.unknown(located, "decisions", owners, ids["organisations"])


def _sides(content: Content) -> Iterator[Problem]:
    """Ask that pilots for the State be of the State, and local ones associations."""
    kinds = {located.entry.id: located.entry.kind for located in content["organisations"]}
    for key, kind in (("pilots_state", "état"), ("pilots_local", "association")):
        for located in content["group_projects"]:
            for pilot in getattr(located.entry, key):
                if kinds.get(pilot, kind) != kind:
                    message = f"« {pilot} » is of kind « {kinds[pilot]} »"
                    yield located.problem(key, message, "move it to the other side")


def _dates(content: Content) -> Iterator[Problem]:
    for name, key in (("objectives", "steps"), ("group_projects", "milestones")):
        for located in content[name]:
            if late := _out_of_order([item.on for item in getattr(located.entry, key)]):
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
    """Return the first date that is surely before the one written ahead of it."""
    return next((after for before, after in pairwise(dates) if last_day(after) < first_day(before)), None)


def _counters(content: Content) -> Iterator[Problem]:
    axes = {located.entry.id: located.entry.axis for located in content["calls"]}
    for located in content["counters"]:
        counter = located.entry
        if counter.call and axes.get(counter.call, counter.axis) != counter.axis:
            message = f"the call « {counter.call} » is of axis « {axes[counter.call]} »"
            yield located.problem("axis", message, f'write axis: "{axes[counter.call]}"')
        if counter.measure != "amount" and counter.value % 1:
            yield located.problem("value", "is not a whole number of things counted", "correct the value")


_CONDITIONS = partial(rules.conditions, kind="objectives", key="population")
_RULES: list[ContentRule] = [_CONDITIONS, _sides, _dates, _counters]
