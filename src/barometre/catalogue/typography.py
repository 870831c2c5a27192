"""Spaces of French typography in texts that the program makes, so that none breaks before : ; ? ! % or inside « »."""

import re

_COLON = re.compile(r"(?<=\S) (?=:(?:\s|$))")
_HIGH = re.compile(r"(?<=\S) (?=[;?!%](?!\w))")
_OPENING = re.compile(r"« ")
_CLOSING = re.compile(r" »")


def non_breaking(text: str) -> str:
    """Replace the ordinary spaces that French typography wants non-breaking (U+00A0, narrow U+202F before ; ? ! %)."""
    text = _COLON.sub("\u00a0", text)
    text = _HIGH.sub("\u202f", text)
    return _CLOSING.sub("\u00a0»", _OPENING.sub("«\u00a0", text))
