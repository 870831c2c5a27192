"""Reading YAML content so that each problem names its file, line and key."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

Entry = TypeVar("Entry", bound=BaseModel)


class Problem(NamedTuple):
    """What is wrong with the content, where, and what to do."""

    file: str
    line: int
    key: str
    message: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}, {self.key}: {self.message}; {self.remedy}"


@dataclass(frozen=True)
class Located(Generic[Entry]):
    """An entry of the content, with the line of each of its keys."""

    entry: Entry
    file: str
    lines: Mapping[tuple[str | int, ...], int] = field(repr=False)

    def problem(self, key: str, message: str, remedy: str) -> Problem:
        """A problem with one key of this entry."""
        name = getattr(self.entry, "id", None) or getattr(self.entry, "domain", None) or ""
        return Problem(self.file, self.line((key,)), f"{name}.{key}" if name else key, message, remedy)

    def line(self, path: tuple[str | int, ...]) -> int:
        """Line of a key, or of the nearest thing around it."""
        while path not in self.lines:
            path = path[:-1]
        return self.lines[path]


def read_entries(path: Path, name: str, model: type[Entry]) -> tuple[list[Located[Entry]], list[Problem]]:
    """Read a YAML file that holds a list of entries.

    Args:
        path: the file.
        name: how to name it in problems.
        model: what each entry is.

    Returns:
        The good entries, and the problems of the others.
    """
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except FileNotFoundError:
        return [], [Problem(name, 1, "file", "is missing", "restore it")]
    except (OSError, UnicodeDecodeError) as error:
        return [], [Problem(name, 1, "file", f"cannot be read ({error})", "save it as UTF-8 text")]
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        return [], [Problem(name, line, "YAML", str(error.problem), "mend the indentation or quotes around that line")]
    except yaml.reader.ReaderError as error:
        message = f"character U+{error.character:04X} is not allowed"
        return [], [Problem(name, _line_of(path, error.position), "YAML", message, "delete that character")]
    if not isinstance(root, yaml.SequenceNode):
        return [], [Problem(name, 1, "file", "is not a list", "begin each entry with « - id: … »")]
    entries: list[Located[Entry]] = []
    problems: list[Problem] = []
    for node in root.value:
        unreadable = _unreadable(node)
        if unreadable:
            problems.append(Problem(name, unreadable.line, "YAML", unreadable.reason, "put the text between quotes"))
            continue
        problems += [
            Problem(name, line, key, "this key is written twice", "delete one") for key, line in _repeated(node)
        ]
        value, lines = _construct(node), _lines(node, ())
        try:
            entries.append(Located(model.model_validate(value), name, lines))
        except ValidationError as error:
            problems += [_problem(name, value, lines, one, model) for one in error.errors()]
    return entries, problems


_CANNOT_GIVE = (yaml.constructor.ConstructorError, ValueError, KeyError, AttributeError)
"""What PyYAML raises for a value that is not what its form or tag says: `2026-99-99`, `!!bool x`, `!!timestamp x`."""


class _Unreadable(NamedTuple):
    line: int
    reason: str


def _line_of(path: Path, position: int) -> int:
    """Line of a character, counted in characters from the start."""
    return path.read_text(encoding="utf-8").count("\n", 0, position) + 1


def _children(node: yaml.Node) -> list[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        return [value for _, value in node.value]
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def _unreadable(node: yaml.Node) -> _Unreadable | None:
    """The innermost value that YAML cannot give (impossible date, unknown tag, braces around text), if any."""
    try:
        _construct(node)
    except _CANNOT_GIVE as error:
        inner = next((found for child in _children(node) if (found := _unreadable(child))), None)
        reason = error.problem if isinstance(error, yaml.constructor.ConstructorError) else error
        return inner or _Unreadable(node.start_mark.line + 1, f"the value cannot be read ({reason})")
    return None


def _repeated(node: yaml.Node) -> list[tuple[str, int]]:
    """Keys written twice in the same mapping, with the line of the second: YAML would keep the last in silence."""
    found = [repeat for child in _children(node) for repeat in _repeated(child)]
    if isinstance(node, yaml.MappingNode):
        keys = [str(key.value) for key, _ in node.value]
        marks = [key.start_mark.line + 1 for key, _ in node.value]
        found += [(key, marks[place]) for place, key in enumerate(keys) if key in keys[:place]]
    return found


def _construct(node: yaml.Node) -> Any:  # noqa: ANN401  (YAML holds anything)
    loader = yaml.SafeLoader("")
    try:
        return loader.construct_document(node)
    finally:
        loader.dispose()


def _lines(node: yaml.Node, path: tuple[str | int, ...]) -> dict[tuple[str | int, ...], int]:
    """Line of each key below a node."""
    found = {path: node.start_mark.line + 1}
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            found |= _lines(value, (*path, key.value)) | {(*path, key.value): key.start_mark.line + 1}
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            found |= _lines(value, (*path, index))
    return found


def _problem(
    name: str,
    value: object,
    lines: dict[tuple[str | int, ...], int],
    error: Any,  # noqa: ANN401
    model: type[BaseModel],
) -> Problem:
    """Say a validation error of Pydantic to a person who writes content."""
    loc = tuple(error["loc"])
    where = loc
    while where and where not in lines:
        where = where[:-1]
    entry = value.get("id") or value.get("domain") or value.get("number") if isinstance(value, dict) else None
    key = ".".join(str(part) for part in (*([entry] if entry else []), *loc)) or "entry"
    match error["type"]:
        case "extra_forbidden":
            remedy = suggestion(str(loc[-1]), list(model.model_fields))
            return Problem(name, lines[where], key, "unknown key", remedy)
        case "missing":
            return Problem(name, lines[where], key, "is missing", "add it")
        case _:
            received = repr(error["input"])[:60]
            hint = _HINTS.get(error["type"])
            remedy = f"correct the value: {hint}" if hint else "correct the value"
            return Problem(name, lines[where], key, f"{error['msg']} (received {received})", remedy)


_HINTS = {
    "union_tag_invalid": 'yes and no go between quotes ("yes")',
    "string_too_long": "shorten it",
    "too_short": "add at least one",
    "string_pattern_mismatch": "ids are lower-case words joined by - or . ; addresses begin with https://",
}


def suggestion(word: str, allowed: list[str]) -> str:
    """What to write instead of a word that is not allowed."""
    close = difflib.get_close_matches(word, allowed, 1)
    return f"did you mean « {close[0]} »?" if close else f"write one of: {', '.join(allowed)}"
