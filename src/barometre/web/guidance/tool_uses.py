"""Who uses a shared tool: counted in the edition, by what is seen on sites and by what registers say.

A sign seen proves use; one that is not seen proves nothing. Counts are therefore given beside the sites whose pages
were read, and never as « those without ».
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl
from django.http import Http404

from barometre.catalogue.guidance import Tool
from barometre.territory.strates import STRATES
from barometre.web.editions.models import Edition
from barometre.web.explore.criteria import MEASURED
from barometre.web.explore.grid import grid
from barometre.web.explore.listing import address_of_row
from barometre.web.shared.areas import departements
from barometre.web.shared.memory import per_edition
from barometre.web.shared.tables import Table, TableColumn, Value, build_table
from barometre.web.shared.words import peers_words

# Neighbours named on a page.
MOST = 8
_COUNTS = ("seen", "looked", "listed")


@dataclass(frozen=True)
class Count:
    """Of some collectivités: sites where a sign was seen, sites whose pages were read, those that a register names."""

    words: str
    seen: int
    looked: int
    listed: int


@dataclass(frozen=True)
class Alike:
    """What is known around one collectivité: those of its kind and size, then of its département, some by name."""

    name: str
    address: str
    peers: Count
    departement: Count | None
    neighbours: tuple[tuple[str, str], ...]
    uses: bool


@per_edition
def uses_table(edition: Edition) -> pl.DataFrame | None:
    """Return who uses what, with the place of each; None when the edition was published before this was kept."""
    try:
        rows = grid(edition)
    except Http404:
        return None
    if "tools.seen" not in rows.columns:
        return None
    return rows.select(
        *"siren kind code name slug strate departement departements regions population".split(),
        pl.col("tools.seen").fill_null([]),
        pl.col("tools.listed").fill_null([]),
        looked=pl.col("tools.looked").fill_null(False),
    )


def national(edition: Edition, tool: Tool) -> tuple[Count, Table] | None:
    """Return the count of France, and the table by kind and size of those where something is known."""
    return _national(edition, tool.id, bool(tool.signs), bool(tool.fact))


@per_edition
def _national(edition: Edition, tool: str, signs: bool, register: bool) -> tuple[Count, Table] | None:
    rows = uses_table(edition)
    if rows is None:
        return None
    by = _marked(rows, tool).group_by("strate").agg(pl.col(_COUNTS).sum())
    found = {row["strate"]: row for row in by.iter_rows(named=True)}
    order = [(kind, one.id) for kind in MEASURED for one in STRATES[kind] if one.id in found]
    counts = [_count(peers_words(kind, strate), found[strate]) for kind, strate in order]
    columns: list[tuple[TableColumn, Callable[[Count], Value]]] = [
        (TableColumn("collectivites", "Collectivités"), lambda one: one.words)
    ]
    if signs:
        columns.append((TableColumn("vues", "Vu sur leur site", "number"), lambda one: one.seen))
        columns.append((TableColumn("sites_lus", "Sites lus", "number"), lambda one: one.looked))
    if register:
        columns.append((TableColumn("registre", "Dans le registre", "number"), lambda one: one.listed))
    shown = [one for one in counts if one.seen or one.listed]
    total = _count("France", by.select(pl.col(_COUNTS).sum()).row(0, named=True))
    return total, build_table("Qui s’en sert, par type et taille", columns, shown)


def alike(edition: Edition, tool: Tool, siren: str) -> Alike | None:
    """Return what is known around a collectivité; None when it is not measured or the edition kept nothing."""
    rows = uses_table(edition)
    if rows is None or (row := row_of(edition, siren)) is None:
        return None
    marked = _marked(rows, tool.id)
    same = marked.filter(pl.col("kind") == row["kind"])
    peers = same.filter(pl.col("strate") == row["strate"])
    near = same.filter(pl.col("departement") == row["departement"])
    users = near.filter("used", pl.col("siren") != siren).sort("slug").head(MOST)
    place = departements().get(row["departement"] or "")
    own = marked.filter(pl.col("siren") == siren)["used"].any()
    return Alike(
        row["name"],
        address_of_row(row),
        _total(peers_words(row["kind"], row["strate"]), peers),
        _total(place.name, near) if place and row["kind"] in ("commune", "epci") else None,
        tuple((one["name"], address_of_row(one)) for one in users.iter_rows(named=True)),
        bool(own),
    )


def row_of(edition: Edition, siren: str) -> Mapping[str, Any] | None:
    """Return the row of a collectivité measured, None when it is not."""
    rows = uses_table(edition)
    return None if rows is None else next(rows.filter(pl.col("siren") == siren).iter_rows(named=True), None)


def _marked(rows: pl.DataFrame, tool: str) -> pl.DataFrame:
    """Add who is seen to use a tool, who a register names, and either."""
    return rows.with_columns(
        seen=pl.col("tools.seen").list.contains(tool), listed=pl.col("tools.listed").list.contains(tool)
    ).with_columns(used=pl.col("seen") | pl.col("listed"))


def _total(words: str, rows: pl.DataFrame) -> Count:
    return _count(words, rows.select(pl.col(_COUNTS).sum()).row(0, named=True))


def _count(words: str, row: Mapping[str, Any]) -> Count:
    return Count(words, *(row[name] for name in _COUNTS))
