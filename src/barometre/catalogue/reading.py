"""Read the entries of a YAML file; each problem names its file, line and key, and what to do."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

Entry = TypeVar("Entry", bound=BaseModel)
# Keys and positions that lead from the top of an entry to a value: ("references", 0, "title").
KeyPath = tuple[str | int, ...]

# The key that identifies an entry is the first of these that it has.
_IDENTITIES = ("id", "domain", "number")
# What PyYAML raises for a value that its form or tag does not allow: `2026-99-99`, `!!bool x`, `!!timestamp x`.
_CANNOT_GIVE = (yaml.constructor.ConstructorError, ValueError, KeyError, AttributeError)
# Type of error in Pydantic -> what to write.
_HINTS = {
    "union_tag_invalid": 'yes and no go between quotes ("yes")',
    "string_too_long": "shorten it",
    "too_short": "add at least one",
    "string_pattern_mismatch": "ids are lower-case words joined by - or . ; addresses begin with https://",
}


class Problem(NamedTuple):
    """What is wrong with the content, where, and what to do. Problems sort by file and line."""

    file: str
    line: int
    key: str
    message: str
    remedy: str
    # A warning is told, and refuses nothing.
    warning: bool = False

    def __str__(self) -> str:
        warning = "warning: " if self.warning else ""
        return f"{self.file}, line {self.line}, {self.key}: {warning}{self.message}; {self.remedy}"


@dataclass(frozen=True)
class Located(Generic[Entry]):
    """An entry of the content, with the line of each of its keys."""

    entry: Entry
    file: str
    lines: Mapping[KeyPath, int] = field(repr=False)

    @property
    def identity(self) -> tuple[str, Any]:
        """Return the key that identifies the entry, and its value."""
        key = next(key for key in _IDENTITIES if hasattr(self.entry, key))
        return key, getattr(self.entry, key)

    def problem(self, path: KeyPath | str, message: str, remedy: str) -> Problem:
        """Return a problem with the value of this entry at a path, or at one key."""
        path = (path,) if isinstance(path, str) else path
        key = ".".join(str(part) for part in (self.identity[1], *path))
        return Problem(self.file, _line(self.lines, path), key, message, remedy)


def _line(lines: Mapping[KeyPath, int], path: KeyPath) -> int:
    """Return the line of a value, or of the nearest one that holds it."""
    while path not in lines:
        path = path[:-1]
    return lines[path]


def read_entries(path: Path, name: str, model: type[Entry]) -> tuple[list[Located[Entry]], list[Problem]]:
    """Read a YAML file that holds a list of entries, and that problems call `name`.

    Returns:
        The good entries, and the problems of the others.
    """
    root = _compose(path, name)
    if isinstance(root, Problem):
        return [], [root]
    entries: list[Located[Entry]] = []
    problems: list[Problem] = []
    for node in root.value:
        try:
            value = _construct(node)
        except _CANNOT_GIVE as error:
            problems.append(_unreadable(name, node, error))
            continue
        problems += [
            Problem(name, line, key, "this key is written twice", "delete one") for key, line in _repeated(node)
        ]
        lines = _lines(node)
        try:
            entries.append(Located(model.model_validate(value), name, lines))
        except ValidationError as error:
            problems += [_problem(name, value, lines, details, model) for details in error.errors()]
    return entries, problems


def _compose(path: Path, name: str) -> yaml.SequenceNode | Problem:
    """Return the nodes of a file that holds a list, or why there are none.

    The parser is libyaml, in C: it is fifty times faster than the one in Python.
    """
    try:
        data = path.read_bytes()
        root = yaml.compose(data.decode("utf-8"), Loader=yaml.CSafeLoader)
    except FileNotFoundError:
        return Problem(name, 1, "file", "is missing", "restore it")
    except (OSError, UnicodeDecodeError) as error:
        return Problem(name, 1, "file", f"cannot be read ({error})", "save it as UTF-8 text")
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        return Problem(name, line, "YAML", str(error.problem), "correct the indentation or quotes around that line")
    except yaml.reader.ReaderError as error:
        line = data.count(b"\n", 0, error.position) + 1
        message = f"character U+{error.character:04X} is not allowed"
        return Problem(name, line, "YAML", message, "delete that character")
    if not isinstance(root, yaml.SequenceNode):
        return Problem(name, 1, "file", "is not a list", "begin each entry with « - id: … »")
    return root


def _children(node: yaml.Node) -> list[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        return [value for _, value in node.value]
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def _unreadable(name: str, node: yaml.Node, error: Exception) -> Problem:
    """Return the problem of the innermost value that YAML cannot give: impossible date, unknown tag, {{ text }}."""
    for child in _children(node):
        try:
            _construct(child)
        except _CANNOT_GIVE as inner:
            return _unreadable(name, child, inner)
    reason = error.problem if isinstance(error, yaml.constructor.ConstructorError) else error
    message = f"the value cannot be read ({reason})"
    return Problem(name, node.start_mark.line + 1, "YAML", message, "put the text between quotes")


def _repeated(node: yaml.Node) -> list[tuple[str, int]]:
    """Return the keys written twice in a mapping, with the line of the second: YAML would keep the last in silence."""
    repeated = [key for child in _children(node) for key in _repeated(child)]
    if isinstance(node, yaml.MappingNode):
        keys = [str(key.value) for key, _ in node.value]
        if len(set(keys)) < len(keys):
            marks = [key.start_mark.line + 1 for key, _ in node.value]
            repeated += [(key, marks[index]) for index, key in enumerate(keys) if key in keys[:index]]
    return repeated


def _construct(node: yaml.Node) -> Any:  # noqa: ANN401  (YAML holds anything)
    """Return the value of a node: texts and what holds them here, nearly all, and the rest as PyYAML does."""
    match node:
        case yaml.ScalarNode(tag="tag:yaml.org,2002:str"):
            return node.value
        case yaml.SequenceNode(tag="tag:yaml.org,2002:seq"):
            return [_construct(value) for value in node.value]
        case yaml.MappingNode(tag="tag:yaml.org,2002:map") if all(map(_is_text, node.value)):
            return {key.value: _construct(value) for key, value in node.value}
    return yaml.constructor.SafeConstructor().construct_document(node)


def _is_text(pair: tuple[yaml.Node, yaml.Node]) -> bool:
    """Return whether a key is a text; another may be one that merges, or that no mapping can have."""
    return isinstance(pair[0], yaml.ScalarNode) and bool(pair[0].tag == "tag:yaml.org,2002:str")


def _lines(node: yaml.Node) -> dict[KeyPath, int]:
    """Return the line of each key below a node."""
    lines: dict[KeyPath, int] = {}
    _add_lines(lines, node, ())
    return lines


def _add_lines(lines: dict[KeyPath, int], node: yaml.Node, path: KeyPath) -> None:
    lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            below = (*path, key.value)
            _add_lines(lines, value, below)
            lines[below] = key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            _add_lines(lines, value, (*path, index))


def _problem(name: str, value: object, lines: Mapping[KeyPath, int], error: Any, model: type[BaseModel]) -> Problem:  # noqa: ANN401
    """Explain a validation error of Pydantic to a person who writes content."""
    path: KeyPath = tuple(error["loc"])
    given = value if isinstance(value, dict) else {}
    identity = next((given[key] for key in _IDENTITIES if given.get(key)), None)
    key = ".".join(str(part) for part in (*([identity] if identity else []), *path)) or "entry"
    match error["type"]:
        case "extra_forbidden":
            message, remedy = "unknown key", suggestion(str(path[-1]), list(model.model_fields))
        case "missing":
            message, remedy = "is missing", "add it"
        case kind:
            message = f"{error['msg']} (received {repr(error['input'])[:60]})"
            remedy = f"correct the value: {_HINTS[kind]}" if kind in _HINTS else "correct the value"
    return Problem(name, _line(lines, path), key, message, remedy)


def suggestion(word: str, allowed: list[str]) -> str:
    """Return what to write instead of a word that is not allowed."""
    close = difflib.get_close_matches(word, allowed, 1)
    return f"did you mean « {close[0]} »?" if close else f"write one of: {', '.join(allowed)}"
