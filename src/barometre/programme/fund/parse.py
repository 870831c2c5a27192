"""Lines of a file -> those accepted and those refused, each once, with its reason: understood, never guessed."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date

import polars as pl

from barometre.catalogue.typography import non_breaking
from barometre.programme.fund.amounts import amount, implausible, required_amount
from barometre.programme.fund.dates import ANNOUNCED, day
from barometre.programme.fund.judged import first_fault
from barometre.programme.fund.schema import ACCEPTED, COLUMNS, DEMONSTRATION, FILLED, PILOTS, Note, Parsed, Rejection
from barometre.programme.fund.sirens import former_names, with_bodies
from barometre.programme.fund.texts import cleaned_cells, judged_texts
from barometre.tables import check_schema

_PROJECT = ("call", "axis", "pilot", "title", "category")
"""What a project has one of."""


def parse(
    rows: pl.DataFrame,
    reference: pl.DataFrame,
    successors: pl.DataFrame,
    *,
    today: date | None = None,
    calls: Mapping[str, str] | None = None,
    categories: Mapping[str, str] | None = None,
    pilots: Collection[str] = PILOTS,
) -> Parsed:
    """Judge every line of a file of awards.

    Args:
        rows: the columns of `schema.COLUMNS` as texts, `row` (line in the file), and `fault` when reading found one.
        reference: bodies of today (`territory.reference.collectivites`).
        successors: `old_siren`, `siren` of bodies gone (`territory.history.successors`).
        today: no date is later; the current day when None.
        calls: call -> its axis, for those that are known; another call is accepted with a note.
        categories: identifier -> name, for those that are known; another category is kept with a note.
        pilots: identifiers of the pilots; another is kept with a note.

    Returns:
        Each line in `accepted` or in `rejected`, once, in the order of the file.
    """
    table = cleaned_cells(rows).sort("row", maintain_order=True)
    table = with_bodies(table, reference, successors)
    table = _judged(table, today or date.today(), calls, categories or {}, pilots)
    table = _with_duplicates(table)
    table = table.with_columns(valid=pl.all_horizontal(pl.col(f"fault_{name}").is_null() for name in _FAULTS))
    valid = table.filter("valid").with_columns(fault_project=_other_project())
    contradictory = valid.filter(pl.col("fault_project").is_not_null())
    accepted = valid.filter(pl.col("fault_project").is_null())
    rejected = [
        *_rejections(table.filter(~pl.col("valid"))),
        *(Rejection(row, "project", why) for row, why in contradictory.select("row", "fault_project").iter_rows()),
    ]
    return Parsed(
        check_schema(accepted.select(list(ACCEPTED)), ACCEPTED, "awards"),
        [Rejection(row, column, non_breaking(why)) for row, column, why in sorted(rejected)],
        [
            Note(row, column, non_breaking(text))
            for row, column, text in sorted(_notes(accepted, calls, categories, pilots))
        ],
    )


_FAULTS = ("file", *COLUMNS, "duplicate")


def _judged(
    table: pl.DataFrame,
    today: date,
    calls: Mapping[str, str] | None,
    categories: Mapping[str, str],
    pilots: Collection[str],
) -> pl.DataFrame:
    """Replace each column by its values, with `fault_<column>` beside it."""
    columns = judged_texts(calls or {}, categories, pilots) | {
        "amount": required_amount("amount"),
        "paid": amount("paid", zero=True),
        "decided_on": day("decided_on", today, required=True),
        "filed_on": day("filed_on", today),
        "paid_on": day("paid_on", today),
    }
    content = pl.concat_str((pl.col(name).fill_null("") for name in COLUMNS if name != "siren"), separator="\x1f")
    valued = table.with_row_index("at").with_columns(
        *(one.value.alias(f"value_{name}") for name, one in columns.items()), content=content.hash()
    )
    over = pl.col("value_paid") > pl.col("value_amount")
    lacking = (pl.col(f"value_{name}").is_null() & (pl.col(name).is_not_null() | (name in FILLED)) for name in columns)
    doubtful = valued.filter(pl.any_horizontal(*lacking, over.fill_null(False)))
    faults = doubtful.select(
        "at", over.alias("over"), *(one.fault.alias(f"fault_{name}") for name, one in columns.items())
    )
    judged = valued.join(faults, on="at", how="left", maintain_order="left")
    judged = judged.with_columns(pl.col(f"value_{name}").alias(name) for name in columns)
    more = pl.when("over").then(pl.format("{} € versés pour {} € attribués", "paid", "amount"))
    return judged.with_columns(fault_paid=pl.coalesce("fault_paid", more), fault_file=pl.col("fault"))


def _with_duplicates(table: pl.DataFrame) -> pl.DataFrame:
    """Add `fault_duplicate`: that of every line after the first of a project and beneficiary of a call."""
    key = ["call", "project", "siren_announced"]
    complete = pl.all_horizontal(pl.col(name).is_not_null() for name in key) & pl.col("fault_file").is_null()
    keyed = table.filter(complete).select("at", "row", "content", *key)
    repeated = keyed.filter(pl.struct(key).is_duplicated())
    first, same = pl.col("row").first().over(key), pl.col("content") == pl.col("content").first().over(key)
    after = pl.col("at") != pl.col("at").first().over(key)
    found = repeated.select(
        "at",
        fault_duplicate=first_fault(
            (
                (after & same, pl.format("répète la ligne {} : même appel, projet et SIREN, même contenu", first)),
                (after, pl.format("même appel, projet et SIREN que la ligne {}, avec un autre contenu", first)),
            )
        ),
    )
    return table.join(found, on="at", how="left", maintain_order="left")


_FRENCH = {"call": "appel", "axis": "axe", "pilot": "pilote", "title": "intitulé", "category": "catégorie"}


def _other_project() -> pl.Expr:
    """Fault of a line that gives its project something else than the first line of that project."""
    row = pl.col("row").first().over("project")
    cases = []
    for name in _PROJECT:
        value, first = pl.col(name).fill_null("non donné"), pl.col(name).fill_null("non donné").first().over("project")
        message = f"le projet « {{}} » a un autre {_FRENCH[name]} à la ligne {{}} : « {{}} » au lieu de « {{}} »"
        if name == "category":
            message = message.replace("un autre", "une autre")
        cases.append((value != first, pl.format(message, "project", row, first, value)))
    return first_fault(cases)


def _rejections(refused: pl.DataFrame) -> Iterator[Rejection]:
    """One rejection a line: its first fault, and the others after it."""
    shown = refused.select("row", *(f"fault_{name}" for name in _FAULTS))
    for row, *faults in shown.iter_rows():
        found = [(name, why) for name, why in zip(_FAULTS, faults, strict=True) if why is not None]
        if found[0][0] == "file":
            found = found[:1]
        column, why = found[0]
        others = "".join(f" ; {_shown(name)} : {reason}" for name, reason in found[1:])
        yield Rejection(row, _shown(column), why + others)


def _shown(column: str) -> str:
    return "project" if column == "duplicate" else column


def _notes(
    accepted: pl.DataFrame,
    calls: Mapping[str, str] | None,
    categories: Mapping[str, str] | None,
    pilots: Collection[str],
) -> Iterator[Note]:
    """What was understood that a person should know."""
    names = former_names() if accepted["heir"].null_count() < len(accepted) else {}
    gone = accepted.filter(pl.col("heir").is_not_null())
    for row, old, siren, heir in gone.select("row", "siren_announced", "siren", "heir").iter_rows():
        before = f"{names[old]} (SIREN {old})" if old in names else f"Le SIREN {old}"
        yield Note(row, "siren", f"{before} n’existe plus : l’aide est portée à {heir} (SIREN {siren}).")
    useless = accepted.filter(pl.col("outside_given").is_not_null() & pl.col("outside").is_null())
    for row, given in useless.select("row", "outside_given").iter_rows():
        yield Note(row, "outside", f"« {given} » est ignoré : le SIREN est dans le référentiel.")
    looks = accepted.with_columns(look=implausible("amount")).filter(pl.col("look").is_not_null())
    for row, value, look in looks.select("row", "amount", "look").iter_rows():
        yield Note(row, "amount", f"{value} € : {look}")
    for row, on in accepted.filter(pl.col("decided_on") < ANNOUNCED).select("row", "decided_on").iter_rows():
        yield Note(row, "decided_on", f"{on:%d/%m/%Y} est avant l’annonce du fonds ({ANNOUNCED:%d/%m/%Y}).")
    real = accepted.filter(~pl.col("call").str.starts_with(DEMONSTRATION))
    yield from _unknown(real, "call", calls, "L’appel « {} » n’est pas au catalogue.")
    yield from _unknown(accepted, "category", categories, "La catégorie « {} » n’est pas au catalogue.")
    yield from _unknown(accepted, "pilot", pilots, "Le pilote « {} » n’est pas connu.")


def _unknown(accepted: pl.DataFrame, column: str, known: Collection[str] | None, text: str) -> Iterator[Note]:
    """One note for each value that is not known, at its first line; none when nothing says what is."""
    if known:
        found = accepted.filter(pl.col(column).is_not_null() & ~pl.col(column).is_in(list(known)))
        for row, value in found.unique(column, keep="first", maintain_order=True).select("row", column).iter_rows():
            yield Note(row, column, text.format(value))
