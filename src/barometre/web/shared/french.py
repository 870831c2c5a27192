"""Numbers as French readers write them, 1 234,5 and 61,6 %, with spaces that do not break; « de » and « à »."""

import re

from barometre.rounding import rounded, rounded_share

# Narrow no-break space between thousands (Lexique des règles typographiques, Imprimerie nationale).
GROUP = "\u202f"

# No-break space before %, « : », « ; », « ? » and « ! ».
NO_BREAK = "\u00a0"

UNKNOWN = "non renseigné"


def number(value: float, decimals: int = 1) -> str:
    """Return a number with at most so many decimals, halves rounded away from zero, without a last zero."""
    shown = rounded(value, decimals)
    whole, _, rest = f"{abs(shown):f}".partition(".")
    grouped = f"{int(whole):,}".replace(",", GROUP)
    rest = rest.rstrip("0")
    sign = "−" if shown < 0 else ""
    return f"{sign}{grouped},{rest}" if rest else f"{sign}{grouped}"


def percent(value: float, decimals: int = 1) -> str:
    """Return a share given from 0 to 100, like 61,6 %; one that is nearly 0 or 100 is never shown as 0 or 100."""
    return f"{_share(value, decimals)}{NO_BREAK}%"


def between(low: float, high: float, decimals: int = 1) -> str:
    """Return two shares given from 0 to 100, between which a third is: « entre moins de 0,1 et 61,6 % »."""
    return f"entre {_share(low, decimals)} et {_share(high, decimals)}{NO_BREAK}%"


def score(value: float, decimals: int = 0) -> str:
    """Return a score or a mean out of 100; one that is nearly 0 or 100 is never shown as 0 or 100."""
    return number(float(rounded_share(value, decimals)), decimals)


def _share(value: float, decimals: int) -> str:
    """Return a share without its sign, like 61,6 or « plus de 99,9 »."""
    step = 10.0**-decimals
    words = "moins de " if 0 < value < step else "plus de " if 100 - step < value < 100 else ""
    return f"{words}{number(float(rounded_share(value, decimals)), decimals)}"


def counted(n: int, singular: str, plural: str) -> str:
    """Return a count and its noun: « 0 commune », « 1 commune », « 2 communes »; below two, French has the singular."""
    return f"{number(n, 0)}{NO_BREAK}{singular if abs(n) < 2 else plural}"


# First letters before which « de » elides: « Y » only before a consonant; « H » never, as no rule says which is mute.
_VOWEL = re.compile("[aàâäæeéèêëiîïoôöœuùûü]|y(?![aeiouéèê])", re.IGNORECASE)


def of(name: str) -> str:
    """Return « de » and a name: « d’Amiens », « du Mans », « des Abymes », « de La Ferté-Milon »."""
    if contracted := _contracted(name, "du", "des"):
        return contracted
    return f"d’{name}" if _VOWEL.match(name) else f"de {name}"


def at(name: str) -> str:
    """Return « à » and a name: « à Amiens », « au Mans », « aux Abymes »."""
    return _contracted(name, "au", "aux") or f"à {name}"


def to_whom(whom: str) -> str:
    """Return « à » and whom, whose article is in lower case: « au maire », « aux archives », « à votre hébergeur »."""
    article, _, rest = whom.partition(" ")
    return {"le": f"au {rest}", "les": f"aux {rest}"}.get(article, f"à {whom}")


def _contracted(name: str, singular: str, plural: str) -> str:
    """Return the name with its article « Le » or « Les » contracted with the preposition; empty without article."""
    article, _, rest = name.partition(" ")
    return f"{singular} {rest}" if article == "Le" else f"{plural} {rest}" if article == "Les" else ""
