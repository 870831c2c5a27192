"""Where a list goes on: after one of its rows, in the build of the edition where it began."""

import base64
import hashlib
import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest

from barometre.web.api.errors import BAD_PARAMETER, ENDED_EDITION, ProblemError

# Parameters that say how a part of a list is given, and not which list it is part of.
_FORM = {"cursor", "limit", "offset", "fields", "format", "geometry", "edition"}
# Bytes of the digest that binds a cursor to its list: a slip of the hand has a chance in 10^21 to pass.
_SEAL = 9
# Characters of the identifier of a build.
_BUILD = 16


@dataclass(frozen=True)
class Cursor:
    """The row after which a list goes on.

    Attributes:
        day: date of the edition; None for a list that is of none.
        build: beginning of the identifier of its build.
        total: number of rows of the whole list.
        after: what places the last row given, in the order of the list.
    """

    day: date | None
    build: str
    total: int
    after: tuple[str, ...]


def build_of(build_id: str) -> str:
    """Return what a cursor keeps of the identifier of a build."""
    return build_id[:_BUILD]


def write(request: HttpRequest, cursor: Cursor) -> str:
    """Return a cursor as an opaque text, good for the list of this request only, on every instance of the edition."""
    payload = json.dumps([cursor.day and cursor.day.isoformat(), cursor.build, cursor.total, *cursor.after]).encode()
    return base64.urlsafe_b64encode(_seal(request, payload) + payload).decode().rstrip("=")


def read(request: HttpRequest, text: str) -> Cursor:
    """Return the cursor of a text.

    Raises:
        ProblemError: it was not given for this list, or it was changed.
    """
    try:
        sealed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        seal, payload = sealed[:_SEAL], sealed[_SEAL:]
        whole = base64.urlsafe_b64encode(sealed).decode().rstrip("=") == text
        if whole and seal == _seal(request, payload):
            return _parsed(json.loads(payload))
    except (ValueError, TypeError):  # not base64, not JSON, or JSON of another form: refused like any other text
        pass
    raise ProblemError(
        BAD_PARAMETER,
        "Paramètre « cursor » : il n’est pas celui de cette liste ; "
        "reprenez tel quel celui de l’en-tête Link, avec les mêmes paramètres, ou recommencez sans lui.",
    )


def ended(day: date | None) -> ProblemError:
    """Return the 410 of a cursor whose edition, of that build, is no longer published."""
    return ProblemError(
        ENDED_EDITION,
        f"L’édition du {day} a été retirée ou remplacée depuis le début de cette liste ; "
        "recommencez la liste sans « cursor ».",
    )


def _parsed(values: list[Any]) -> Cursor:
    """Return the cursor that values say.

    Raises:
        ValueError: they are not those of a cursor.
        TypeError: as above.
    """
    day, build, total, *after = values
    if not (isinstance(build, str) and type(total) is int and total >= 0):
        raise ValueError("build and total")
    if not (after and all(isinstance(one, str) and "\0" not in one for one in after)):
        raise ValueError("the row")
    return Cursor(None if day is None else date.fromisoformat(day), build, total, tuple(after))


def _seal(request: HttpRequest, payload: bytes) -> bytes:
    """Return what binds a cursor to the list of a request: its address, and the parameters that choose its rows."""
    choice = sorted((name, value) for name, value in request.GET.items() if name not in _FORM)
    return hashlib.sha256(json.dumps([request.path, choice]).encode() + payload).digest()[:_SEAL]
