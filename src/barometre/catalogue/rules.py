"""The rules of any content: ids given once, ids that exist, conditions that are understood, French typography.

The catalogue (`check`) and the programme (`programme.content`) add the rules of their own.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from barometre.catalogue.conditions import parse
from barometre.catalogue.reading import KeyPath, Located, Problem, read_entries, suggestion
from barometre.catalogue.typography import NUMERO, THOUSANDS
from barometre.errors import BarometreError

# Kind of entry (the name of its file, or of its folder of files) -> the entries.
Content = dict[str, list[Located[Any]]]
ContentRule = Callable[[Content], Iterable[Problem]]


def read_checked(
    catalogue: Path, folder: str, models: Mapping[str, type[BaseModel]], own_rules: Iterable[ContentRule]
) -> tuple[Content, list[Problem]]:
    """Read and check the files of one folder of a catalogue, without stopping at the first problem.

    Args:
        catalogue: folder of the catalogue; problems name files from there.
        folder: name of the folder inside it; empty: the catalogue itself.
        models: name of a file or of a folder of files -> what each entry is.
        own_rules: beside the rules of any content.

    Returns:
        The good entries of each kind, and every problem, by file and line.
    """
    content: Content = {}
    problems: list[Problem] = []
    for name, model in models.items():
        content[name] = []
        path = catalogue / folder / name
        for file in sorted(path.glob("*.yaml")) if path.is_dir() else [path.with_suffix(".yaml")]:
            entries, bad = read_entries(file, str(file.relative_to(catalogue)), model)
            content[name] += entries
            problems += bad
    for rule in (unique_ids, *own_rules, typography):
        problems += rule(content)
    return content, sorted(problems)


def refuse(problems: list[Problem]) -> None:
    """Stop when content has problems; warnings are none.

    Raises:
        BarometreError: there are some; names the file, line and key of the first, and how many others there are.
    """
    if problems := [problem for problem in problems if not problem.warning]:
        more = f" (and {len(problems) - 1} more: run barometre catalogue check)" if len(problems) > 1 else ""
        raise BarometreError(f"{problems[0]}{more}")


def ids_of(content: Content) -> dict[str, list[str]]:
    """Return the ids, domains or numbers of the entries of each kind."""
    return {name: [located.identity[1] for located in entries] for name, entries in content.items()}


def unique_ids(content: Content) -> Iterator[Problem]:
    """Refuse an id that another entry of the same kind has."""
    for entries in content.values():
        firsts: dict[object, Located[Any]] = {}
        for located in entries:
            key, value = located.identity
            first = firsts.setdefault(value, located)
            if first is not located:
                message = f"« {value} » is already at {first.file}, line {first.lines[()]}"
                yield located.problem(key, message, "give it another one, or delete one")


def known_ids(
    content: Content, foreign_keys: Mapping[tuple[str, str], str], ids: Mapping[str, list[str]]
) -> Iterator[Problem]:
    """Refuse the id of an entry that does not exist, by the `ids` of each kind.

    `foreign_keys`: kind of entry and key that holds ids -> kind of the entries that have these ids.
    """
    for (kind, key), target in foreign_keys.items():
        for located in content[kind]:
            value = getattr(located.entry, key)
            yield from unknown(located, key, value if isinstance(value, tuple) else (value,), ids[target])


def unknown(
    located: Located[Any], key: KeyPath | str, values: Iterable[str | None], allowed: list[str]
) -> Iterator[Problem]:
    """Refuse each value that is not allowed; None says that there is none."""
    for value in values:
        if value is not None and value not in allowed:
            yield located.problem(key, f"« {value} » is unknown", suggestion(value, allowed))


def conditions(content: Content, kind: str, key: str) -> Iterator[Problem]:
    """Refuse the conditions that are not understood, in a key of the entries of one kind."""
    for located in content[kind]:
        try:
            parse(getattr(located.entry, key))
        except BarometreError as error:
            message, _, remedy = str(error).partition("; ")
            yield located.problem(key, message, remedy)


# Fault of French typography, what it is, what to write. Each begins with the sign itself, which is looked for at once
# in a long text; what stands before it is looked at then.
TYPOGRAPHY: list[tuple[re.Pattern[str], str, str]] = [
    (re.compile(r"'(?<=\w')(?=\w)"), "straight apostrophe", "write ’"),
    (re.compile(r"[;?!](?<![\u00a0\u202f].)(?!\w)"), "no non-breaking space before ; ? or !", "write it (U+202F)"),
    (re.compile(r":(?<![\u00a0\u202f\d]:)(?=\s|$)"), "no non-breaking space before « : »", "write it (U+00A0)"),
    (re.compile(r"[%€](?<=\d .)"), "ordinary space before % or €", "write a non-breaking one (U+202F or U+00A0)"),
    (NUMERO, "ordinary space after « n° » or « art. »", "write a non-breaking one (U+00A0)"),
    (THOUSANDS, "ordinary space between thousands", "write a non-breaking one (U+202F)"),
    (
        re.compile(r"[«»](?:(?<=«)(?![\u00a0\u202f])|(?<=»)(?<![\u00a0\u202f].))"),
        "no non-breaking space inside « »",
        "write it (U+00A0)",
    ),
    (re.compile(r"\.\.\."), "three dots", "write …"),
    (re.compile(r"\A\s*\Z"), "no text", "write it"),
    (re.compile(r"[\x00-\x1f\x7f]"), "control character", "delete it"),
]
# Keys whose text is not prose: codes, addresses, dates, conditions, and how signs are recognised.
_NOT_PROSE = re.compile(
    "id|url|domain|kind|state|status|measure|period|on|day|joined|opened|closed|population|concerns|hosts|selectors"
    "|generator|headers|cookies|title_start|body|theme|themes|references|obligations|indicators|indicator|facts|fact"
    "|actions|tools|signs|only_if|record|read|starts|ends|checked_on|territories|frames|family|code|phone"
)


def typography(content: Content) -> Iterator[Problem]:
    """Refuse faults of French typography in every text that people read."""
    for entries in content.values():
        for located in entries:
            yield from typography_of(located)


def typography_of(located: Located[Any]) -> Iterator[Problem]:
    """Refuse faults of French typography in the texts of one entry."""
    for path, text in _texts(located.entry):
        for pattern, message, remedy in TYPOGRAPHY:
            if match := pattern.search(text):
                around = text[max(0, match.start() - 12) : match.end() + 12]
                yield located.problem(path, f"{message} in « {around} »", remedy)


def _texts(entry: BaseModel, above: KeyPath = ()) -> Iterator[tuple[KeyPath, str]]:
    """Return each prose text of an entry, with its path."""
    for key in _prose(type(entry)):
        value = getattr(entry, key)
        for index, item in enumerate(value if isinstance(value, tuple) else (value,)):
            path = (*above, key, index) if isinstance(value, tuple) else (*above, key)
            if isinstance(item, BaseModel):
                yield from _texts(item, path)
            elif isinstance(item, str):
                yield path, item


@cache
def _prose(model: type[BaseModel]) -> list[str]:
    """Return the keys of a kind of entry whose text is prose."""
    return [key for key in model.model_fields if not _NOT_PROSE.fullmatch(key)]
