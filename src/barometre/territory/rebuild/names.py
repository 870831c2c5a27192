"""Write names with French typography, and derive slugs and articles from them."""

import re
import unicodedata

_QUOTED = re.compile(r"(?:''|«|\")\s*([^'«»\"]+?)\s*(?:''|»|\")")
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE"})
# INSEE's « type de nom en clair »: what comes between « département » and the name
_DE = ("de ", "d’", "du ", "de la ", "des ", "de l’", "des ", "de las ", "de los ")


def typographic(name: str) -> str:
    """Return a name in NFC, with typographic apostrophes, French quotation marks and single spaces."""
    text = unicodedata.normalize("NFC", name)
    text = _QUOTED.sub("«\u00a0\\1\u00a0»", text)
    return re.sub("[ \t]+", " ", text.replace("'", "’")).strip()


def slug(name: str) -> str:
    """Return the ASCII form used in addresses and file names: « L’Haÿ-les-Roses » -> l-hay-les-roses."""
    text = unicodedata.normalize("NFKD", name.translate(_LIGATURES)).replace("’", "-")
    text = text.encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", text).strip("-")


def of(name: str, article: int) -> str:
    """Return « de l’Ain », « du Nord » for a name and INSEE's code of its article (0 to 8)."""
    return f"{_DE[article]}{name}"


def luhn(siren: str) -> bool:
    """Return whether the key of a SIREN is right (last digit, Luhn's algorithm)."""
    if len(siren) != 9 or not siren.isdigit():
        return False
    doubled = [int(digit) * (1 + position % 2) for position, digit in enumerate(siren)]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
