"""Whose SIREN it is: a collectivité of today, one gone whose heir is known, or a body outside the reference."""

import polars as pl

from barometre.programme.fund.judged import EMPTY, first_fault
from barometre.territory import history

_WEIGHTS = (1, 2) * 4 + (1,)


def luhn(siren: pl.Expr) -> pl.Expr:
    """Is the key of a text of nine digits right (Luhn's algorithm)? Null for any other text."""
    total: pl.Expr = pl.lit(0, pl.Int32)
    for place, weight in enumerate(_WEIGHTS):
        product = siren.str.slice(place, 1).cast(pl.Int32, strict=False) * weight
        total = total + product // 10 + product % 10
    return pl.when(siren.str.contains("^[0-9]{9}$")).then(total % 10 == 0).otherwise(None)


def with_bodies(rows: pl.DataFrame, reference: pl.DataFrame, successors: pl.DataFrame) -> pl.DataFrame:
    """Add what is known of each announced SIREN.

    Args:
        rows: `siren` and `outside`, cells already cleaned.
        reference: `siren`, `code`, `kind`, `name` of the bodies of today.
        successors: `old_siren`, `siren` of the heir (`territory.history.successors`).

    Returns:
        rows with `siren_announced` (nine digits or null), `siren` (of today, or null), `outside` (null for a body
        of the reference), `heir` (name when the announced body is gone) and `fault_siren` (French or null).
    """
    text = pl.col("siren").str.replace_all("[ .\u00a0\u202f]", "")
    known = reference.select(announced="siren", known_name="name")
    heirs = successors.select(announced="old_siren", heir_siren="siren").join(
        reference.select(heir_siren="siren", heir="name"), on="heir_siren"
    )
    insee = reference.filter(pl.col("kind").is_in(["commune", "departement"])).select(
        announced="code", insee=pl.format("{}, SIREN {}", "name", "siren")
    )
    found = rows.with_columns(announced=text)
    for table in (known, heirs, insee.unique("announced", keep="first", maintain_order=True)):
        found = found.join(table, on="announced", how="left", maintain_order="left")
    nine = pl.col("announced").str.contains("^[0-9]{9}$")
    in_reference = pl.col("known_name").is_not_null() | pl.col("heir").is_not_null()
    found = found.with_columns(fault_siren=_fault(in_reference))
    sound = pl.col("fault_siren").is_null()
    return found.with_columns(
        siren_announced=pl.when(nine).then(pl.col("announced")).otherwise(None),
        siren=pl.when(sound).then(pl.coalesce("heir_siren", "announced")).otherwise(None),
        outside=pl.when(in_reference).then(None).otherwise(pl.col("outside")),
        outside_given=pl.col("outside"),
    ).drop("announced", "heir_siren", "insee")


def _fault(in_reference: pl.Expr) -> pl.Expr:
    cell, text = pl.col("siren"), pl.col("announced")
    return first_fault(
        (
            (cell.is_null(), EMPTY),
            (in_reference, pl.lit(None, pl.String)),
            (
                text.str.contains("^[0-9]{14}$"),
                pl.format("« {} » est un SIRET : gardez ses neuf premiers chiffres, {}", cell, text.str.slice(0, 9)),
            ),
            (
                pl.col("insee").is_not_null(),
                pl.format("« {} » est un code INSEE ({}) : donnez le SIREN", cell, "insee"),
            ),
            (
                text.str.contains(r"^[0-9][.,]?[0-9]*[eE]\+?[0-9]+$"),
                pl.format("« {} » est abîmé par un tableur : mettez la colonne au format texte", cell),
            ),
            (~text.str.contains("^[0-9]{9}$"), pl.format("« {} » n’a pas les neuf chiffres d’un SIREN", cell)),
            (~luhn(text), pl.format("« {} » a une clé fausse : un chiffre est mal recopié", cell)),
            (
                pl.col("outside").is_null(),
                pl.format(
                    "le SIREN « {} » n’est celui d’aucune collectivité : si c’est un syndicat ou un opérateur, "
                    "donnez son nom dans la colonne outside",
                    cell,
                ),
            ),
        )
    )


def former_names() -> dict[str, str]:
    """SIREN of each commune gone since 2021 -> the last name it bore."""
    gone = history.validity().join(history.successors(), left_on="siren", right_on="old_siren", how="semi")
    return dict(gone.sort("valid_from").select("siren", "name").iter_rows())
