"""Types of parameters: each says in French what it allows, and gives its part of the OpenAPI document."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

# Greatest number that a parameter may have.
MOST = 1_000_000


def refusal(expected: str) -> PydanticCustomError:
    """Return the error of a value that is not allowed; `expected` ends the sentence that the caller reads."""
    return PydanticCustomError("refused", "{expected}", {"expected": expected})


class _Checked:
    """Validator of the text of one parameter, to put in `Annotated`."""

    def check(self, value: str) -> object:
        """Return the value read from the text; raise PydanticCustomError when it is not allowed."""
        raise NotImplementedError

    def document(self) -> dict[str, Any]:
        """Return the JSON Schema of the values allowed."""
        raise NotImplementedError

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self._read)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return self.document()

    def _read(self, value: str | list[str]) -> object:
        return self.check(value[0] if isinstance(value, list) else value)


@dataclass(frozen=True)
class Form(_Checked):
    """A text that must have a form; `expected` says it in French; letters become capitals if `upper`."""

    pattern: str
    expected: str
    upper: bool = False

    def check(self, value: str) -> str:
        """Return the text, when it has the form."""
        if not re.fullmatch(self.pattern, value):
            raise refusal(f"{self.expected} est attendu")
        return value.upper() if self.upper else value

    def document(self) -> dict[str, Any]:
        """Return the JSON Schema with the pattern."""
        return {"type": "string", "pattern": f"^(?:{self.pattern})$"}


@dataclass(frozen=True)
class ClosedList(_Checked):
    """One value of a closed list."""

    values: tuple[str, ...]

    def check(self, value: str) -> str:
        """Return the value, when it is in the list."""
        if value not in self.values:
            raise refusal(f"valeurs admises : {', '.join(self.values)}")
        return value

    def document(self) -> dict[str, Any]:
        """Return the JSON Schema with the list."""
        return {"type": "string", "enum": list(self.values)}


class SeveralOf(_Checked):
    """Names of a closed list, separated by commas, each kept once."""

    def __init__(self, values: Iterable[str]) -> None:
        self.values = list(values)

    def check(self, value: str) -> tuple[str, ...]:
        """Return the names, when all are in the list."""
        asked = [name.strip() for name in value.split(",")]
        for name in asked:
            if name not in self.values:
                raise refusal(f"« {name[:80]} » n’est pas un champ ; champs admis : {', '.join(self.values)}")
        return tuple(dict.fromkeys(asked))

    def document(self) -> dict[str, Any]:
        """Return the JSON Schema of the list once split; `document.py` says that commas separate its items."""
        return {"type": "array", "items": {"type": "string", "enum": self.values}, "minItems": 1}


@dataclass(frozen=True)
class Whole(_Checked):
    """A whole number from `minimum` to a million, written in digits."""

    minimum: int

    def check(self, value: str) -> int:
        """Return the number, when it is within the bounds."""
        if re.fullmatch("[0-9]{1,7}", value) and self.minimum <= int(value) <= MOST:
            return int(value)
        raise refusal(f"un nombre entier de {self.minimum} à {MOST} est attendu")

    def document(self) -> dict[str, Any]:
        """Return the JSON Schema with the bounds."""
        return {"type": "integer", "minimum": self.minimum, "maximum": MOST}


class Day(_Checked):
    """A date written YYYY-MM-DD, and no other way."""

    def check(self, value: str) -> date:
        """Return the date."""
        try:
            if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
                return date.fromisoformat(value)
        except ValueError:  # a 30 February: refused like any other text
            pass
        raise refusal("une date AAAA-MM-JJ est attendue")

    def document(self) -> dict[str, Any]:
        """Return the JSON Schema of a date."""
        return {"type": "string", "format": "date"}
