"""Tables of objectives: all of them at a glance; one edition by edition, by région, by size; who has not met it."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, NamedTuple

import polars as pl
from django.urls import reverse

from barometre.programme.progress import Numbers
from barometre.web.programme.objectives.progress import FollowedObjective
from barometre.web.shared.areas import departements, regions
from barometre.web.shared.french import number
from barometre.web.shared.tables import Cell, Table, TableColumn, build_table
from barometre.web.shared.words import STATUS, french_order, peers_words

NOWHERE = "Région non connue"
MISSING = "Ne remplit pas la condition"


def in_percent(share: float | None) -> float | None:
    """Return a share from 0 to 100; None when it is not known."""
    return None if share is None else 100 * share


def _count(name: str) -> Callable[[Any], int | None]:
    return lambda row: getattr(row.numbers, name, None)


def _share(name: str) -> Callable[[Any], float | None]:
    return lambda row: in_percent(getattr(row.numbers, name, None))


_SHARES = (
    (TableColumn("part_etablie", "Part certaine", "percent"), _share("value")),
    (TableColumn("part_au_plus", "Part maximale possible", "percent"), _share("value_at_most")),
    (TableColumn("manque", "Il en manque (au maximum)", "number"), _count("gap")),
)
# What is counted of any row that has `numbers`; empty when they are None.
_NUMBERS = (
    (TableColumn("concernees", "Concernées", "number"), _count("population_size")),
    (TableColumn("connues", "Connues", "number"), _count("known")),
    (TableColumn("au_but", "Condition remplie", "number"), _count("met")),
    *_SHARES,
)


class _Counted(NamedTuple):
    """What one edition counts in France, a région or a class of size."""

    edition: date | None
    split: str
    code: str | None
    name: str
    href: str | None
    numbers: Numbers
    pace: float | None = None


def glance(followed: Iterable[FollowedObjective]) -> Table:
    """Build the table of all objectives: the drawing of the home page in figures, with more in the file."""
    columns = (
        (TableColumn("id", "Identifiant", "file"), lambda one: one.row.pk),
        (
            TableColumn("objectif", "Objectif"),
            lambda one: Cell(one.row.title, reverse("programme-objective", args=[one.row.pk])),
        ),
        (TableColumn("etat", "Où on en est"), lambda one: one.verdict.word),
        (TableColumn("indicateur", "Indicateur", "file"), lambda one: one.row.indicator),
        (TableColumn("population", "Collectivités concernées", "file"), lambda one: one.row.population_label),
        (TableColumn("cible", "Cible", "percent"), lambda one: 100 * one.row.target),
        (TableColumn("echeance", "Échéance"), lambda one: one.row.due),
        *_NUMBERS,
        (TableColumn("edition", "Édition", "file"), lambda one: one.edition),
    )
    return build_table("Les objectifs en chiffres", columns, followed, reverse("programme-home-csv"))


def editions_table(one: FollowedObjective) -> Table:
    """Build the table of a trajectory: one objective, edition by edition."""
    form = "percent" if one.progress.start else "file"
    columns = (
        (TableColumn("edition", "Édition"), lambda point: point.edition),
        *_NUMBERS,
        (TableColumn("rythme", "Rythme à tenir", form), lambda point: in_percent(one.progress.expected(point.edition))),
    )
    return build_table("Trajectoire, édition par édition", columns, one.progress.points)


def by_region(one: FollowedObjective) -> Table:
    """Build the table of one objective in the newest edition, région by région, in order of names."""
    return _groups_table(
        "Par région", TableColumn("region", "Région"), sorted(_regions(one), key=lambda row: french_order(row.name))
    )


def by_strate(one: FollowedObjective) -> Table:
    """Build the table of one objective in the newest edition, by kind and size of collectivité."""
    return _groups_table("Par taille de collectivité", TableColumn("taille", "Taille"), _strates(one))


def _groups_table(caption: str, first: TableColumn, groups: Iterable[_Counted]) -> Table:
    columns = (
        (first, lambda group: Cell(group.name, group.href)),
        (
            TableColumn("connues", "Connues"),
            lambda group: f"{number(group.numbers.known, 0)} sur {number(group.numbers.population_size, 0)}",
        ),
        *_SHARES,
    )
    return build_table(caption, columns, groups)


def whole(one: FollowedObjective) -> Table:
    """Build the file of an objective: each edition, then régions and sizes in the newest."""
    columns = (
        (TableColumn("edition", "Édition"), lambda row: row.edition),
        (TableColumn("decoupage", "Découpage"), lambda row: row.split),
        (TableColumn("code", "Code"), lambda row: row.code),
        (TableColumn("nom", "Nom"), lambda row: row.name),
        *_NUMBERS,
        (TableColumn("rythme", "Rythme à tenir"), lambda row: in_percent(row.pace)),
        (TableColumn("cible", "Cible"), lambda _: 100 * one.row.target),
        (TableColumn("echeance", "Échéance"), lambda _: one.row.due),
    )
    france = [
        _Counted(point.edition, "france", "FR", "France", None, point.numbers, one.progress.expected(point.edition))
        for point in one.progress.points
    ]
    return build_table(one.row.title, columns, [*france, *_regions(one), *_strates(one)])


def _regions(one: FollowedObjective) -> list[_Counted]:
    rows = []
    for group in one.progress.by_region:
        area = regions().get(group["id"] or "")
        name, href = (area.name, area.address) if area else (NOWHERE, None)
        rows.append(_Counted(one.edition, "region", group["id"], name, href, _numbers(group)))
    return rows


def _strates(one: FollowedObjective) -> list[_Counted]:
    """Return groups by kind, then from the smallest collectivités: ids end with the limits of the class."""
    rows = []
    for group in one.progress.by_strate:
        kind, *limits = group["id"].split("-")
        smallest = next((int(limit) for limit in limits if limit.isdigit()), 0)
        name = peers_words(kind, group["id"]).capitalize()
        rows.append((kind, smallest, _Counted(one.edition, "strate", group["id"], name, None, _numbers(group))))
    return [row for *_, row in sorted(rows, key=lambda row: row[:2])]


def _numbers(group: dict[str, Any]) -> Numbers:
    return Numbers(**{name: value for name, value in group.items() if name != "id"})


def in_name_order(found: pl.DataFrame) -> pl.DataFrame:
    """Sort those who have not met an objective: the unknown apart, then by name as French sorts it."""
    keys = pl.Series("key", [french_order(name) for name in found["name"]], dtype=pl.String)
    return found.with_columns(keys).sort("status", "key", "siren")


def missing_table(found: pl.DataFrame, csv: str | None = None) -> Table:
    """Build the table of those who have not met an objective, as `progress.missing_of` gives them."""
    columns = (
        (TableColumn("siren", "SIREN", "file"), lambda row: row["siren"]),
        (
            TableColumn("collectivite", "Collectivité"),
            lambda row: Cell(row["name"], reverse("collectivite", args=[row["siren"]])),
        ),
        (TableColumn("departement", "Département"), _departement),
        (TableColumn("region", "Région", "file"), lambda row: row["region"]),
        (
            TableColumn("etat", "Où elle en est"),
            lambda row: MISSING if row["status"] == "missing" else STATUS[row["evidence"]],
        ),
    )
    rows = found.iter_rows(named=True)
    return build_table("Collectivités qui n’ont pas rempli l’objectif", columns, rows, csv)


def _departement(row: dict[str, Any]) -> str | None:
    area = departements().get(row["departement"] or "")
    return area.name if area else None
