"""Why a fact is what it is, as data: a code of a closed list, with the values that go with it.

Judges and sources write reasons; `barometre.catalogue.sentences` turns them into French where a person reads them.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from barometre.errors import BarometreError
from barometre.facts.reason_codes import ReasonCode

Value: TypeAlias = "str | int | float | bool | Reason | tuple[Value, ...]"

# Characters kept of one value. Addresses and records from strangers may hold 65,536; no sentence shows more.
LONGEST = 2_000

# What must never reach a terminal, a page or a file: commands of a terminal (C0, C1), what turns the order of reading
# (Unicode TR36, bidirectional text spoofing), and what neither PostgreSQL nor Parquet can store. It becomes another
# character, which sentences do not show.
_HARMFUL = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_UNPRINTABLE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff \u2000-\u200a\u3000]+"
)
# What follows `mailto:` is read once, to its `@` or without one: records are long, and strangers write them.
_PERSON = re.compile(r"(mailto:)[^@,;]++(@?)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reason:
    """A code and its context. Write it with `reason`, which bounds what strangers wrote."""

    code: ReasonCode
    context: Mapping[str, Value] = field(default_factory=dict, hash=False)

    def to_json(self) -> str:
        """Return the context as compact JSON, keys sorted: equal contexts give equal texts."""
        return _JSON.encode(self.context) if self.context else "{}"

    def nested(self) -> Iterator["Reason"]:
        """Yield this reason, then those inside it, nearest first: the last one is what it all comes from."""
        yield self
        for value in self.context.values():
            for one in value if isinstance(value, tuple) else (value,):
                if isinstance(one, Reason):
                    yield from one.nested()

    @classmethod
    def from_data(cls, code: str, context: Mapping[str, Any] | None) -> "Reason":
        """Return the reason of a code and of its context as JSON gives it; no context is an empty one.

        Raises:
            BarometreError: the code is unknown, or the context is not that of a reason; names them.
        """
        try:
            return _reason({"code": code, "context": {} if context is None else context})
        except _UNREADABLE as error:
            raise _unreadable(code, str(context), error) from None

    @classmethod
    def from_json(cls, code: str, context: str | None) -> "Reason":
        """Return the reason of a code and of the JSON of its context (see `from_data`)."""
        try:
            return _reason({"code": code, "context": json.loads(context or "{}")})
        except _UNREADABLE as error:
            raise _unreadable(code, context or "", error) from None


_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, RecursionError)


def _unreadable(code: str, context: str, error: Exception) -> BarometreError:
    return BarometreError(
        f"Reason {code!r} with context {shortened(context, 80)!r} cannot be read ({error}); "
        "use the version of barometre that wrote it, or a newer one"
    )


def reason(code: ReasonCode, **context: Value) -> Reason:
    """Return a reason whose texts are cut at `LONGEST` characters and harm nothing (see `harmless`)."""
    return Reason(code, {name: _bounded(value) for name, value in context.items()})


def some(name: str, values: Sequence[Value], most: int = 8) -> dict[str, Value]:
    """Return the first `most` values as the context `name`, and how many others there are as `more`, unless none."""
    others: dict[str, Value] = {"more": len(values) - most} if len(values) > most else {}
    return {name: tuple(values[:most]), **others}


def shortened(text: str, limit: int = 200) -> str:
    """Return `text` on one line, without invisible characters, cut at `limit` characters."""
    clean = _UNPRINTABLE.sub(" ", text[: 4 * limit]).strip()
    return clean if len(clean) <= limit and len(text) <= 4 * limit else clean[: limit - 1].rstrip() + "…"


def harmless(text: str) -> str:
    """Return a text of a stranger in which no character commands a terminal or turns the order of reading."""
    return text if text.isprintable() else _HARMFUL.sub("\u200b", text)


def without_person(text: str) -> str:
    """Return a DNS record in which what precedes @ in an address for reports, which may name a person, is hidden."""
    return _PERSON.sub(lambda address: f"{address[1]}…@" if address[2] else address[0], text)


def _bounded(value: Value) -> Value:
    """Return a value that can be stored.

    Raises:
        TypeError: it is of no kind that a context may hold.
    """
    match value:
        case str():
            return harmless(value[:LONGEST])
        case tuple():
            return tuple(map(_bounded, value))
        case int() | float() | Reason():
            return value
    raise TypeError(f"{type(value).__name__} cannot be a value of a reason")


def _as_data(value: object) -> dict[str, object]:
    """Return a nested reason as a JSON object.

    Raises:
        TypeError: the value is of no kind that a context may hold.
    """
    if not isinstance(value, Reason):
        raise TypeError(f"{type(value).__name__} cannot be a value of a reason")
    return {"code": value.code, "context": value.context}


# Made once: a look writes some eighty reasons.
_JSON = json.JSONEncoder(default=_as_data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _reason(data: Mapping[str, Any]) -> Reason:
    return Reason(ReasonCode(data["code"]), {name: _value(value) for name, value in data["context"].items()})


def _value(data: Any) -> Value:  # noqa: ANN401 (what JSON holds)
    if isinstance(data, dict):
        return _reason(data)
    if isinstance(data, list):
        return tuple(map(_value, data))
    if data is None:
        raise ValueError("null is no value")
    value: Value = data
    return value
