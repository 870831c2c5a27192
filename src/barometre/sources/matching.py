"""Lead each row of a register to today's collectivité: by SIREN, SIRET or official code of its day, or by its name.

A code proves nothing by itself (half of the postal codes are another commune's INSEE code): when the row has a name, it
agrees too, or the row is left as a doubt. What is said of one of the communes that merged says nothing of today's, but
in registers that add up or place what they list (`Register.parts`). A CCAS, a school or a syndicat has a SIREN of its
own, and is nobody here.
"""

import re
from dataclasses import replace
from datetime import date
from enum import StrEnum
from functools import lru_cache

import polars as pl

from barometre.sources.register import Key
from barometre.territory import history, reference
from barometre.territory.files import table
from barometre.territory.names import normalise


class Doubt(StrEnum):
    """Why a row has no collectivité."""

    NO_IDENTIFIER = "no-identifier"
    UNKNOWN_IDENTIFIER = "unknown-identifier"
    OTHER_NAME = "other-name"
    OTHER_KIND = "other-kind"
    AMBIGUOUS_NAME = "ambiguous-name"
    UNKNOWN_NAME = "unknown-name"
    PART = "part-of-today-s"


# What stands before the name of an authority in registers, once normalised.
_BEFORE = re.compile(
    r"^(?:mairie|hotel de ville|commune|ville|communaute de communes|communaute d agglomeration|communaute urbaine"
    r"|metropole|conseil departemental|conseil regional|departement|region|cc|ca|cu|cd)\b"
    r"(?: (?:de la|de l|du|des|de|d))?\b ?"
)
_SMALL = frozenset("le la les l de du des d et en a au aux sur sous".split())
# Name that the column `siren` of a file has once matched: `siren` is then what was found.
GIVEN = "given_siren"
# Populations of two dates differ by less than this share.
_POPULATION_GAP = 0.1


def match(
    rows: pl.DataFrame,
    key: Key,
    kinds: tuple[str, ...],
    on: date,
    accounts: pl.DataFrame | None = None,
    parts: bool = True,
) -> pl.DataFrame:
    """Find the collectivité of each row.

    Args:
        rows: the columns that `key` names, as text.
        key: how rows name their collectivité.
        kinds: kinds that the register speaks of; a row of another kind is a doubt.
        on: day of the file: a code may have been another commune's.
        accounts: `id`, `heir` (SIREN) of the identifiers of `key.account`.
        parts: whether a row on a part of today's commune is given to it; it is a doubt otherwise.

    Returns:
        `rows` in their order with `siren` (today's; null: none; a column of that name becomes `given_siren`),
        `matched_by` (siren, siret, insee, departement, region, account or name) and `doubt` (null when matched).
    """
    if "siren" in rows.columns:
        rows = rows.rename({"siren": GIVEN})
        key = replace(key, siren=GIVEN if key.siren == "siren" else key.siren)
    found = rows.with_row_index("place").with_columns(
        siren=pl.lit(None, pl.String), matched_by=pl.lit(None, pl.String), tried=pl.lit(False), part=pl.lit(False)
    )
    bodies = reference.collectivites().filter(pl.col("kind").is_in(kinds))
    for name, column, known in _lookups(key, on, accounts):
        found = _by_identifier(found, name, column, known)
    found = found.with_columns(
        doubt=pl.when(pl.col("siren").is_null()).then(
            pl.when("tried").then(pl.lit(Doubt.UNKNOWN_IDENTIFIER.value)).otherwise(pl.lit(Doubt.NO_IDENTIFIER.value))
        )
    )
    if key.name:
        found = _by_name(found, key, kinds) if key.by_name else _agreeing(found, key, on)
    inside = pl.col("siren").is_in(bodies["siren"].implode())
    other = pl.col("siren").is_not_null() & ~inside
    return (
        found.with_columns(doubt=pl.when(other).then(pl.lit(Doubt.OTHER_KIND.value)).otherwise("doubt"))
        .with_columns(
            doubt=pl.coalesce("doubt", pl.when("part" if not parts else False).then(pl.lit(Doubt.PART.value)))
        )
        .with_columns(pl.when(pl.col("doubt").is_null()).then(pl.col("siren", "matched_by")))
        .sort("place")
        .drop("place", "tried", "part")
    )


