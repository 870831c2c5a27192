"""One file holds the whole of its calls: what may be added to the awards already stored."""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from barometre.catalogue.typography import non_breaking
from barometre.programme.fund.schema import ACCEPTED, Rejection

_KEY = ("call", "project", "siren_announced")
_CONTENT = tuple(name for name in ACCEPTED if name not in (*_KEY, "row", "siren"))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a file brings to what is stored: lines to add, lines already there, lines refused."""

    added: pl.DataFrame
    unchanged: pl.DataFrame
    rejected: list[Rejection]


def conflicts(stored: pl.DataFrame, accepted: pl.DataFrame) -> Outcome:
    """Compare a file with the awards already stored.

    A call already stored is taken again only from a file that has all its stored lines, unchanged: the same file, or
    the same completed. Otherwise all the lines of that call are refused. A replacement is the same with nothing
    stored of the calls that the file holds.

    Args:
        stored: columns of `schema.ACCEPTED` (empty texts are nulls) and `file`: the name of the file that brought each.
        accepted: columns of `schema.ACCEPTED` (`schema.Parsed.accepted`).

    Returns:
        `added` and `unchanged` have the columns of `accepted`; the SIREN of today is not compared, mergers change it.
    """
    stored = stored.cast({name: kind for name, kind in ACCEPTED.items() if name in (*_KEY, *_CONTENT)})
    stored = stored.with_columns(pl.col(pl.String).replace("", None))
    found = accepted.join(
        stored.select(*_KEY, kept=pl.struct(_CONTENT), there=True), on=_KEY, how="left", maintain_order="left"
    )
    same = pl.col("there") & pl.struct(_CONTENT).eq_missing(pl.col("kept"))
    found = found.with_columns(same=same.fill_null(False))
    whole = found.filter("same").group_by("call").len("same_lines")
    per_call = stored.group_by("call").agg(lines=pl.len(), files=pl.col("file").unique().sort())
    broken = per_call.join(whole, on="call", how="left").filter(pl.col("same_lines").fill_null(0) < pl.col("lines"))
    refused = found.join(broken, on="call", how="inner", maintain_order="left")
    sound = found.join(broken, on="call", how="anti", maintain_order="left")
    columns = list(ACCEPTED)
    return Outcome(
        added=sound.filter(~pl.col("same")).select(columns),
        unchanged=sound.filter("same").select(columns),
        rejected=list(_rejections(refused)),
    )


def _rejections(refused: pl.DataFrame) -> Iterator[Rejection]:
    columns = ("row", "call", "files", "lines", "same", "there")
    for row, call, files, lines, same, there in refused.select(columns).iter_rows():
        held = ", ".join(f"« {name} »" for name in files)
        what = "est la même, mais d’autres ont changé ou manquent" if same else "a changé" if there else "est nouvelle"
        why = (
            f"l’appel « {call} » est déjà tenu par {held} ({lines} lignes) ; cette ligne {what}. "
            "Un fichier tient tout son appel : complétez-le, ou remplacez-le (--replace)"
        )
        yield Rejection(row, "call", non_breaking(why))
