"""An import of awards, worked out without touching the store: lines to write, lines rejected, totals."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import polars as pl

from barometre.catalogue.typography import non_breaking
from barometre.errors import BarometreError
from barometre.programme.fund.file import AwardFile
from barometre.programme.fund.report import awarded, located, totals
from barometre.programme.fund.schema import ACCEPTED, DEMONSTRATION, Note, Rejection, is_demonstration
from barometre.programme.fund.validate import validate

_KEY = ("call", "project", "siren_announced")
# `row` is that of the file, and mergers change the SIREN of today: neither is compared.
_CONTENT = tuple(name for name in ACCEPTED if name not in (*_KEY, "row", "siren"))


class StoredComparison(NamedTuple):
    """The accepted lines of a file beside what is stored: to add, already there, rejected."""

    added: pl.DataFrame
    unchanged: pl.DataFrame
    rejected: list[Rejection]


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What an import does.

    Attributes:
        file: name of the file.
        sha256: digest of the file.
        awards: lines to write (columns of `schema.ACCEPTED`).
        replaced_calls: calls whose stored awards are deleted first.
        demonstration: the awards are fictitious.
        accepted: accepted lines, those already stored among them; `projects`, `beneficiaries` and `amount` (euros) are
            counted on them, as in the report.
        removed: stored awards that are deleted.
        rejected: lines rejected, each once, with the reason.
        notes: what was understood and is worth checking.
    """

    file: str
    sha256: str
    awards: pl.DataFrame
    replaced_calls: tuple[str, ...]
    demonstration: bool
    accepted: int
    removed: int
    projects: int
    beneficiaries: int
    amount: Decimal
    rejected: list[Rejection]
    notes: list[Note]

    @property
    def added(self) -> int:
        """Number of awards to write."""
        return self.awards.height

    def to_json(self) -> dict[str, Any]:
        """Return the outcome as JSON values; the amount is a number of euros."""
        counts = ("file", "demonstration", "accepted", "added", "removed", "projects", "beneficiaries")
        return {
            **{name: getattr(self, name) for name in counts},
            "amount": float(self.amount),
            "rejected": [line._asdict() for line in self.rejected],
            "notes": [note._asdict() for note in self.notes],
        }


def prepare_import(
    file: AwardFile,
    stored: pl.DataFrame,
    *,
    calls: Mapping[str, str],
    categories: Mapping[str, str],
    today: date,
    replace: bool = False,
) -> ImportOutcome:
    """Work out what the import of a file does to the awards stored. The same file again changes nothing.

    Args:
        file: the file, as `file.read_file` gives it.
        stored: every award stored: columns of `schema.ACCEPTED`, and `file`, the name of the file it came from.
        calls: known call -> its axis.
        categories: known category -> its name.
        today: no date is later.
        replace: put the calls of the file in place of what is stored of them.

    Raises:
        BarometreError: demonstration and real awards would be mixed.
    """
    found = validate(file.rows, today=today, calls=calls, categories=categories)
    _check_not_mixed(found.accepted, stored)
    in_file = found.accepted["call"].unique(maintain_order=True).to_list()
    same_calls = stored.filter(pl.col("call").is_in(in_file))
    replaced = replace and not _same_awards(same_calls, found.accepted)
    compared = compare(stored.clear() if replaced else stored, found.accepted)
    accepted = pl.concat([compared.added, compared.unchanged])
    total = totals(located(awarded(accepted)))
    return ImportOutcome(
        file=file.name,
        sha256=file.sha256,
        awards=compared.added,
        replaced_calls=tuple(in_file) if replaced else (),
        demonstration=is_demonstration(accepted),
        accepted=accepted.height,
        removed=same_calls.height if replaced else 0,
        projects=total.projects,
        beneficiaries=total.beneficiaries,
        amount=total.amount,
        rejected=sorted([*found.rejected, *compared.rejected]),
        notes=sorted([*file.notes, *found.notes]),
    )


def _check_not_mixed(accepted: pl.DataFrame, stored: pl.DataFrame) -> None:
    """Keep demonstration and real awards apart.

    Raises:
        BarometreError: both are in the file, or the store holds the other kind.
    """
    kinds = accepted["call"].str.starts_with(DEMONSTRATION).unique()
    if len(kinds) > 1:
        raise BarometreError("The file mixes calls of a demonstration (demo-…) and real ones; give them apart")
    if len(kinds) and len(stored) and is_demonstration(stored) != kinds[0]:
        held, given = ("real awards", "a demonstration") if kinds[0] else ("a demonstration", "real awards")
        raise BarometreError(
            f"The store holds {held} and the file {given}; they are never mixed: "
            "empty the store first with: barometre programme fund clear"
        )


def _same_awards(stored: pl.DataFrame, accepted: pl.DataFrame) -> bool:
    """Return whether the lines of the file are those stored of its calls, whatever their order."""
    columns = [*_KEY, *_CONTENT]
    return stored.select(columns).sort(_KEY).equals(accepted.select(columns).sort(_KEY))


def compare(stored: pl.DataFrame, accepted: pl.DataFrame) -> StoredComparison:
    """Compare a file with the awards already stored.

    A file holds the whole of its calls. A call already stored is accepted again only from a file that has all its
    stored lines, unchanged: the same file, or the same completed. Otherwise all the lines of that call are rejected.

    Args:
        stored: columns of `schema.ACCEPTED` (empty texts are nulls) and `file`, the name of the file of each.
        accepted: columns of `schema.ACCEPTED` (`schema.Validation.accepted`).

    Returns:
        `added` and `unchanged` have the columns of `accepted`.
    """
    held = stored.select(*_KEY, content=pl.struct(_CONTENT), stored=True)
    lines = accepted.join(held, on=_KEY, how="left", maintain_order="left")
    same = pl.col("stored") & pl.struct(_CONTENT).eq_missing(pl.col("content"))
    lines = lines.with_columns(same=same.fill_null(False))
    same_lines = lines.filter("same").group_by("call").len("same_lines")
    per_call = stored.group_by("call").agg(lines=pl.len(), files=pl.col("file").unique().sort())
    broken = per_call.join(same_lines, on="call", how="left").filter(
        pl.col("same_lines").fill_null(0) < pl.col("lines")
    )
    refused = lines.join(broken, on="call", how="inner", maintain_order="left")
    sound = lines.join(broken, on="call", how="anti", maintain_order="left")
    return StoredComparison(
        added=sound.filter(~pl.col("same")).select(list(ACCEPTED)),
        unchanged=sound.filter("same").select(list(ACCEPTED)),
        rejected=list(_rejections(refused)),
    )


def _rejections(refused: pl.DataFrame) -> Iterator[Rejection]:
    columns = ("row", "call", "files", "lines", "same", "stored")
    for row, call, files, lines, same, stored in refused.select(columns).iter_rows():
        held = ", ".join(f"« {name} »" for name in files)
        what = "est la même, mais d’autres ont changé ou manquent" if same else "a changé" if stored else "est nouvelle"
        why = (
            f"l’appel « {call} » est déjà tenu par {held} ({lines} lignes) ; cette ligne {what}. "
            "Un fichier tient tout son appel : complétez-le, ou remplacez-le (--replace)"
        )
        yield Rejection(row, "call", non_breaking(why))
