"""Say what of a new OpenAPI document would break the callers of the old one.

    .venv/bin/python tools/api_breaks.py OLD.json NEW.json

Ends with status 1 when something would. The contract is that of docs/api.md, « Stability »: what a caller may send only
grows, what an answer may hold only shrinks, but for keys, which are added. What a document enumerates in answers is
closed; what it does not is open. What was deprecated, and whose day has come, may go.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

Node = Mapping[str, Any]

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
# JSON Schema: bounds from below, and from above.
LOWER = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
UPPER = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
# What cannot be compared: another one is a break.
EXACT = ("pattern", "format", "const")
ANY: Node = {}


def breaks(old: Node, new: Node, today: date) -> list[str]:
    """Return what of a new document breaks the callers of the old one, a line each; empty when nothing does."""
    return [*_paths(old, new, today)]


def _paths(old: Node, new: Node, today: date) -> Iterator[str]:
    for path, operations in old["paths"].items():
        for method in METHODS:
            if method not in operations:
                continue
            before, after = operations[method], new["paths"].get(path, {}).get(method)
            place = f"{method.upper()} {path}"
            if after is None:
                if not _gone(before, today):
                    yield f"{place}: the address is gone"
                continue
            if before.get("operationId") != after.get("operationId"):
                yield f"{place}: another operationId, by which generated clients call it"
            yield from _parameters(before, after, _Both(old, new, today), place)
            yield from _answers(before, after, _Both(old, new, today), place)


class _Both:
    """The two documents, to follow references in each, and what was found of the schemas that have a name."""

    def __init__(self, old: Node, new: Node, today: date) -> None:
        self.documents, self.today = (old, new), today
        self.compared: dict[tuple[str, str, bool], list[str]] = {}

    def resolved(self, schema: Node, which: int) -> Node:
        """Return a schema without the reference that it is."""
        while "$ref" in schema:
            target: Any = self.documents[which]
            for part in schema["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            schema = target
        return schema


def _parameters(before: Node, after: Node, both: _Both, place: str) -> Iterator[str]:
    known = {(one["in"], one["name"]): one for one in after.get("parameters", [])}
    for old in before.get("parameters", []):
        where = f"{place}, parameter {old['name']}"
        new = known.pop((old["in"], old["name"]), None)
        if new is None:
            if not _gone(old, both.today):
                yield f"{where}: it is gone"
            continue
        if new.get("required") and not old.get("required"):
            yield f"{where}: it has become required"
        if any(old.get(key) != new.get(key) for key in ("style", "explode")):
            yield f"{where}: it is written another way"
        if old["schema"].get("default") != new["schema"].get("default"):
            yield f"{where}: another default"
        for wrong in _fits(old["schema"], new["schema"], both, sent=True):
            yield f"{where}: {wrong}"
    for (_, name), new in known.items():
        if new.get("required"):
            yield f"{place}, parameter {name}: it is new and required"


def _answers(before: Node, after: Node, both: _Both, place: str) -> Iterator[str]:
    for status, old in before["responses"].items():
        new = after["responses"].get(status)
        if new is None:
            yield f"{place}, {status}: the answer is gone"
            continue
        for name in old.get("headers", {}):
            if name not in new.get("headers", {}):
                yield f"{place}, {status}: the header {name} is gone"
        for kind, content in old.get("content", {}).items():
            if kind not in new.get("content", {}):
                yield f"{place}, {status}: {kind} is gone"
                continue
            for wrong in _fits(new["content"][kind]["schema"], content["schema"], both, sent=False):
                yield f"{place}, {status}, {kind}: {wrong}"


def _fits(inner: Node, outer: Node, both: _Both, *, sent: bool, at: str = "") -> Iterator[str]:
    """Yield why values of one schema would not all be values of another.

    What is sent: everything that the old document allows (inner) must be allowed by the new one (outer). What is
    answered: everything that the new one may answer (inner) must be what the old one said (outer).
    """
    ends = (0, 1) if sent else (1, 0)
    names = (str(inner.get("$ref", "")), str(outer.get("$ref", "")), sent)
    if all(names[:2]):
        if names not in both.compared:
            both.compared[names] = []  # a schema inside itself fits if the rest of it does
            resolved = both.resolved(inner, ends[0]), both.resolved(outer, ends[1])
            both.compared[names] = [*_fits(*resolved, both, sent=sent)]
        yield from (f"{at}.{reason}" if at else reason for reason in both.compared[names])
        return
    inner, outer = both.resolved(inner, ends[0]), both.resolved(outer, ends[1])
    of_inner, of_outer = _choices(inner), _choices(outer)
    if len(of_inner) > 1 or len(of_outer) > 1:
        for one in of_inner:
            reasons = [[*_fits(one, other, both, sent=sent, at=at)] for other in of_outer]
            if all(reasons):
                kinds = _types(both.resolved(one, ends[0]))
                alike = [
                    why
                    for other, why in zip(of_outer, reasons, strict=True)
                    if _types(both.resolved(other, ends[1])) == kinds
                ]
                yield from alike[0] if len(alike) == 1 else [f"{at or 'value'}: {_listed(kinds)} is not allowed"]
        return
    yield from _plain_fits(inner, outer, sent=sent, at=at or "value")
    yield from _inside_fits(inner, outer, both, sent=sent, at=at)


def _plain_fits(inner: Node, outer: Node, *, sent: bool, at: str) -> Iterator[str]:
    """Yield what does not fit in types, lists of values, bounds and forms."""
    kinds, allowed = _types(inner), _types(outer)
    if allowed and (not kinds or kinds - allowed - ({"integer"} if "number" in allowed else set())):
        yield f"{at}: type {_listed(kinds)} where {_listed(allowed)} was {'sent' if sent else 'promised'}"
    if "enum" in outer:
        extra = [one for one in inner["enum"] if one not in outer["enum"]] if "enum" in inner else ["any value"]
        if extra:
            why = "no longer allowed" if sent else "not of the closed list"
            yield f"{at}: {', '.join(map(str, extra))} {why}"
    for key in LOWER:
        if key in outer and inner.get(key, float("-inf")) < outer[key]:
            yield f"{at}: {key} {inner.get(key)} for {outer[key]}"
    for key in UPPER:
        if key in outer and inner.get(key, float("inf")) > outer[key]:
            yield f"{at}: {key} {inner.get(key)} for {outer[key]}"
    for key in EXACT:
        if key in outer and inner.get(key) != outer[key]:
            yield f"{at}: {key} {inner.get(key)} for {outer[key]}"


def _inside_fits(inner: Node, outer: Node, both: _Both, *, sent: bool, at: str) -> Iterator[str]:
    """Yield what does not fit in keys, items and values of a mapping."""
    missing = set(outer.get("required", [])) - set(inner.get("required", []))
    for key, described in outer.get("properties", {}).items():
        where = f"{at}.{key}" if at else key
        if key not in inner.get("properties", {}):
            if not _gone(described, both.today):
                yield f"{where}: the key is gone"
            continue
        if key in missing:
            yield f"{where}: the key may be absent"
        yield from _fits(inner["properties"][key], described, both, sent=sent, at=where)
    pairs = [(inner.get(key), outer.get(key), mark) for key, mark in (("items", "[]"), ("additionalProperties", "{}"))]
    for one, other, mark in pairs:
        if isinstance(other, Mapping):
            yield from _fits(one if isinstance(one, Mapping) else ANY, other, both, sent=sent, at=f"{at}{mark}")
    tuples = zip(inner.get("prefixItems", []), outer.get("prefixItems", []), strict=False)
    for place, (one, other) in enumerate(tuples):
        yield from _fits(one, other, both, sent=sent, at=f"{at}[{place}]")


def _choices(schema: Node) -> list[Node]:
    """Return the schemas of which a value has one."""
    for key in ("anyOf", "oneOf"):
        if key in schema:
            return list(schema[key])
    return [schema]


def _types(schema: Node) -> set[str]:
    kinds = schema.get("type", [])
    return {kinds} if isinstance(kinds, str) else set(kinds)


def _listed(kinds: set[str]) -> str:
    return " or ".join(sorted(kinds)) or "any"


def _gone(described: Node, today: date) -> bool:
    """Return whether something was to go by now."""
    until = described.get("x-sunset")
    return bool(described.get("deprecated") and until and date.fromisoformat(until) <= today)


def main(old: str, new: str) -> int:
    """Print what breaks; return the exit status."""
    documents = [json.loads(Path(path).read_text(encoding="utf-8")) for path in (old, new)]
    found = breaks(documents[0], documents[1], date.today())
    sys.stderr.writelines(f"{line}\n" for line in found)
    return 1 if found else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    sys.exit(main(*sys.argv[1:]))