def _lookups(key: Key, on: date, accounts: pl.DataFrame | None) -> list[tuple[str, pl.Expr, pl.DataFrame]]:
    """Return each way to find: its name, the identifier of a row, and the table `id`, `heir`, `part` of those known.

    `part` (false when the table has none): the identifier was that of a part of what the heir is today.
    """
    ways = []
    if key.siren:
        ways.append(("siren", _digits(key.siren).str.slice(0, 9), _sirens()))
    if key.siret:
        ways.append(("siret", _digits(key.siret).str.slice(0, 9), _sirens()))
    if key.insee:
        code = pl.col(key.insee).str.to_uppercase().str.strip_suffix(".0")
        ways.append(("insee", pl.when(code.str.contains(r"^\d{4}$")).then("0" + code).otherwise(code), communes_of(on)))
    for name, places in (("departement", reference.departements()), ("region", reference.regions())):
        if (column := getattr(key, name)) and not key.by_name:
            code = pl.col(column).str.to_uppercase().str.strip_suffix(".0").str.zfill(2)
            ways.append((name, code, places.select(id="code", heir="siren")))
    if key.account:
        known = pl.DataFrame(schema={"id": pl.String, "heir": pl.String}) if accounts is None else accounts
        ways.append(("account", pl.col(key.account[0]), known))
    return ways


def accounts_of(facts: pl.DataFrame, fact: str) -> pl.DataFrame:
    """Return `id`, `heir` of the identifiers that a fact says whose they are; one given to two bodies is nobody's."""
    told = facts.filter(pl.col("fact") == fact).select(id=pl.col("text").str.split(" "), heir="siren").explode("id")
    return told.unique().filter(pl.len().over("id") == 1, pl.col("id").is_not_null()).sort("id")


def _digits(column: str) -> pl.Expr:
    """Return an identifier as spreadsheets spoil it: spaces, « .0 », zeros lost; null when it is none."""
    digits = pl.col(column).str.strip_suffix(".0").str.replace_all(r"[\s.\u00a0\u202f\u200b\ufeff-]", "")
    whole = pl.when(digits.str.len_chars() > 9).then(digits.str.zfill(14)).otherwise(digits)
    return pl.when(digits.str.contains(r"^\d{9,14}$")).then(whole)


@lru_cache(maxsize=1)
def _sirens() -> pl.DataFrame:
    today = reference.collectivites().select(id="siren", heir="siren", part=pl.lit(False))
    gone = history.successors().select(id="old_siren", heir="siren", part=pl.len().over("siren") > 1)
    return pl.concat([today, gone]).unique("id", keep="first")


@lru_cache(maxsize=4)
def communes_of(on: date) -> pl.DataFrame:
    """Return the INSEE codes in use on a day, of communes or parts of one.

    Columns: `id`, `heir` (SIREN today), `named` (its name then), `part` (whether it was a part of today's commune).
    """
    known = history.validity()
    first = known["valid_from"].min()
    day = max(on, first) if isinstance(first, date) else on
    alive = known.filter(pl.col("valid_from") <= day, pl.col("valid_to").is_null() | (pl.col("valid_to") > day))
    others = known.sort("valid_from").unique("code", keep="last").join(alive, on="code", how="anti")
    heirs = history.successors().select("old_siren", heir="siren", part=pl.len().over("siren") > 1)
    codes = (
        pl.concat([alive, others])
        .join(heirs, left_on="siren", right_on="old_siren", how="left")
        .select(id="code", heir=pl.coalesce("heir", "siren"), named="name", part=pl.col("part").fill_null(False))
    )
    communes = reference.collectivites().filter(pl.col("kind") == "commune").select("code", "siren")
    parts = table("former_codes")
    code, name, _, today = parts.columns
    held = parts.join(communes, left_on=today, right_on="code").select(
        id=code, heir="siren", named=name, part=pl.lit(True)
    )
    return pl.concat([codes, held]).unique("id", keep="first", maintain_order=True)


def _by_identifier(found: pl.DataFrame, name: str, identifier: pl.Expr, known: pl.DataFrame) -> pl.DataFrame:
    """Fill `siren` where it is still empty; a row whose first identifier is unknown is not given another's."""
    named = known.select(_id="id", _heir="heir", _part="part" if "part" in known.columns else pl.lit(False))
    joined = found.with_columns(_id=identifier).join(named, on="_id", how="left", maintain_order="left")
    fresh = pl.col("siren").is_null() & ~pl.col("tried") & pl.col("_id").is_not_null()
    return joined.with_columns(
        siren=pl.when(fresh).then("_heir").otherwise("siren"),
        matched_by=pl.when(fresh & pl.col("_heir").is_not_null()).then(pl.lit(name)).otherwise("matched_by"),
        tried=pl.col("tried") | pl.col("_id").is_not_null(),
        part=pl.col("part") | (fresh & pl.col("_part").fill_null(False)),
    ).drop("_id", "_heir", "_part")


