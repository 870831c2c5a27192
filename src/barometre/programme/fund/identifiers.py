"""Texts of a line: brought to the known identifier when they name it, else kept; whose SIREN it announces."""

from collections.abc import Mapping
from functools import cache

import polars as pl

from barometre.programme.fund.cells import EMPTY, CheckedColumn, first_fault
from barometre.programme.fund.schema import AWARDED, AXES, FILLED, LENGTHS, PILOTS, STATES
from barometre.territory import history, reference

# Characters of any text at most.
_LONGEST = 5_000
# What a spreadsheet shows for a formula that failed.
_BROKEN = r"^#(?:N/?A|REF!|VALUE!|VALEUR!|DIV/0!|NAME\?|NOM\?|NULL!|NUL!|NUM!|NOMBRE!)$"
# Weights of the nine digits of a SIREN in its key (Luhn’s algorithm, ISO/IEC 7812-1 annex B).
_WEIGHTS = (1, 2) * 4 + (1,)


def name_key(column: pl.Expr) -> pl.Expr:
    """Return a name as it is compared: without case nor accent, words joined by one hyphen."""
    plain = column.str.normalize("NFD").str.replace_all(r"\p{Mn}", "").str.to_lowercase()
    return plain.str.replace_all(r"[^\p{L}\p{N}]+", "-").str.strip_chars("-")


def _keyed(names: Mapping[str, str]) -> dict[str, str]:
    """Return the identifier for the key of each identifier and of its name."""
    pairs = [(word, identifier) for identifier, name in names.items() for word in (name, identifier)]
    keys = pl.DataFrame(pairs, schema=["word", "identifier"], orient="row").select(
        name_key(pl.col("word")), "identifier"
    )
    return dict(keys.iter_rows())


def _known_or_kept(column: str, names: Mapping[str, str]) -> pl.Expr:
    text = pl.col(column)
    return name_key(text).replace_strict(_keyed(names), default=text, return_dtype=pl.String) if names else text


def checked_texts(calls: Mapping[str, str], categories: Mapping[str, str]) -> dict[str, CheckedColumn]:
    """Check the columns of texts, cells already cleaned.

    Args:
        calls: call -> its axis, for those that are known.
        categories: identifier -> name, for those that are known.
    """
    nothing = pl.lit(None, pl.String)
    names = ("call", "axis", "pilot", "project", "title", "category", "state", "result", "outside")
    read = {name: CheckedColumn(pl.col(name), nothing) for name in names} | {
        "axis": _axis(calls),
        "state": _state(),
        "category": CheckedColumn(_known_or_kept("category", categories), nothing),
        "pilot": CheckedColumn(_known_or_kept("pilot", {pilot: pilot for pilot in PILOTS}), nothing),
    }
    return {name: _text(name, *column) for name, column in read.items()}


def _text(name: str, value: pl.Expr, fault: pl.Expr) -> CheckedColumn:
    """Check what holds for any text: no formula that failed, not empty when required, not too long."""
    cell, most = pl.col(name), LENGTHS.get(name, _LONGEST)
    broken, long = cell.str.contains(_BROKEN), cell.str.len_chars() > most
    common = first_fault(
        (
            (broken, pl.format("« {} » : formule en erreur", cell)),
            (long, f"plus de {most} caractères"),
            (cell.is_null(), pl.lit(EMPTY if name in FILLED else None, pl.String)),
        )
    )
    return CheckedColumn(pl.when(broken | long).then(None).otherwise(value), pl.coalesce(common, fault))


def _axis(calls: Mapping[str, str]) -> CheckedColumn:
    """Read an axis: « 2 », « axe 2 », « Axe n° 2 », « axis-2 »."""
    cell = pl.col("axis")
    value = cell.str.to_lowercase().str.extract(r"^(?:ax[ei]s?)?[ _-]*(?:n ?[°º])? *0?([0-9])(?:\.0)?$")
    of_call = pl.col("call").replace_strict(dict(calls), default=None, return_dtype=pl.String)
    known = value.is_in(AXES)
    fault = first_fault(
        (
            (cell.is_null(), pl.lit(None, pl.String)),
            (known.fill_null(False) & (of_call != value), pl.format("l’appel « {} » est de l’axe {}", "call", of_call)),
            (~known.fill_null(False), pl.format("« {} » n’est pas un axe du fonds : 1, 2 ou 3", cell)),
        )
    )
    right = known & (of_call.is_null() | (of_call == value))
    return CheckedColumn(pl.when(right).then(value).otherwise(None), fault)


