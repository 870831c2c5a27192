"""Types of parameters: each says in French what it allows, and gives its part of the OpenAPI document."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from pydantic import GetPydanticSchema
from pydantic_core import PydanticCustomError, core_schema

# Greatest number that a parameter may have.
MOST = 1_000_000


def refusal(expected: str) -> PydanticCustomError:
    """Return the error of a value that is not allowed; `expected` ends the sentence that the caller reads."""
    return PydanticCustomError("refused", "{expected}", {"expected": expected})


def _checked(read: Callable[[str], object], document: dict[str, Any]) -> GetPydanticSchema:
    """Return what makes a parameter of a text, to put in `Annotated`.

    Args:
        read: returns the value of the text; raises PydanticCustomError when it is not allowed.
        document: JSON Schema of the values allowed.
    """
    return GetPydanticSchema(
        lambda _source, _handler: core_schema.no_info_plain_validator_function(
            lambda value: read(value[0] if isinstance(value, list) else value)
        ),
        lambda _schema, _handler: document.copy(),
    )


def form(pattern: str, expected: str, *, upper: bool = False) -> GetPydanticSchema:
    """Return the type of a text that must have a form, which `expected` says in French; in capitals if `upper`."""

    def read(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise refusal(f"{expected} est attendu")
        return value.upper() if upper else value

    return _checked(read, {"type": "string", "pattern": f"^(?:{pattern})$"})


def one_of(values: Sequence[str]) -> GetPydanticSchema:
    """Return the type of one value of a closed list."""

    def read(value: str) -> str:
        if value not in values:
            raise refusal(f"valeurs admises : {', '.join(values)}")
        return value

    return _checked(read, {"type": "string", "enum": list(values)})


def several_of(names: Iterable[str]) -> GetPydanticSchema:
    """Return the type of names of a closed list, separated by commas, each kept once.

    The JSON Schema is that of the list once split: `document.py` says that commas separate its items.
    """
    allowed = list(names)

    def read(value: str) -> tuple[str, ...]:
        asked = [name.strip() for name in value.split(",")]
        for name in asked:
            if name not in allowed:
                raise refusal(f"« {name[:80]} » n’est pas un champ ; champs admis : {', '.join(allowed)}")
        return tuple(dict.fromkeys(asked))

    return _checked(read, {"type": "array", "items": {"type": "string", "enum": allowed}, "minItems": 1})


def whole(minimum: int) -> GetPydanticSchema:
    """Return the type of a whole number from `minimum` to a million, written in digits."""

    def read(value: str) -> int:
        if re.fullmatch("[0-9]{1,7}", value) and minimum <= int(value) <= MOST:
            return int(value)
        raise refusal(f"un nombre entier de {minimum} à {MOST} est attendu")

    return _checked(read, {"type": "integer", "minimum": minimum, "maximum": MOST})


def read_day(value: str) -> date:
    """Return a date written YYYY-MM-DD, and no other way.

    Raises:
        PydanticCustomError: it is not one.
    """
    try:
        if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            return date.fromisoformat(value)
    except ValueError:  # a 30 February: refused like any other text
        pass
    raise refusal("une date AAAA-MM-JJ est attendue")


DAY = _checked(read_day, {"type": "string", "format": "date"})
