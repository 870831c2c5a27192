"""Validation of the lines of a file: each is accepted or rejected, once, with its reason. Nothing is guessed."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date

import polars as pl

from barometre.catalogue.typography import non_breaking
from barometre.programme.fund import cells
from barometre.programme.fund.identifiers import checked_texts, former_names, with_beneficiaries
from barometre.programme.fund.schema import (
    ACCEPTED,
    COLUMNS,
    DEMONSTRATION,
    FILLED,
    PILOTS,
    Note,
    Rejection,
    Validation,
)
from barometre.tables import check_schema

# Columns that have one value for all the lines of a project.
_PROJECT = ("call", "axis", "pilot", "title", "category")
_FAULTS = ("file", *COLUMNS, "duplicate")
_FRENCH = {"call": "appel", "axis": "axe", "pilot": "pilote", "title": "intitulé", "category": "catégorie"}


def validate(rows: pl.DataFrame, *, today: date, calls: Mapping[str, str], categories: Mapping[str, str]) -> Validation:
    """Validate every line of a file of awards.

    Args:
        rows: the columns of `schema.COLUMNS` as texts, `row` (line in the file), and `fault` when reading found one.
        today: no date is later.
        calls: call -> its axis, for those that are known; another call is accepted with a note.
        categories: identifier -> name, for those that are known; another category is kept with a note.

    Returns:
        Each line in `accepted` or in `rejected`, once, in the order of the file.
    """
    table = with_beneficiaries(cells.cleaned_cells(rows).sort("row", maintain_order=True))
    table = _with_values(table, today, calls, categories)
    table = _with_duplicates(table)
    table = table.with_columns(valid=pl.all_horizontal(pl.col(f"fault_{name}").is_null() for name in _FAULTS))
    valid = table.filter("valid").with_columns(fault_project=_other_project())
    contradictory = valid.filter(pl.col("fault_project").is_not_null())
    accepted = valid.filter(pl.col("fault_project").is_null())
    rejected = [
        *_rejections(table.filter(~pl.col("valid"))),
        *(Rejection(row, "project", why) for row, why in contradictory.select("row", "fault_project").iter_rows()),
    ]
    return Validation(
        check_schema(accepted.select(list(ACCEPTED)), ACCEPTED, "awards"),
        [Rejection(row, column, non_breaking(why)) for row, column, why in sorted(rejected)],
        [Note(row, column, non_breaking(text)) for row, column, text in sorted(_notes(accepted, calls, categories))],
    )


def _with_values(
    table: pl.DataFrame, today: date, calls: Mapping[str, str], categories: Mapping[str, str]
) -> pl.DataFrame:
    """Replace each column by its values, with `fault_<column>` beside it."""
    columns = checked_texts(calls, categories) | {
        "amount": cells.amount("amount", required=True),
        "paid": cells.amount("paid"),
        "decided_on": cells.day("decided_on", today, required=True),
        "filed_on": cells.day("filed_on", today),
        "paid_on": cells.day("paid_on", today),
    }
    content = pl.concat_str((pl.col(name).fill_null("") for name in COLUMNS if name != "siren"), separator="\x1f")
    valued = table.with_row_index("at").with_columns(
        *(column.value.alias(f"value_{name}") for name, column in columns.items()), content=content.hash()
    )
    over = pl.col("value_paid") > pl.col("value_amount")
    lacking = (pl.col(f"value_{name}").is_null() & (pl.col(name).is_not_null() | (name in FILLED)) for name in columns)
    doubtful = valued.filter(pl.any_horizontal(*lacking, over.fill_null(False)))
    faults = doubtful.select(
        "at", over.alias("over"), *(column.fault.alias(f"fault_{name}") for name, column in columns.items())
    )
    joined = valued.join(faults, on="at", how="left", maintain_order="left")
    joined = joined.with_columns(pl.col(f"value_{name}").alias(name) for name in columns)
    more = pl.when("over").then(pl.format("{} € versés pour {} € attribués", "paid", "amount"))
    return joined.with_columns(fault_paid=pl.coalesce("fault_paid", more), fault_file=pl.col("fault"))


def _with_duplicates(table: pl.DataFrame) -> pl.DataFrame:
    """Add `fault_duplicate`, on every line but the first of a call, project and beneficiary."""
    key = ["call", "project", "siren_announced"]
    complete = pl.all_horizontal(pl.col(name).is_not_null() for name in key) & pl.col("fault_file").is_null()
    keyed = table.filter(complete).select("at", "row", "content", *key)
    repeated = keyed.filter(pl.struct(key).is_duplicated())
    first, same = pl.col("row").first().over(key), pl.col("content") == pl.col("content").first().over(key)
    after = pl.col("at") != pl.col("at").first().over(key)
    faults = repeated.select(
        "at",
        fault_duplicate=cells.first_fault(
            (
                (after & same, pl.format("répète la ligne {} : même appel, projet et SIREN, même contenu", first)),
                (after, pl.format("même appel, projet et SIREN que la ligne {}, avec un autre contenu", first)),
            )
        ),
    )
    return table.join(faults, on="at", how="left", maintain_order="left")


def _other_project() -> pl.Expr:
    """Return the fault of a line that describes its project otherwise than the first line of that project."""
    row = pl.col("row").first().over("project")
    cases = []
    for name in _PROJECT:
        value, first = pl.col(name).fill_null("non donné"), pl.col(name).fill_null("non donné").first().over("project")
        message = f"le projet « {{}} » a un autre {_FRENCH[name]} à la ligne {{}} : « {{}} » au lieu de « {{}} »"
        if name == "category":
            message = message.replace("un autre", "une autre")
        cases.append((value != first, pl.format(message, "project", row, first, value)))
    return cells.first_fault(cases)


def _rejections(refused: pl.DataFrame) -> Iterator[Rejection]:
    """Yield one rejection a line: its first fault, and the others after it."""
    names = ["project" if name == "duplicate" else name for name in _FAULTS]
    for row, *faults in refused.select("row", *(f"fault_{name}" for name in _FAULTS)).iter_rows():
        (column, why), *others = [(name, why) for name, why in zip(names, faults, strict=True) if why is not None]
        if column == "file":
            others = []
        yield Rejection(row, column, why + "".join(f" ; {name} : {reason}" for name, reason in others))


def _notes(accepted: pl.DataFrame, calls: Mapping[str, str], categories: Mapping[str, str]) -> Iterator[Note]:
    """Yield what was understood and is worth checking."""
    names = former_names() if accepted["heir"].null_count() < len(accepted) else {}
    gone = accepted.filter(pl.col("heir").is_not_null())
    for row, old, siren, heir in gone.select("row", "siren_announced", "siren", "heir").iter_rows():
        before = f"{names[old]} (SIREN {old})" if old in names else f"Le SIREN {old}"
        yield Note(row, "siren", f"{before} n’existe plus : l’aide est portée à {heir} (SIREN {siren}).")
    useless = accepted.filter(pl.col("outside_given").is_not_null() & pl.col("outside").is_null())
    for row, given in useless.select("row", "outside_given").iter_rows():
        yield Note(row, "outside", f"« {given} » est ignoré : le SIREN est dans le référentiel.")
    odd = accepted.select("row", "amount", why=cells.implausible("amount")).drop_nulls("why")
    for row, value, why in odd.iter_rows():
        yield Note(row, "amount", f"{value} € : {why}")
    of_project = pl.col("amount").sum().over("call", "project")
    alone = accepted.filter(of_project == 0).select("row", "project")
    for row, project in alone.iter_rows():
        yield Note(row, "amount", f"0 € : aucune ligne du projet « {project} » n’a de montant.")
    for row, on in accepted.filter(pl.col("decided_on") < cells.ANNOUNCED).select("row", "decided_on").iter_rows():
        yield Note(row, "decided_on", f"{on:%d/%m/%Y} est avant l’annonce du fonds ({cells.ANNOUNCED:%d/%m/%Y}).")
    real = accepted.filter(~pl.col("call").str.starts_with(DEMONSTRATION))
    yield from _unknown(real, "call", calls, "L’appel « {} » n’est pas au catalogue.")
    yield from _unknown(accepted, "category", categories, "La catégorie « {} » n’est pas au catalogue.")
    yield from _unknown(accepted, "pilot", PILOTS, "Le pilote « {} » n’est pas connu.")


def _unknown(accepted: pl.DataFrame, column: str, known: Collection[str], text: str) -> Iterator[Note]:
    """Yield one note for each unknown value, at its first line; none when there is no list of known values."""
    if known:
        others = accepted.filter(pl.col(column).is_not_null() & ~pl.col(column).is_in(list(known)))
        for row, value in others.unique(column, keep="first", maintain_order=True).select("row", column).iter_rows():
            yield Note(row, column, text.format(value))
