"""Which pages the robots.txt of a site asks not to read (RFC 9309). Pure.

Written here rather than taken from a library: time and memory are linear in the file, whatever a hostile site
writes. (protego 0.7 multiplies every rule by every agent of its group: over 3 GB and a minute for a 500 KiB file;
the standard library's robotparser knows neither wildcards nor the longest match.)
"""

import re
from dataclasses import dataclass
from urllib.parse import quote

from barometre.facts.reason import Reason, reason
from barometre.facts.reason_codes import ReasonCode
from barometre.observation.net.answers import Answer, Fault, fault_reason, wall_reason
from barometre.observation.net.unread import Unread

# Bytes read of a robots.txt: the lowest limit that RFC 9309, 2.5, permits.
PARSED_BYTES = 500 * 1024

# Common misspellings of « disallow » are obeyed: what their author wants is clear.
_LINE = re.compile(r"(?P<key>user[- ]?agent|allow|dis+al+[oa]w)(?:\s*:\s*|\s+)(?P<value>.*)", re.IGNORECASE | re.DOTALL)
_TOKEN = re.compile(r"\*(?!\S)|[A-Za-z0-9_-]+")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_LINE_END = re.compile(r"\r\n|\r|\n")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


@dataclass(frozen=True, slots=True)
class Group:
    """Agents (lower case, `*` for all) and their rules: normalised pattern, and True to allow."""

    agents: frozenset[str]
    rules: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """Rules of a robots.txt; `unread` says why it could not be read: then nothing is allowed."""

    groups: tuple[Group, ...] = ()
    unread: Reason | None = None

    def refusal(self, product: str, path: str) -> Unread | None:
        """Return why the crawler `product` may not read a path, None when it may: asked by the site, or not known."""
        if self.allows(product, path):
            return None
        asked = fault_reason(Fault.ROBOTS)
        return Unread(reason(ReasonCode.ROBOTS_UNREAD, cause=self.unread) if self.unread else asked, ours=True)

    def allows(self, product: str, path: str) -> bool:
        """Return whether the crawler `product` (its token) may read `path` (and query, from `/`).

        All groups of the product together, else those of `*` (RFC 9309, 2.2.1); the longest pattern that matches
        wins, `allow` at equal length (2.2.2); /robots.txt itself is always allowed.
        """
        path = _normal(path.partition("#")[0] or "/").replace("*", "%2A").replace("$", "%24")
        if path == "/robots.txt":
            return True
        if self.unread is not None:
            return False
        own = [group for group in self.groups if product.lower() in group.agents]
        groups = own or [group for group in self.groups if "*" in group.agents]
        matching = [
            (len(pattern), allow) for group in groups for pattern, allow in group.rules if _matches(pattern, path)
        ]
        return max(matching)[1] if matching else True


def rules(answer: Answer) -> Rules:
    """Return the rules of a site from the answer at /robots.txt, redirections followed by the caller.

    Absent (4xx, redirections without end): all is allowed (RFC 9309, 2.3.1.3 and 2.3.1.2). Unreachable (5xx, no
    answer, a file cut on the way): nothing is (2.3.1.4). A 429 and a wall limit our requests: as unreachable.
    """
    if answer.wall is not None:
        return Rules(unread=wall_reason(answer.wall))
    if answer.status is None:
        absent = answer.fault in (Fault.REDIRECTS, Fault.BAD_REDIRECT)
        return Rules(unread=None if absent else fault_reason(answer.fault or Fault.UNREACHABLE))
    if 200 <= answer.status < 300:
        if answer.partial is not None and len(answer.body) < PARSED_BYTES:
            return Rules(unread=answer.partial)
        return parse_robots(answer.body[:PARSED_BYTES].decode("utf-8-sig", "replace"))
    absent = 300 <= answer.status < 500 and answer.status != 429
    return Rules(unread=None if absent else reason(ReasonCode.HTTP_STATUS, status=answer.status))


def parse_robots(text: str) -> Rules:
    """Return the groups of a robots.txt (RFC 9309, 2.1 and 2.2).

    A run of `user-agent` lines opens a group, its rules follow. Blank lines, unknown records and Sitemap neither open
    nor close one (2.2.4); rules before any agent apply to none; an empty pattern says nothing.
    """
    groups: list[Group] = []
    agents: set[str] = set()
    patterns: list[tuple[str, bool]] = []
    in_rules = False
    for line in _LINE_END.split(text):
        match = _LINE.fullmatch(line.partition("#")[0].strip())
        if match is None:
            continue
        key, value = match["key"].lower(), match["value"].strip()
        if key.startswith("user"):
            if in_rules:
                groups.append(Group(frozenset(agents), tuple(patterns)))
                agents, patterns, in_rules = set(), [], False
            if token := _TOKEN.match(value):
                agents.add(token[0].lower())
        else:
            in_rules = True
            if value:
                patterns.append((_pattern(value), key == "allow"))
    return Rules((*groups, Group(frozenset(agents), tuple(patterns))))


def _pattern(value: str) -> str:
    """Return a pattern ready to compare: `*` is any run of characters, a final `$` the end (RFC 9309, 2.2.3)."""
    body, end = (value[:-1], "$") if value.endswith("$") else (value, "")
    pattern = _normal(body).replace("$", "%24")
    return re.sub(r"\*+", "*", pattern if pattern.startswith(("/", "*")) else f"/{pattern}") + end


def _normal(path: str) -> str:
    """Return a path as US-ASCII, escapes in capitals, those of unreserved characters undone (RFC 9309, 2.2.2)."""

    def undo(match: re.Match[str]) -> str:
        character = chr(int(match[1], 16))
        return character if character in _UNRESERVED else match[0].upper()

    return quote(_ESCAPE.sub(undo, path), safe="/%?#[]@!$&'()*+,;=:-._~", errors="replace")


def _matches(pattern: str, path: str) -> bool:
    """Return whether a normalised pattern matches the beginning of a path, in linear time."""
    anchored = pattern.endswith("$")
    first, *parts = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    if not parts:
        return not anchored or path == first
    position = len(first)
    for part in parts[:-1]:
        position = path.find(part, position)
        if position < 0:
            return False
        position += len(part)
    if anchored:
        return path.endswith(parts[-1]) and len(path) - len(parts[-1]) >= position
    return path.find(parts[-1], position) >= 0
