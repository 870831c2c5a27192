"""Tables of progress: objectives at a glance, one objective edition by edition, by région, by strate."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse

from barometre.programme.progress import Numbers
from barometre.web.programme.objectives.followed import Followed
from barometre.web.shared.areas import regions
from barometre.web.shared.french import number
from barometre.web.shared.tables import Cell, Column, Table, Value
from barometre.web.shared.words import french_order, peers_words

NUMBERS = (
    Column("concernees", "Concernées", "number"),
    Column("connues", "Connues", "number"),
    Column("au_but", "Au but", "number"),
    Column("part_etablie", "Part établie", "percent"),
    Column("part_au_plus", "Au plus", "percent"),
    Column("manque", "Il en manque au plus", "number"),
)
IN_GROUPS = (
    Column("connues", "Connues"),
    Column("part_etablie", "Part établie", "percent"),
    Column("part_au_plus", "Au plus", "percent"),
    Column("manque", "Il en manque au plus", "number"),
)
"""Columns of a page that has many groups; its file has those of `NUMBERS`."""
NOWHERE = "Région non connue"


def _cells(numbers: Numbers) -> list[Cell]:
    values: list[Value] = [
        numbers.population_size, numbers.known, numbers.met, _hundred(numbers.value),
        _hundred(numbers.value_at_most), numbers.gap,
    ]  # fmt: skip
    return [Cell(value) for value in values]


def _short(numbers: Numbers) -> list[Cell]:
    known = f"{number(numbers.known, 0)} sur {number(numbers.population_size, 0)}"
    values: list[Value] = [known, _hundred(numbers.value), _hundred(numbers.value_at_most), numbers.gap]
    return [Cell(value) for value in values]


def _hundred(share: float | None) -> float | None:
    return None if share is None else 100 * share


def glance(followed: Iterable[Followed]) -> Table:
    """Objectives, one a row: the drawing of the home page in figures, with more in the file."""
    columns = [
        Column("id", "Identifiant", "file"),
        Column("objectif", "Objectif"),
        Column("etat", "Où on en est"),
        Column("indicateur", "Indicateur", "file"),
        Column("population", "Collectivités concernées", "file"),
        Column("cible", "Cible", "percent"),
        Column("echeance", "Échéance"),
        *NUMBERS,
        Column("edition", "Édition", "file"),
    ]
    empty = [Cell(None)] * len(NUMBERS)
    rows = [
        [
            Cell(one.row.pk), Cell(one.row.title, reverse("programme-objective", args=[one.row.pk])),
            Cell(one.verdict.word), Cell(one.row.indicator), Cell(one.row.population_label),
            Cell(100 * one.row.target), Cell(one.row.due), *(_cells(one.numbers) if one.numbers else empty),
            Cell(one.edition),
        ]
        for one in followed
    ]  # fmt: skip
    return Table("Les objectifs en chiffres", columns, rows, reverse("programme-home-csv"))


def editions_table(one: Followed) -> Table:
    """One objective, edition by edition: the table of its trajectory."""
    form = "percent" if one.progress.start else "file"
    columns = [Column("edition", "Édition"), *NUMBERS, Column("rythme", "Rythme à tenir", form)]
    rows = [
        [Cell(point.edition), *_cells(point.numbers), Cell(_hundred(one.progress.expected(point.edition)))]
        for point in one.progress.points
    ]
    return Table("Trajectoire, édition par édition", columns, rows)


def by_region(one: Followed) -> Table:
    """One objective in the newest edition, région by région, in order of names."""
    found = []
    for group in one.progress.by_region:
        area = regions().get(group["id"])
        found.append((area.name if area else NOWHERE, area.address if area else None, group))
    rows = [
        [Cell(name, address), *_short(_numbers(group))]
        for name, address, group in sorted(found, key=lambda item: french_order(item[0]))
    ]
    return Table("Par région", [Column("region", "Région"), *IN_GROUPS], rows)


def by_strate(one: Followed) -> Table:
    """One objective in the newest edition, by kind and size of collectivité."""
    rows = [[Cell(_strate(group["id"])), *_short(_numbers(group))] for group in _in_order(one.progress.by_strate)]
    return Table("Par taille de collectivité", [Column("taille", "Taille"), *IN_GROUPS], rows)


def whole(one: Followed) -> Table:
    """Everything that the page of an objective counts, for its file: each edition, then régions and sizes."""
    columns = [
        Column("edition", "Édition"), Column("decoupage", "Découpage"), Column("code", "Code"), Column("nom", "Nom"),
        *NUMBERS, Column("rythme", "Rythme à tenir"), Column("cible", "Cible"), Column("echeance", "Échéance"),
    ]  # fmt: skip
    end = [Cell(100 * one.row.target), Cell(one.row.due)]
    rows = [
        [Cell(point.edition), Cell("france"), Cell("FR"), Cell("France"), *_cells(point.numbers),
         Cell(_hundred(one.progress.expected(point.edition))), *end]
        for point in one.progress.points
    ]  # fmt: skip
    groups = [
        *(("region", one_region, _region(one_region["id"])) for one_region in one.progress.by_region),
        *(("strate", one_strate, _strate(one_strate["id"])) for one_strate in _in_order(one.progress.by_strate)),
    ]
    rows += [
        [Cell(one.edition), Cell(kind), Cell(group["id"]), Cell(name), *_cells(_numbers(group)), Cell(None), *end]
        for kind, group, name in groups
    ]
    return Table(one.row.title, columns, rows)


def _numbers(group: dict[str, Any]) -> Numbers:
    return Numbers(**{name: value for name, value in group.items() if name != "id"})


def _region(code: str | None) -> str:
    area = regions().get(code or "")
    return area.name if area else NOWHERE


def _strate(identifier: str) -> str:
    words = peers_words(identifier.split("-")[0], identifier)
    return words[:1].upper() + words[1:]


def _in_order(groups: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Groups by kind, then from the smallest bodies: ids end with the limits of the class."""
    return sorted(groups, key=lambda group: (group["id"].split("-")[0], _smallest(group["id"])))


def _smallest(identifier: str) -> int:
    return next((int(part) for part in identifier.split("-")[1:] if part.isdigit()), 0)
