"""Read a `publiccode.yml` (yml.publiccode.tools, versions 0.2 to 0.7) into what the entry of a shared tool needs.

Only public facts of the software are read: never its contacts, who are persons. What the file does not tell (who may
use it, at what cost, under which legal frame) remains to be written by whoever adds the tool.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from barometre.catalogue.typography import non_breaking
from barometre.errors import BarometreError

# Bytes of a file that is read: those of real software have less than 20,000.
LARGEST = 100_000
# Brackets of a file that is read: each may be one level more, which costs the parser its depth.
MOST_BRACKETS = 1_000
# Characters of a name and of a short description (the standard allows 150 for the second).
LONGEST_NAME, LONGEST_WORDS = 90, 400
_VERSION = re.compile(r"0(\.[2-7](\.\d{1,3})?)?")
_ADDRESS = re.compile(r"https?://[^\s'\"<>]{1,300}")
_SPDX = re.compile(r"\(*[A-Za-z0-9][A-Za-z0-9.+-]*\)*( (AND|OR|WITH) \(*[A-Za-z0-9][A-Za-z0-9.+-]*\)*)*")
_STATES = ("concept", "development", "beta", "stable", "obsolete")
# Languages of descriptions that are read, the first that is there; a region may follow (fr-FR).
_LANGUAGES = ("fr", "en")
_REMAINS = {
    "operator": "qui le tient, ou le fait vivre",
    "family": "etat, commun-libre, association, operateur, offre-cyber, opsn ou accompagnement",
    "whom": "pour qui, en français",
    "cost": "gratuit, adhesion, variable ou inconnu",
    "themes": "au moins un thème du catalogue",
    "source": "où le fichier a été lu, et quand",
    "checked_on": "jour de la vérification, AAAA-MM-JJ",
}


@dataclass(frozen=True)
class Software:
    """What is kept of a file."""

    name: str
    url: str
    landing: str | None
    licence: str
    state: str | None
    platforms: tuple[str, ...]
    description: str
    language: str


class _RefusedError(Exception):
    """Something in the file is not what the standard says: node where it is, key, what, remedy."""

    def __init__(self, node: yaml.Node | None, key: str, message: str, remedy: str) -> None:
        super().__init__(message)
        self.line = node.start_mark.line + 1 if node is not None else 1
        self.key, self.message, self.remedy = key, message, remedy


def read_publiccode(path: Path) -> Software:
    """Read a file.

    Raises:
        BarometreError: it cannot be read, is too large, or is not such a file; names the line, the key and the remedy.
    """
    try:
        return _software(_root(path))
    except _RefusedError as found:
        raise BarometreError(f"{path}, line {found.line}, key {found.key}: {found.message}; {found.remedy}") from None


def _root(path: Path) -> yaml.MappingNode:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise _RefusedError(None, "file", f"cannot be read ({error.strerror})", "give a publiccode.yml") from None
    if len(data) > LARGEST:
        raise _RefusedError(None, "file", f"is over {LARGEST} bytes", "give a publiccode.yml, not what it describes")
    if data.count(b"[") + data.count(b"{") > MOST_BRACKETS:
        raise _RefusedError(None, "file", "has too many levels", "give a publiccode.yml")
    try:
        # The parser in Python, whose depth is bounded: a file from elsewhere may be hostile.
        root = yaml.compose(data.decode("utf-8"), Loader=yaml.SafeLoader)
    except UnicodeDecodeError:
        raise _RefusedError(None, "file", "is not UTF-8", "save it as UTF-8 text") from None
    except RecursionError:
        raise _RefusedError(None, "file", "has too many levels", "give a publiccode.yml") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        node = None if mark is None else yaml.ScalarNode("", "", mark)
        raise _RefusedError(node, "YAML", "is not YAML", "correct the indentation or quotes around that line") from None
    if not isinstance(root, yaml.MappingNode):
        raise _RefusedError(root, "file", "is not a list of keys", "begin with publiccodeYmlVersion")
    return root


def _software(root: yaml.MappingNode) -> Software:
    version = _text(root, "publiccodeYmlVersion", "")
    if not _VERSION.fullmatch(version):
        remedy = "write a version from 0.2 to 0.7, between quotes"
        raise _RefusedError(
            _child(root, "publiccodeYmlVersion"), "publiccodeYmlVersion", "is not a version read", remedy
        )
    landing = _child(root, "landingURL")
    state = _child(root, "developmentStatus")
    language, described = _described(root)
    licence = _text(_section(root, "legal", ""), "license", "legal.")
    if not _SPDX.fullmatch(licence):
        node = _child(_section(root, "legal", ""), "license")
        raise _RefusedError(node, "legal.license", "is not an SPDX expression", "write one: AGPL-3.0-or-later")
    return Software(
        name=_text(root, "name", "", LONGEST_NAME),
        url=_address(root, "url"),
        landing=_address(root, "landingURL") if landing is not None else None,
        licence=licence,
        state=_state(root) if state is not None else None,
        platforms=tuple(_platforms(root)),
        description=_text(described, "shortDescription", f"description.{language}.", LONGEST_WORDS),
        language=language.partition("-")[0].lower(),
    )


def _child(node: yaml.MappingNode, key: str) -> yaml.Node | None:
    return next((value for name, value in node.value if name.value == key), None)


def _section(node: yaml.MappingNode, key: str, above: str) -> yaml.MappingNode:
    found = _child(node, key)
    if not isinstance(found, yaml.MappingNode):
        what = "is missing" if found is None else "is not a section"
        raise _RefusedError(found or node, f"{above}{key}", what, "write it as the standard says")
    return found


def _text(node: yaml.MappingNode, key: str, above: str, longest: int = LONGEST_WORDS) -> str:
    found = _child(node, key)
    if not isinstance(found, yaml.ScalarNode) or not found.value.strip():
        raise _RefusedError(found or node, f"{above}{key}", "is missing, or is not a text", "write it")
    text = " ".join(found.value.split())
    if len(text) > longest or not text.isprintable():
        raise _RefusedError(found, f"{above}{key}", f"has over {longest} or unprintable characters", "shorten it")
    return text


def _address(root: yaml.MappingNode, key: str) -> str:
    text = _text(root, key, "")
    if not _ADDRESS.fullmatch(text):
        raise _RefusedError(_child(root, key), key, "is not a web address", "begin it with https://")
    return text


def _state(root: yaml.MappingNode) -> str:
    text = _text(root, "developmentStatus", "")
    if text not in _STATES:
        remedy = f"write one of: {', '.join(_STATES)}"
        raise _RefusedError(_child(root, "developmentStatus"), "developmentStatus", "is unknown", remedy)
    return text


def _platforms(root: yaml.MappingNode) -> Iterator[str]:
    """Yield the platforms, which may be one word or a list."""
    found = _child(root, "platforms")
    nodes = found.value if isinstance(found, yaml.SequenceNode) else [found]
    for node in nodes[:20]:
        if not isinstance(node, yaml.ScalarNode) or not re.fullmatch(r"[\w .+/-]{1,40}", node.value):
            raise _RefusedError(node or root, "platforms", "is not a list of platforms", "write web, linux, windows…")
        yield node.value


def _described(root: yaml.MappingNode) -> tuple[str, yaml.MappingNode]:
    """Return the language and the section of the description in French, else in English."""
    section = _section(root, "description", "")
    for wanted in _LANGUAGES:
        for name, value in section.value:
            language = str(name.value)
            if language.partition("-")[0].lower() == wanted and isinstance(value, yaml.MappingNode):
                return language, value
    remedy = f"add one in {' or '.join(_LANGUAGES)}"
    raise _RefusedError(section, "description", "is in no language that we read", remedy)


def entry_of(software: Software) -> str:
    """Return the entry to add to `catalogue/data/tools/`, in YAML; comments say what remains to be written."""
    french = software.language == "fr"
    what = non_breaking(re.sub(r"(?<=\w)'(?=\w)", "’", software.description))
    known = {
        "id": _slug(software.name),
        "name": software.name,
        "what": what if french else None,
        "licence": software.licence,
        "code": software.url,
        "url": software.landing if software.landing != software.url else None,
        "publiccode": True,
        "frames": ["libre"],
        "read": "reported",
    }
    entry = [{key: value for key, value in known.items() if value is not None}]
    text = yaml.safe_dump(entry, allow_unicode=True, sort_keys=False, width=10_000)
    remarks = [f"{key}: {words}" for key, words in _REMAINS.items()]
    if not french:
        remarks.insert(0, f"what: à écrire en français ; le fichier dit en anglais « {software.description} »")
    if software.state == "obsolete":
        remarks.insert(0, "le fichier dit que ce logiciel n’est plus tenu à jour : faut-il l’ajouter ?")
    about = f"Logiciel pour {', '.join(software.platforms)}" + (f", état : {software.state}" if software.state else "")
    return text + "".join(f"  # {line}\n" for line in (f"{about}. Reste à écrire :", *remarks))


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFD", name.lower()).encode("ascii", "ignore").decode()
    return "-".join(re.findall("[a-z0-9]+", plain)) or "outil"
