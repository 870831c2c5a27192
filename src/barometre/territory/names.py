"""How an official name is written to be compared with another: accents, ligatures, abbreviations. Pure text."""

import re
import unicodedata

# Characters of a name or a query that are read; the longest name of an EPCI has 96.
LONGEST = 100

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})
_MARKS = re.compile("[\u0300-\u036f]+")
_NOT_KEY = re.compile(r"[^a-z0-9]+")
_SOUS = re.compile(r"\bss/|\bs/s(?:ous)?\b")
_SUR = re.compile(r"\bs/")
# « 3e », « 3ème », « 3 eme », « 2nd », « 1er »: as INSEE names arrondissements, Lyon 3e, Paris 1er.
_ORDINAL = re.compile(r"\b(\d{1,2}) ?(?:er|ere|e|eme|ieme|nd|nde)\b")
_SAINT = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}


def normalise(text: str) -> str:
    """Return the search key of a text: lower-case ASCII words one space apart.

    « St » is read as saint, « s/ » as sur, « 3ème » as 3e.
    """
    text = unicodedata.normalize("NFKD", text[: 4 * LONGEST].lower().translate(_LIGATURES))
    text = _MARKS.sub("", text)
    if "/" in text:
        text = _SUR.sub(" sur ", _SOUS.sub(" sous ", text))
    words = _ORDINAL.sub(_ordinal, _NOT_KEY.sub(" ", text)).split()
    return " ".join([_SAINT.get(word, word) for word in words])[:LONGEST].rstrip()


def _ordinal(found: re.Match[str]) -> str:
    number = found[1].lstrip("0")
    return f"{number}er" if number == "1" else f"{number}e"
