"""Names in sorted lists, matched by whole name, beginning, words, or one typing error. No reading of files."""

from bisect import bisect_left
from collections.abc import Collection, Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from barometre.web.search.text import ALPHABET, one_typo, telling_words

Ids = npt.NDArray[np.int32]

# Number of letters from which a typing error is searched: below, every name is one error away from another.
SHORTEST_WITH_TYPO = 4

# Number of entries from which all letters are tried, rather than those of the entries.
FEW = 20

# Number of letters from which the nearest whole names are mixed with the names that begin like the query.
SHORTEST_TO_MIX = 5

_NONE: Ids = np.empty(0, dtype=np.int32)


class Prefixes(NamedTuple):
    """Sorted texts, each with the id of what it names; equal beginnings are neighbours."""

    texts: list[str]
    ids: Ids

    @classmethod
    def of(cls, pairs: pl.DataFrame) -> "Prefixes":
        """Return the sorted list of the pairs of a table with two columns, texts (ASCII) and ids."""
        text, key = pairs.columns
        ordered = pairs.drop_nulls().unique().sort(text, key)
        return cls(ordered[text].to_list(), ordered[key].cast(pl.Int32).to_numpy())

    def equal(self, text: str) -> Ids:
        """Return the ids of exactly this text."""
        start = bisect_left(self.texts, text)
        if start == len(self.texts) or self.texts[start] != text:
            return _NONE
        return self.ids[start : bisect_left(self.texts, text + "\0", start)]

    def beginning(self, text: str) -> Ids:
        """Return the ids of the texts that begin with this one; an id can come twice."""
        start = bisect_left(self.texts, text)
        if start == len(self.texts) or not self.texts[start].startswith(text):
            return _NONE
        return self.ids[start : bisect_left(self.texts, text + "\x7f", start)]

    def near(self, text: str) -> list[str]:
        """Return the texts one typing error away that an entry can begin with."""
        return list(one_typo(text, self._following(text)))

    def _following(self, text: str) -> list[Collection[str]]:
        """Return the letters that follow each beginning of the text, as far as some entry begins so."""
        letters: list[Collection[str]] = []
        start, end = 0, len(self.texts)
        for i in range(len(text) + 1):
            letters.append(ALPHABET if end - start > FEW else {entry[i : i + 1] for entry in self.texts[start:end]})
            start = bisect_left(self.texts, text[: i + 1], start, end)
            end = bisect_left(self.texts, text[: i + 1] + "\x7f", start, end)
            if start == end:
                break
        return letters


class NameMatcher:
    """Finds ids by name. Ids are ranks: the smaller comes first when two match equally well."""

    def __init__(self, keys: pl.DataFrame) -> None:
        """Index normalised names: columns `key`, `id`."""
        self._keys = Prefixes.of(keys.select("key", "id"))
        self._words = Prefixes.of(keys.select(pl.col("key").str.split(" "), "id").explode("key"))

    def starts(self, key: str) -> bool:
        """Whether some name begins with this key."""
        return bool(self._keys.beginning(key).size)

    def tiers(self, key: str) -> Iterator[Ids]:
        """Yield the ids that match a normalised query, best tier first, each tier in the order of ids.

        Tiers: the whole name; its first words, for five names (« Bâgé » is Bâgé-le-Châtel before it is Bages); its
        beginning; all words; then whole name, beginning and words with one typing error. A later tier can repeat ids
        of an earlier one. When the query is a whole name, typing errors in a beginning or a word are not searched.
        When it is not, the nearest whole names are among the first fifteen: without that, the names nearest to
        « Sain-Aubin » would come after all the longer names.
        """
        whole = _distinct(self._keys.equal(key))
        yield whole
        yield _distinct(self._keys.beginning(f"{key} "))[:5]
        near = self._keys.near(key) if len(key) >= SHORTEST_WITH_TYPO else []
        beginning = _distinct(self._keys.beginning(key))
        if not whole.size and len(key) >= SHORTEST_TO_MIX:
            yield beginning[:5]
            yield _union([self._keys.equal(text) for text in near])[:4]
        yield beginning
        words = telling_words(key)
        by_word = [_distinct(self._words.beginning(word)) for word in words]
        with_all = _in_all(by_word)
        yield with_all
        if near:
            yield _union([self._keys.equal(text) for text in near])
        if near and not whole.size:
            yield _union([self._keys.beginning(text) for text in near])
            if not with_all.size:
                yield self._words_with_typo(words, by_word)

    def _words_with_typo(self, words: list[str], by_word: list[Ids]) -> Ids:
        """Return the ids that have all the words when one of them has a typing error."""
        unknown = [i for i, ids in enumerate(by_word) if not ids.size]
        if len(unknown) > 1:
            return _NONE
        matches = []
        for i in unknown or range(len(words)):
            others = [ids for j, ids in enumerate(by_word) if j != i]
            left = _in_all(others) if others else None
            if len(words[i]) < SHORTEST_WITH_TYPO or (left is not None and not left.size):
                continue
            ids = _union([self._words.equal(text) for text in self._words.near(words[i])])
            matches.append(ids if left is None else np.intersect1d(ids, left, assume_unique=True))
        return _union(matches)


def _distinct(ids: Ids) -> Ids:
    """Return the ids sorted, each once (np.unique imports 40 ms of NumPy at its first call)."""
    ids = np.sort(ids)
    return ids[np.append(True, ids[1:] != ids[:-1])] if ids.size else ids


def _union(parts: list[Ids]) -> Ids:
    parts = [part for part in parts if part.size]
    return _distinct(np.concatenate(parts)) if parts else _NONE


def _in_all(parts: list[Ids]) -> Ids:
    """Return the ids that are in every part, starting with the smallest part."""
    parts = sorted(parts, key=len)
    if not parts or not parts[0].size:
        return _NONE
    kept = parts[0]
    for part in parts[1:]:
        kept = np.intersect1d(kept, part, assume_unique=True)
    return kept
