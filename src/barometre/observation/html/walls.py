"""Services against robots that answer instead of a site, recognised by the signs of the catalogue. Pure functions."""

import re
from collections.abc import Iterable
from functools import cache
from html import unescape

from barometre.catalogue.models import Wall
from barometre.observation.html.links import plain
from barometre.observation.net.answers import Answer

# A wall is a short page, whose signs are at the top: bytes in which they are looked for.
_TOP = 20_000
# A page that answers 200 and is longer is the site's own.
_LONGEST = 100_000
_TITLE = re.compile(rb"<title\b[^<>]{0,200}>([^<]{0,300})", re.IGNORECASE)


def wall_of(answer: Answer, walls: Iterable[Wall]) -> str | None:
    """Return the name of the service that answered instead of the site, None when it is the site itself."""
    if answer.status is None:
        return None
    short = answer.status != 200 or len(answer.body) <= _LONGEST
    top = answer.body[:_TOP].lower() if short else b""
    title = _title(top)
    cookies = [value.lstrip().lower() for name, value in answer.headers if name == "set-cookie"]
    names = {name for name, _ in answer.headers}
    for wall in walls:
        if (wall.statuses and answer.status not in wall.statuses) or not wall.headers.keys() <= names:
            continue
        if wall.title_start and not title.startswith(_start(wall.title_start)):
            continue
        if (
            all(_has(answer, name, start) for name, start in wall.headers.items())
            and all(any(cookie.startswith(start.lower()) for cookie in cookies) for start in wall.cookies)
            and all(text.lower().encode() in top for text in wall.body)
        ):
            return wall.name
    return None


@cache
def _start(title: str) -> str:
    return plain(title)


def _title(top: bytes) -> str:
    found = _TITLE.search(top)
    return plain(unescape(found[1].decode("utf-8", "replace"))) if found else ""


def _has(answer: Answer, name: str, start: str) -> bool:
    return any(key == name and value.lower().startswith(start.lower()) for key, value in answer.headers)
