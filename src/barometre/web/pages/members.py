"""Communes of a département or an EPCI: their map, and their table in order of names. Communes are never ranked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.db.models.fields.json import KT
from django.http import HttpRequest

from barometre.scoring.aggregates import TERRITORY_FROM
from barometre.web.editions import queries
from barometre.web.editions.models import Aggregate, Collectivite, Edition
from barometre.web.maps.classes import answers, classes
from barometre.web.maps.geometry import projected
from barometre.web.maps.legend import ANSWERS, SCORES, ColouredArea, ColourScale
from barometre.web.pages.figures import AreaMap
from barometre.web.shared.areas import address
from barometre.web.shared.catalogue import Measure, credit, default_measure
from barometre.web.shared.french import of, percent
from barometre.web.shared.memory import per_edition
from barometre.web.shared.paging import page_of
from barometre.web.shared.tables import Cell, Table, TableColumn, Value, build_table

# Communes shown at once: a page of a département stays light; the file has them all.
PER_PAGE = 20


@dataclass(frozen=True)
class Member:
    """One commune and what compares it with others: its score on the base, or its answer.

    `score`, on all that is known of it, `coverage` and `provisional` go together, null when the value is an answer.
    """

    code: str
    name: str
    population: int
    value: float | None
    score: float | None = None
    coverage: float | None = None
    provisional: bool | None = None

    @property
    def address(self) -> str:
        """Address of its page."""
        return address("commune", self.code)


def communes(edition: Edition, area_kind: str, area: str, measure: Measure) -> list[Member]:
    """Return the communes of an area with the score of a measure, in order of names."""
    authorities = queries.members(edition, area_kind, area, "commune")
    values = queries.values(edition, authorities, measure.id)
    keys = {name: KT(f"scores__{measure.id}__{name}") for name in ("score", "coverage", "provisional")}
    rows = authorities.annotate(**keys).values_list("code", "name", "population", *keys)
    return [
        Member(
            code,
            name,
            population,
            values.get(code),
            None if score is None else float(score),
            None if coverage is None else float(coverage),
            None if provisional is None else provisional == "true",
        )
        for code, name, population, score, coverage, provisional in rows
    ]


def summary(members: list[Member]) -> Aggregate:
    """Return the figure of the communes of an EPT, which the edition does not aggregate, by the same rule."""
    known = [member.value for member in members if member.value is not None]
    met = sum(value == 100 for value in known)
    counts = {"kind": "commune", "met": met, "known": len(known), "concerned": len(members)}
    if len(known) < TERRITORY_FROM * len(members):
        return Aggregate(mean=None, **counts)
    missing = len(members) - len(known)
    low, high = sum(known) / len(members), (sum(known) + 100 * missing) / len(members)
    return Aggregate(mean=sum(known) / len(known), low=low, high=high, **counts)


def table(edition: Edition, members: Sequence[Member], measure: Measure, csv: str) -> Table:
    """Return the communes, one in each row; beside a score, its coverage and whether it is provisional."""
    words = {None: None, True: "oui", False: "non"}
    in_index = measure.family != "indicator"
    label, form = ("Réponse", "answer") if measure.unit else ("Score sur 100", "score")
    of_score: list[tuple[TableColumn, Callable[[Member], Value | Cell]]] = [
        (TableColumn("couverture", "Couverture", "share"), lambda member: member.coverage),
        (
            TableColumn("provisoire", "Score provisoire"),
            lambda member: words[member.provisional if member.score is not None else None],
        ),
        (TableColumn("comparable", "Score comparable", "score"), lambda member: member.value),
    ]
    columns: list[tuple[TableColumn, Callable[[Member], Value | Cell]]] = [
        (TableColumn("code", "Code INSEE", "file"), lambda member: member.code),
        (TableColumn("nom", "Commune"), lambda member: Cell(member.name, member.address)),
        (TableColumn("population", "Habitants", "number"), lambda member: member.population),
        (TableColumn("score", label, form), lambda member: member.score if in_index else member.value),
        *(of_score if in_index else []),
        *credit(edition, measure),
    ]
    return build_table(f"{measure.label}, par commune", columns, members, csv)


def page(request: HttpRequest, members: list[Member], measure: Measure, csv: str) -> dict[str, Any]:
    """Return the part of the table asked for by `?page=`.

    Raises:
        Http404: there is no such page.
    """
    shown = page_of(request, members, PER_PAGE)
    rows = list(shown.object_list)
    return {
        "table": table(request.edition, rows, measure, csv),
        "shown": shown,
        "first": rows[0].name if rows else "",
        "last": rows[-1].name if rows else "",
        "count": len(members),
    }


def map_of(members: list[Member], measure: Measure, where: str) -> AreaMap:
    """Return the map of the communes, each leading to its page."""
    coloured = _coloured(members)
    return AreaMap(projected("commune", coloured), coloured, _scale(coloured, measure), measure, where)


def _scale(coloured: dict[str, ColouredArea], measure: Measure) -> ColourScale | None:
    values = [area.value for area in coloured.values() if area.concerned]
    return answers(values) if measure.unit else classes(values)


def map_around(edition: Edition, authority: Collectivite) -> AreaMap:
    """Return the map of a commune in its EPCI, or in its département for the few that have no EPCI.

    It is drawn whatever its colours: it says where the commune is, too.
    """
    kind, code = ("epci", authority.epci) if authority.epci else ("departement", authority.departement or "")
    coloured, measure = _around(edition, kind, code), default_measure(edition)
    drawing = projected("commune", coloured, named=False)
    scale = _scale(coloured, measure) or (ANSWERS if measure.unit else SCORES)
    return AreaMap(drawing, coloured, scale, measure, f"autour {of(authority.name)}", authority.code)


@per_edition
def _around(edition: Edition, area_kind: str, area: str) -> dict[str, ColouredArea]:
    """Return the communes around one: the same for all the communes of an EPCI."""
    if area_kind == "epci":
        return _coloured(_by_epci(edition)[area])
    return _coloured(_members(edition, queries.members(edition, area_kind, area, "commune")))


@per_edition
def _by_epci(edition: Edition) -> dict[str, list[Member]]:
    """Return the communes of every EPCI with what maps show first: one read for the maps of all communes."""
    communes = queries.members(edition, "france", None, "commune").exclude(epci=None)
    groups: dict[str, list[Member]] = {}
    for epci, member in zip(communes.values_list("epci", flat=True), _members(edition, communes), strict=True):
        groups.setdefault(str(epci), []).append(member)
    return groups


def _members(edition: Edition, communes: QuerySet[Collectivite]) -> list[Member]:
    values = queries.values(edition, communes, default_measure(edition).id)
    return [
        Member(code, name, population, values[code])
        for code, name, population in communes.values_list("code", "name", "population")
    ]


def _coloured(members: list[Member]) -> dict[str, ColouredArea]:
    return {
        member.code: ColouredArea(member.name, member.address, member.value, note=_note(member)) for member in members
    }


def _note(member: Member) -> str:
    """Return what goes with a score on a map; nothing for an answer."""
    if member.score is None or member.coverage is None:
        return ""
    known = f"connu à {percent(100 * member.coverage, 0)}"
    return f"provisoire, {known}" if member.provisional else known


def of_metropolis(edition: Edition, authority: Collectivite) -> dict[str, list[tuple[str, str]]]:
    """Return (name, address) of the EPT of an EPCI and, for an EPT, of its EPCI; only the Grand Paris has any."""
    around = queries.universe(edition)
    is_ept = authority.kind == "ept"
    named = {
        "metropolis": around.filter(siren=authority.epci) if is_ept else [],
        "ept": [] if is_ept else around.filter(kind="ept", epci=authority.siren).order_by("slug"),
    }
    return {key: [(row.name, address("epci", row.code)) for row in rows] for key, rows in named.items()}