def _agreeing(found: pl.DataFrame, key: Key, on: date) -> pl.DataFrame:
    """Leave as a doubt the rows whose name is another than that of the collectivité, today's or of the day."""
    assert key.name
    today = reference.collectivites().select("siren", of_today="name")
    then = (
        found.select("place", id=pl.col(key.insee)) if key.insee else found.select("place", id=pl.lit(None, pl.String))
    )
    named = (
        communes_of(on).select("id", "named")
        if key.insee
        else pl.DataFrame(schema={"id": pl.String, "named": pl.String})
    )
    compared = (
        found.join(today, on="siren", how="left")
        .join(then.join(named, on="id", how="left").select("place", "named"), on="place", how="left")
        .filter(pl.col("siren").is_not_null(), pl.col(key.name).is_not_null())
        # A commune gone before 2021 has no name here: its code is all that can be read.
        .filter(pl.col("named").is_not_null() | (pl.col("matched_by") != "insee"))
        .select("place", key.name, "of_today", "named")
    )
    others = [
        place
        for place, name, *writings in compared.iter_rows()
        if not any(same_name(name, one) for one in writings if one)
    ]
    doubtful = pl.col("place").is_in(others)
    return found.with_columns(doubt=pl.when(doubtful).then(pl.lit(Doubt.OTHER_NAME.value)).otherwise("doubt"))


def same_name(one: str, other: str) -> bool:
    """Return whether two writings name the same place: one's words, without the small ones, are all in the other."""
    first, second = _words(one), _words(other)
    return bool(first) and bool(second) and (first <= second or second <= first)


def _words(name: str) -> set[str]:
    written = normalise(name)
    # Two communes are called Ville and Villé.
    return {word for word in (_BEFORE.sub("", written) or written).split() if word not in _SMALL}


# SIREN, kind, département and population of the collectivités whose names have the same words.
_Named = dict[frozenset[str], list[tuple[str, str, str | None, int]]]


@lru_cache(maxsize=4)
def _by_words(kinds: tuple[str, ...]) -> _Named:
    columns = ("siren", "kind", "departement", "population", "name")
    bodies = reference.collectivites().filter(pl.col("kind").is_in(kinds)).select(columns)
    named: _Named = {}
    for siren, kind, departement, population, name in bodies.iter_rows():
        named.setdefault(frozenset(_words(name)), []).append((siren, kind, departement, population))
    return named


def _by_name(found: pl.DataFrame, key: Key, kinds: tuple[str, ...]) -> pl.DataFrame:
    """Find by name alone: kind, département and population, where the row has them, must agree and leave one."""
    assert key.name
    by_words = _by_words(kinds)
    columns = [key.name, key.kind[0] if key.kind else None, key.departement, key.population]
    rows = found.select(
        *(
            pl.lit(None, pl.String).alias(f"_{i}") if c is None else pl.col(c).alias(f"_{i}")
            for i, c in enumerate(columns)
        )
    )
    results = [_named(by_words, key, *values) for values in rows.iter_rows()]
    return found.with_columns(
        siren=pl.Series([siren for siren, _ in results], dtype=pl.String),
        doubt=pl.Series([doubt for _, doubt in results], dtype=pl.String),
        matched_by=pl.Series(["name" if siren else None for siren, _ in results], dtype=pl.String),
    )


def _named(
    by_words: _Named,
    key: Key,
    name: str | None,
    kind: str | None,
    departement: str | None,
    population: str | None,
) -> tuple[str | None, str | None]:
    if not name:
        return None, Doubt.NO_IDENTIFIER.value
    wanted = key.kind[1].get(kind or "") if key.kind else None
    people = int(float(population)) if population and population.replace(".", "", 1).isdigit() else None
    alike = [
        siren
        for siren, its_kind, its_departement, inhabitants in by_words.get(frozenset(_words(name)), [])
        if (key.kind is None or its_kind == wanted)
        and (departement is None or its_departement == departement)
        and (people is None or abs(inhabitants - people) <= max(50, _POPULATION_GAP * inhabitants))
    ]
    if len(alike) == 1:
        return alike[0], None
    return None, (Doubt.AMBIGUOUS_NAME if alike else Doubt.UNKNOWN_NAME).value
