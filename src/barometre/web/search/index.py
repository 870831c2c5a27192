"""Finding a collectivité from what a person types: a name, a postal code, an INSEE code, a SIREN."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from itertools import tee

import polars as pl

from barometre.errors import BarometreError
from barometre.territory import history
from barometre.territory.names import normalise
from barometre.web.search.match import NameMatcher, Prefixes
from barometre.web.search.records import HIT_COLUMNS, Hit, all_records, keys_of
from barometre.web.search.text import split_kind, without_small_end

__all__ = ["Hit", "SearchIndex"]

_CODE = re.compile(r"\d{1,5}|2[ab]\d{0,3}|6ae")
_SIREN = re.compile(r"\d{9}(?:\d{5})?")
_DIGITS = re.compile(r"\d{2,5}|2[ab]\d*")

# The row of a record, and the words for the code given up that led to it.
Match = tuple[int, str | None]


class SearchIndex:
    """All names and codes in memory, made once per process and only read after."""

    def __init__(self, records: pl.DataFrame) -> None:
        """Index records (columns: `search_records.COLUMNS`) that come in order of rank."""
        rows = records.with_row_index("id")
        self._rows = records.select(HIT_COLUMNS).rechunk()
        self._kinds = records["kind"].to_list()
        self._departements = records["departements"].to_list()
        self._names = NameMatcher(keys_of(records))
        self._postal = Prefixes.of(rows.select("postal_codes", "id").explode("postal_codes"))
        codes = rows.select(pl.col("codes"), "id").explode("codes")
        self._codes = Prefixes.of(codes.with_columns(pl.col("codes").str.to_lowercase()))
        places = records.filter(pl.col("url_kind") == "departements")
        self._places = {key: places["code"][i] for key, i in keys_of(places).iter_rows()}

    def search(self, q: str, limit: int = 10) -> list[Hit]:
        """Return the best answers to a query, at most `limit`, in under 10 ms; never raise.

        Codes come before names. Names: whole, then beginning, then all words, then one typing error;
        among equals the most populous first.
        """
        key = normalise(q)
        hits: dict[str, Hit] = {}
        for row, former in self._found(key) if key else ():
            hit = Hit(*self._rows.row(row))
            if former:
                hit = replace(hit, context=f"{former}, {hit.context.removeprefix('commune, ')}")
            hits.setdefault(hit.path, hit)
            if len(hits) >= limit:
                break
        return list(hits.values())[:limit]

    def _found(self, key: str) -> Iterator[Match]:
        code = key.replace(" ", "")
        if _SIREN.fullmatch(code):
            yield from self._by_code(code[:9])
        elif _CODE.fullmatch(code):
            yield from self._by_code(code)
            if len(code) in (1, 4):  # a spreadsheet removed the leading zero
                yield from self._by_code(f"0{code}")
        yield from _plain(self._by_name(key))

    def _by_code(self, code: str) -> Iterator[Match]:
        """Yield matches of a postal code, code of today, former code, then what begins like one of them."""
        rows = self._codes.equal(code)
        yield from _plain(self._postal.equal(code))
        yield from _plain(rows)
        if not rows.size and len(code) in (5, 9):
            yield from self._former(code)
        if 1 < len(code) < 5:
            yield from _plain(sorted(set(self._postal.beginning(code))))
            alike = sorted(set(self._codes.beginning(code)))
            yield from _plain(row for row in alike if self._kinds[row] == "commune")

    def _former(self, code: str) -> Iterator[Match]:
        """Yield the collectivité of today for a code or a SIREN given up since 2021."""
        words, siren = _successor(code.upper())
        for row in self._codes.equal(siren)[:1]:
            yield row, words

    def _by_name(self, key: str) -> Iterator[int]:
        kind, named = split_kind(key)
        if kind and not self._names.starts(key):
            yield from (row for row in self._placed(named) if self._kinds[row] == kind)
        yield from self._placed(key)

    def _placed(self, key: str) -> Iterator[int]:
        """Yield what has a name, first where the query places it: postal code, then département."""
        rest, code = _split_code(key)
        if code:
            there, here, anywhere = tee(self._named(rest), 3)
            postal = set(self._postal.equal(code).tolist())
            yield from (row for row in there if row in postal)
            yield from self._inside(here, _departement(code)) or self._named(key)
            yield from anywhere
            return
        rest, departement = self._split_place(key)
        if departement:
            yield from self._inside(self._named(rest), departement)[:5]
        yield from self._named(key)
        if departement:
            yield from self._named(rest)

    def _inside(self, rows: Iterable[int], departement: str) -> list[int]:
        return [row for row in rows if departement in self._departements[row]]

    def _named(self, key: str) -> Iterator[int]:
        for tier in self._names.tiers(key):
            yield from tier.tolist()

    def _split_place(self, key: str) -> tuple[str, str | None]:
        """Split « saint denis de la reunion » into the name and its département; no name of today begins so."""
        words = key.split()
        for i in range(1, 0 if self._names.starts(key) else len(words)):
            departement = self._places.get(" ".join(words[i:]))
            head = without_small_end(words[:i])
            if departement and head:
                return head, departement
        return key, None


def _split_code(key: str) -> tuple[str, str | None]:
    """Split « saint denis 93 » or « 29200 brest » into the name and the code that places it."""
    words = key.split()
    codes = [word for word in words if _DIGITS.fullmatch(word)]
    names = [word for word in words if word not in codes]
    if not codes or not names:
        return key, None
    return " ".join(names), codes[0]


def _departement(code: str) -> str:
    """Return the département of a code, or of a postal code as it begins."""
    return code[:3] if code.startswith("97") else code[:2]


def _successor(code: str) -> tuple[str, str]:
    """Return words for a code or SIREN given up, and the SIREN of its successor (itself when it has none)."""
    try:
        commune = history.resolve(code)
    except BarometreError:
        return f"remplace l’intercommunalité {code}", history.heir(code) or code
    word = "SIREN" if len(code) == len(commune.siren) else "code"
    if commune.asked == code:  # the archives have no name for it
        return f"{word} d’une ancienne commune\u00a0: {code}", commune.siren
    return f"ancien {word} de {commune.asked}", commune.siren


def _plain(rows: Iterable[int]) -> Iterator[Match]:
    return ((int(row), None) for row in rows)


@cache
def index() -> SearchIndex:
    """Return the search index, made once per process."""
    return SearchIndex(all_records())
