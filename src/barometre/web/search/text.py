"""How a name or a query is read: accents, abbreviations, articles, one typing error. Pure text, no data."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence

# Characters of a query that are read; the longest name of an EPCI has 96.
LONGEST_QUERY = 100

ALPHABET = "abcdefghijklmnopqrstuvwxyz "

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})
_MARKS = re.compile("[\u0300-\u036f]+")
_NOT_KEY = re.compile(r"[^a-z0-9]+")
_SOUS = re.compile(r"\bss/|\bs/s(?:ous)?\b")
_SUR = re.compile(r"\bs/")
# « 3e », « 3ème », « 3 eme », « 2nd », « 1er »: as INSEE names arrondissements, Lyon 3e, Paris 1er.
_ORDINAL = re.compile(r"\b(\d{1,2}) ?(?:er|ere|e|eme|ieme|nd|nde)\b")
_SAINT = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
_ARTICLE = re.compile(r"^(?:le|la|les|l) (?=.)")
_LINK = r"(?: (?:de la|de l|du|des|de|d|le|la|les|l))? (?=.)"
_KIND_PREFIXES = (
    (
        "epci",
        re.compile(
            r"^(?:communaute (?:de communes|d agglomeration|urbaine)|metropole|communaute|epci"
            r"|intercommunalite|interco|agglomeration|agglo|cc|ca|cu)" + _LINK
        ),
    ),
    ("departement", re.compile(r"^(?:collectivite europeenne|conseil departemental|departement|dept?)" + _LINK)),
    ("region", re.compile(r"^(?:conseil regional|region)" + _LINK)),
    ("commune", re.compile(r"^(?:mairie|commune|ville|municipalite)" + _LINK)),
)
_SMALL_WORDS = frozenset(("le", "la", "les", "l", "de", "du", "des", "d"))


def normalise(text: str) -> str:
    """Return the search key of a text: lower-case ASCII words one space apart.

    « St » is read as saint, « s/ » as sur, « 3ème » as 3e.
    """
    text = unicodedata.normalize("NFKD", text[: 4 * LONGEST_QUERY].lower().translate(_LIGATURES))
    text = _MARKS.sub("", text)
    if "/" in text:
        text = _SUR.sub(" sur ", _SOUS.sub(" sous ", text))
    words = _ORDINAL.sub(_ordinal, _NOT_KEY.sub(" ", text)).split()
    return " ".join([_SAINT.get(word, word) for word in words])[:LONGEST_QUERY].rstrip()


def _ordinal(found: re.Match[str]) -> str:
    number = found[1].lstrip("0")
    return f"{number}er" if number == "1" else f"{number}e"


def without_article(key: str) -> str:
    """Return the key without its leading le, la, les or l’."""
    return _ARTICLE.sub("", key)


def split_kind(key: str) -> tuple[str | None, str]:
    """Return the kind that a query names (« cc du pays d iroise » is about an EPCI) and the rest of it."""
    for kind, pattern in _KIND_PREFIXES:
        rest, count = pattern.subn("", key, count=1)
        if count:
            return kind, rest
    return None, key


def telling_words(key: str) -> list[str]:
    """Return the distinct words of a query, at most eight, without articles, « de » and single letters.

    When nothing else is left, the first four words.
    """
    words = list(dict.fromkeys(key.split()))
    return [word for word in words if len(word) > 1 and word not in _SMALL_WORDS][:8] or words[:4]


def without_small_end(words: list[str]) -> str:
    """Return the words as a key, without the articles and « de » that end it: « saint denis de la »."""
    kept = [i for i, word in enumerate(words, 1) if word not in _SMALL_WORDS]
    return " ".join(words[: kept[-1]]) if kept else ""


def one_typo(key: str, following: Sequence[Collection[str]]) -> Iterator[str]:
    """Yield the texts one typing error away: a letter missing, added, wrong, or swapped with the next one.

    This is the optimal string alignment distance of 1, listed instead of measured: some hundred texts to
    look up in a sorted list cost less than a distance to each of 33,000 names. `following` holds, for each
    beginning of the key (from the empty one), the letters that follow it in some name: it ends where no name
    begins so, since an error after that cannot be the only one.
    """
    for i, letters in enumerate(following):
        head, tail = key[:i], key[i:]
        for letter in letters:
            yield head + letter + tail
            yield head + letter + tail[1:]
        yield head + tail[1:]
        if len(tail) > 1 and tail[1] in letters:
            yield head + tail[1] + tail[0] + tail[2:]
