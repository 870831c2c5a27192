"""How a name or a query is read: accents, abbreviations, articles, one typing error. Pure text, no data."""

import re
from collections.abc import Collection, Iterator, Sequence

ALPHABET = "abcdefghijklmnopqrstuvwxyz "

_ARTICLE = re.compile(r"^(?:le|la|les|l) (?=.)")
_LINK = r"(?: (?:de la|de l|du|des|de|d|le|la|les|l))? (?=.)"
_KIND_PREFIXES = (
    (
        "epci",
        re.compile(
            r"^(?:communaute (?:de communes|d agglomeration|urbaine)|metropole|communaute|epci"
            r"|intercommunalite|interco|agglomeration|agglo|com com|comcom|cdc|cc|ca|cu)" + _LINK
        ),
    ),
    ("departement", re.compile(r"^(?:collectivite europeenne|conseil departemental|departement|dept?)" + _LINK)),
    ("region", re.compile(r"^(?:conseil regional|region)" + _LINK)),
    ("commune", re.compile(r"^(?:mairie|hotel de ville|commune(?: nouvelle)?|ville|municipalite)" + _LINK)),
)
# What follows a name, a code or a place: « herbignac mairie », « mareuil mairie 16170 ».
_COMMUNE_AFTER = re.compile(r" (?:mairie|hotel de ville|commune|municipalite)(?= |$)")
_SMALL_WORDS = frozenset(("le", "la", "les", "l", "de", "du", "des", "d"))


def without_article(key: str) -> str:
    """Return the key without its leading le, la, les or l’."""
    return _ARTICLE.sub("", key)


def split_kind(key: str) -> tuple[str | None, str]:
    """Return the kind that a query names (« cc du pays d iroise » is about an EPCI) and the rest of it."""
    bare = without_article(key)
    for kind, pattern in _KIND_PREFIXES:
        rest, count = pattern.subn("", bare, count=1)
        if count:
            return kind, rest
    rest, count = _COMMUNE_AFTER.subn("", key, count=1)
    return ("commune", rest) if count else (None, key)


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
