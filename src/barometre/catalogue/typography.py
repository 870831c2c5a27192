"""Non-breaking spaces of French typography (before : ; ? ! % and inside « ») in texts that the program makes."""

import re

_COLON = re.compile(r"(?<=\S) (?=:(?:\s|$))")
_HIGH = re.compile(r"(?<=\S) (?=[;?!%](?!\w))")
_OPENING = re.compile(r"« ")
_CLOSING = re.compile(r" »")


def non_breaking(text: str) -> str:
    """Replace ordinary spaces by non-breaking ones: U+00A0 before : and inside « », narrow U+202F before ; ? ! %."""
    text = _COLON.sub("\u00a0", text)
    text = _HIGH.sub("\u202f", text)
    return _CLOSING.sub("\u00a0»", _OPENING.sub("«\u00a0", text))