def _state() -> CheckedColumn:
    """Read a state, with or without accents, in the feminine or the plural."""
    cell = pl.col("state")
    key = name_key(cell).str.strip_chars_end("s")
    words = _keyed({state: state for state in STATES})
    known = [
        form.replace_strict(words, default=None, return_dtype=pl.String) for form in (key, key.str.strip_suffix("e"))
    ]
    value = pl.when(cell.is_null()).then(pl.lit(AWARDED)).otherwise(pl.coalesce(known))
    message = pl.format("« {} » n’est pas un état : {}", cell, pl.lit(", ".join(STATES)))
    return CheckedColumn(value, pl.when(value.is_null()).then(message))


def luhn(siren: pl.Expr) -> pl.Expr:
    """Return whether the key of a text of nine digits is right (Luhn’s algorithm); null for any other text."""
    total: pl.Expr = pl.lit(0, pl.Int32)
    for position, weight in enumerate(_WEIGHTS):
        product = siren.str.slice(position, 1).cast(pl.Int32, strict=False) * weight
        total = total + product // 10 + product % 10
    return pl.when(siren.str.contains("^[0-9]{9}$")).then(total % 10 == 0).otherwise(None)


def with_beneficiaries(rows: pl.DataFrame) -> pl.DataFrame:
    """Add what is known of each announced SIREN: a collectivité of today, one that merged, or another organisation.

    Args:
        rows: `siren` and `outside`, cells already cleaned.

    Returns:
        rows with `siren_announced` (nine digits or null), `siren` (of today, or null), `outside` (null for a
        collectivité of the reference), `heir` (name of the successor of a collectivité that is gone) and
        `fault_siren` (French or null).
    """
    joined = rows.with_columns(announced=pl.col("siren").str.replace_all("[ .\u00a0\u202f]", ""))
    for table in _known():
        joined = joined.join(table, on="announced", how="left", maintain_order="left")
    nine = pl.col("announced").str.contains("^[0-9]{9}$")
    in_reference = pl.col("known_name").is_not_null() | pl.col("heir").is_not_null()
    joined = joined.with_columns(fault_siren=_siren_fault(in_reference))
    valid = pl.col("fault_siren").is_null()
    return joined.with_columns(
        siren_announced=pl.when(nine).then(pl.col("announced")).otherwise(None),
        siren=pl.when(valid).then(pl.coalesce("heir_siren", "announced")).otherwise(None),
        outside=pl.when(in_reference).then(None).otherwise(pl.col("outside")),
        outside_given=pl.col("outside"),
    ).drop("announced", "heir_siren", "insee")


@cache
def _known() -> tuple[pl.DataFrame, ...]:
    """Return what is known of those that a file may announce: by SIREN of today, of a merger, by INSEE code."""
    authorities = reference.collectivites()
    known = authorities.select(announced="siren", known_name="name")
    heirs = (
        history.successors()
        .select(announced="old_siren", heir_siren="siren")
        .join(authorities.select(heir_siren="siren", heir="name"), on="heir_siren")
    )
    insee = authorities.filter(pl.col("kind").is_in(["commune", "departement"])).select(
        announced="code", insee=pl.format("{}, SIREN {}", "name", "siren")
    )
    return known, heirs, insee.unique("announced", keep="first", maintain_order=True)


def _siren_fault(in_reference: pl.Expr) -> pl.Expr:
    cell, text = pl.col("siren"), pl.col("announced")
    siret = "« {} » est un SIRET : gardez ses neuf premiers chiffres, {}"
    insee = "« {} » est un code INSEE ({}) : donnez le SIREN"
    damaged = "« {} » est abîmé par un tableur : mettez la colonne au format texte"
    unknown = (
        "le SIREN « {} » n’est celui d’aucune collectivité : si c’est un syndicat ou un opérateur, "
        "donnez son nom dans la colonne outside"
    )
    return first_fault(
        (
            (cell.is_null(), EMPTY),
            (in_reference, pl.lit(None, pl.String)),
            (text.str.contains("^[0-9]{14}$"), pl.format(siret, cell, text.str.slice(0, 9))),
            (pl.col("insee").is_not_null(), pl.format(insee, cell, "insee")),
            (text.str.contains(r"^[0-9][.,]?[0-9]*[eE]\+?[0-9]+$"), pl.format(damaged, cell)),
            (~text.str.contains("^[0-9]{9}$"), pl.format("« {} » n’a pas les neuf chiffres d’un SIREN", cell)),
            (~luhn(text), pl.format("« {} » a une clé fausse : un chiffre est mal recopié", cell)),
            (pl.col("outside").is_null(), pl.format(unknown, cell)),
        )
    )


def former_names() -> dict[str, str]:
    """Return the last name of each commune gone since 2021, by SIREN."""
    gone = history.validity().join(history.successors(), left_on="siren", right_on="old_siren", how="semi")
    return dict(gone.sort("valid_from").select("siren", "name").iter_rows())
