"""Names and identifiers of a line: cleaned, brought to the known identifier when they name it, else kept."""

from collections.abc import Collection, Mapping

import polars as pl

from barometre.programme.fund.judged import EMPTY, Judged, cleaned, first_fault, unquoted
from barometre.programme.fund.schema import AWARDED, AXES, COLUMNS, FILLED, LENGTHS, OPTIONAL, STATES

_FREE = ("title", "result", "outside", "category", "pilot")
"""Cells that may begin with an apostrophe of their own."""

_LONGEST = 5_000
"""Characters of any text at most."""

_BROKEN = r"^#(?:N/?A|REF!|VALUE!|VALEUR!|DIV/0!|NAME\?|NOM\?|NULL!|NUL!|NUM!|NOMBRE!)$"
"""What a spreadsheet shows for a formula that failed."""


def cleaned_cells(rows: pl.DataFrame) -> pl.DataFrame:
    """The cells of a file without what nobody sees; columns that may be absent are there, empty."""
    absent = [name for name in (*OPTIONAL, "fault") if name not in rows.columns]
    whole = rows.with_columns(pl.lit(None, pl.String).alias(name) for name in absent)
    return whole.select(
        "row",
        "fault",
        *((cleaned if name in _FREE else unquoted)(whole[name].cast(pl.String)).alias(name) for name in COLUMNS),
    )


def name_key(column: pl.Expr) -> pl.Expr:
    """A name as it is compared: no case, no accent, words joined by one hyphen."""
    plain = column.str.normalize("NFD").str.replace_all(r"\p{Mn}", "").str.to_lowercase()
    return plain.str.replace_all(r"[^\p{L}\p{N}]+", "-").str.strip_chars("-")


def _keyed(names: Mapping[str, str]) -> dict[str, str]:
    """Key of an identifier or of its name -> identifier."""
    pairs = [(word, identifier) for identifier, name in names.items() for word in (name, identifier)]
    keys = pl.DataFrame(pairs, schema=["word", "identifier"], orient="row").select(
        name_key(pl.col("word")), "identifier"
    )
    return dict(keys.iter_rows())


def _known_or_kept(column: str, names: Mapping[str, str]) -> pl.Expr:
    text = pl.col(column)
    return name_key(text).replace_strict(_keyed(names), default=text, return_dtype=pl.String) if names else text


def judged_texts(calls: Mapping[str, str], categories: Mapping[str, str], pilots: Collection[str]) -> dict[str, Judged]:
    """Judge the columns that hold words, cells already cleaned.

    Args:
        calls: call -> its axis, for those that are known.
        categories: identifier -> name, for those that are known.
        pilots: identifiers of pilots.
    """
    axis = _axis(calls)
    state = _state()
    values = {
        "axis": axis.value,
        "state": state.value,
        "category": _known_or_kept("category", categories),
        "pilot": _known_or_kept("pilot", {pilot: pilot for pilot in pilots}),
    }
    faults = {"axis": axis.fault, "state": state.fault}
    names = ("call", "axis", "pilot", "project", "title", "category", "state", "result", "outside")
    nothing = pl.lit(None, pl.String)
    return {name: _text(name, values.get(name, pl.col(name)), faults.get(name, nothing)) for name in names}


def _text(name: str, value: pl.Expr, fault: pl.Expr) -> Judged:
    """What is asked of any text: no formula that failed, not empty when required, not too long."""
    cell, most = pl.col(name), LENGTHS.get(name, _LONGEST)
    broken, long = cell.str.contains(_BROKEN), cell.str.len_chars() > most
    common = first_fault(
        (
            (broken, pl.format("« {} » : formule en erreur", cell)),
            (long, f"plus de {most} caractères"),
            (cell.is_null(), pl.lit(EMPTY if name in FILLED else None, pl.String)),
        )
    )
    return Judged(pl.when(broken | long).then(None).otherwise(value), pl.coalesce(common, fault))


def _axis(calls: Mapping[str, str]) -> Judged:
    """« 2 », « axe 2 », « Axe n° 2 », « axis-2 »."""
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
    return Judged(pl.when(right).then(value).otherwise(None), fault)


def _state() -> Judged:
    """States with or without accents, in the feminine or the plural."""
    cell = pl.col("state")
    key = name_key(cell).str.strip_chars_end("s")
    words = _keyed({state: state for state in STATES})
    value = (
        pl.when(cell.is_null())
        .then(pl.lit(AWARDED))
        .otherwise(
            pl.coalesce(
                key.replace_strict(words, default=None, return_dtype=pl.String),
                key.str.strip_suffix("e").replace_strict(words, default=None, return_dtype=pl.String),
            )
        )
    )
    fault = first_fault(
        ((value.is_null(), pl.format("« {} » n’est pas un état : {}", cell, pl.lit(", ".join(STATES)))),)
    )
    return Judged(value, fault)
