"""The mapping file: where each documented column is in a file that has other headers or other values."""

from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from barometre.catalogue.reading import suggestion
from barometre.errors import BarometreError
from barometre.programme.fund.schema import COLUMNS

_MAPS = ("categories", "pilots")
_KEYS = [*COLUMNS, *_MAPS, "sheet"]


@dataclass(frozen=True, slots=True)
class Mapping:
    """How a file differs from the documented format.

    Attributes:
        headers: column -> its header in the file.
        constants: column -> the same value for every line.
        categories: value in the file -> identifier of a category.
        pilots: value in the file -> identifier of a pilot.
        sheet: name of the sheet of a workbook, the first one when None.
    """

    headers: Dictionary[str, str] = field(default_factory=dict)
    constants: Dictionary[str, str] = field(default_factory=dict)
    categories: Dictionary[str, str] = field(default_factory=dict)
    pilots: Dictionary[str, str] = field(default_factory=dict)
    sheet: str | None = None


def load_mapping(path: Path) -> Mapping:
    """Read a mapping file (YAML); docs/fund-format.md describes it.

    Raises:
        BarometreError: it is not readable, or a key is unknown or has no usable value; names file, line and key.
    """
    try:
        root = yaml.compose(path.read_text(encoding="utf-8-sig"), Loader=yaml.SafeLoader)
    except OSError as error:
        raise _fault(path, 1, "file", error.strerror or "not readable") from None
    except (UnicodeDecodeError, yaml.reader.ReaderError):
        raise _fault(path, 1, "file", "not a text in UTF-8") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _fault(path, mark.line + 1 if mark else 1, "YAML", str(error.problem)) from None
    if not isinstance(root, yaml.MappingNode):
        raise _fault(path, 1, "file", "write one line per column, like « amount: Montant attribué »")
    return _mapping(path, root)


def _fault(path: Path, line: int, key: str, reason: str) -> BarometreError:
    return BarometreError(f"{path}, line {line}, {key}: {reason}; docs/fund-format.md says what a mapping holds")


def _mapping(path: Path, root: yaml.MappingNode) -> Mapping:
    headers: dict[str, str] = {}
    constants: dict[str, str] = {}
    maps: dict[str, dict[str, str]] = {name: {} for name in _MAPS}
    sheet: str | None = None
    for key, node in root.value:
        name = str(key.value)
        if name in {*headers, *constants} or maps.get(name) or (name == "sheet" and sheet):
            raise _fault(path, key.start_mark.line + 1, name, "is written twice")
        if name in maps:
            maps[name] = _texts(path, name, node)
        elif name == "sheet":
            sheet = _text(path, name, node)
        elif name not in COLUMNS:
            raise _fault(path, key.start_mark.line + 1, name, _unknown(name, node))
        elif isinstance(node, yaml.MappingNode):
            constants[name] = _constant(path, name, node)
        else:
            headers[name] = _text(path, name, node)
    return Mapping(headers, constants, maps["categories"], maps["pilots"], sheet)


def _unknown(name: str, node: yaml.Node) -> str:
    if isinstance(node, yaml.ScalarNode) and node.value in COLUMNS:
        return f"the other way round, write « {node.value}: {name} »"
    return f"unknown key, {suggestion(name, _KEYS)}"


def _text(path: Path, name: str, node: yaml.Node) -> str:
    """Return a text as it is written: `01` and `2021-05-03` stay texts."""
    if not isinstance(node, yaml.ScalarNode) or not node.value.strip():
        raise _fault(path, node.start_mark.line + 1, name, "write a header of the file, or {value: constant}")
    return str(node.value).strip()


def _constant(path: Path, name: str, node: yaml.MappingNode) -> str:
    if [str(key.value) for key, _ in node.value] != ["value"]:
        raise _fault(path, node.start_mark.line + 1, name, "write a header of the file, or {value: constant}")
    return _text(path, name, node.value[0][1])


def _texts(path: Path, name: str, node: yaml.Node) -> dict[str, str]:
    if not isinstance(node, yaml.MappingNode):
        raise _fault(
            path, node.start_mark.line + 1, name, "write one line per value, like « Open data: donnees-ouvertes »"
        )
    return {_text(path, name, key): _text(path, name, value) for key, value in node.value}
