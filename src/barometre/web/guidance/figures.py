"""The figures of one obligation: share of those who meet it, with bounds, in France, in régions and by size."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from barometre.scoring.aggregates import TERRITORY_FROM
from barometre.territory.strates import STRATES
from barometre.web.editions import queries
from barometre.web.editions.models import Edition, ObligationFigure
from barometre.web.shared.areas import regions
from barometre.web.shared.guidance import obligations
from barometre.web.shared.memory import per_edition
from barometre.web.shared.tables import Cell, Table, TableColumn, build_table, csv_response
from barometre.web.shared.words import KINDS, peers_words

_MEASURED = ("commune", "epci", "departement", "region")


@dataclass(frozen=True)
class Share:
    """How many of a place meet an obligation, do not, are surely bound, and are bound only if something not known."""

    name: str
    met: int
    not_met: int
    concerned: int
    uncertain: int
    href: str | None = None
    one_sided: bool = False

    @property
    def unknown(self) -> int:
        """Those surely bound of whom it is not known."""
        return self.concerned - self.met - self.not_met

    @property
    def low(self) -> float | None:
        """The lowest that the share can be, 0-100: if none of those not known meets it."""
        return 100 * self.met / self.concerned if self.concerned else None

    @property
    def high(self) -> float | None:
        """The highest that the share can be, 0-100: if all those not known meet it."""
        return 100 * (self.concerned - self.not_met) / self.concerned if self.concerned else None

    @property
    def share(self) -> float | None:
        """The share of those known, 0-100; none unless enough of those bound are (`TERRITORY_FROM`).

        Where a proof can only say yes, or only no (`one_sided`), those known are no sample: there is none.
        """
        if self.one_sided:
            return None
        known = self.met + self.not_met
        enough = self.concerned and known >= TERRITORY_FROM * self.concerned
        return 100 * self.met / known if enough else None


def share_of(edition: Edition, name: str, row: ObligationFigure, href: str | None = None) -> Share:
    """Return what a row of figures says."""
    one_sided = is_one_sided(edition, row.obligation)
    return Share(name, row.met, row.not_met, row.concerned, row.uncertain, href, one_sided)


def is_one_sided(edition: Edition, obligation: str) -> bool:
    """Return whether no proof of an obligation can say yes, or none can say no."""
    proofs = obligations(edition)[obligation].proofs
    return all(one.missed is None for one in proofs) or all(one.met is None for one in proofs)


@per_edition
def national(edition: Edition) -> dict[str, dict[str, Share]]:
    """Return the figures of France: obligation -> kind -> share, kinds in their usual order."""
    rows: dict[str, dict[str, Share]] = {}
    for row in queries.obligation_figures(edition, "france", "FR"):
        rows.setdefault(row.obligation, {})[row.kind] = share_of(edition, KINDS[row.kind].capitalize(), row)
    return {name: {kind: found[kind] for kind in _MEASURED if kind in found} for name, found in rows.items()}


def by_kind(edition: Edition, obligation: str, csv: str | None = None) -> Table:
    """Return the figures of France by kind of collectivité."""
    return table("Par type de collectivité", "Type", national(edition).get(obligation, {}).values(), csv)


def by_strate(edition: Edition, obligation: str, csv: str | None = None) -> Table:
    """Return the figures by class of population, in the order of kinds then of sizes."""
    rows = _rows(edition, obligation, "strate")
    found = [
        share_of(edition, peers_words(kind, one.id), row)
        for kind in _MEASURED
        for one in STRATES[kind]
        if (row := rows.get((kind, one.id))) is not None
    ]
    return table("Par taille", "Taille", found, csv)


def by_region(edition: Edition, obligation: str, kind: str = "commune", csv: str | None = None) -> Table:
    """Return the figures of the collectivités of one kind by région, in order of names."""
    rows = _rows(edition, obligation, "region")
    found = [
        share_of(edition, area.name, row, area.address)
        for code, area in regions().items()
        if (row := rows.get((kind, code))) is not None
    ]
    return table(f"Par région, {KINDS[kind]}", "Région", found, csv)


def _rows(edition: Edition, obligation: str, territory_kind: str) -> Mapping[tuple[str, str], ObligationFigure]:
    found = queries.figures_of_obligation(edition, obligation, territory_kind)
    return {(row.kind, row.territory): row for row in found}


def tables(edition: Edition, obligation: str) -> list[Table]:
    """Return the figures of an obligation that its page shows, each with its file; none where nobody is concerned."""
    made = [
        by_strate(edition, obligation, csv=reverse("obligation-strates-csv", args=[obligation])),
        by_region(edition, obligation, csv=reverse("obligation-regions-csv", args=[obligation])),
    ]
    return [one for one in made if one.rows]


def figures_file(request: HttpRequest, identifier: str, by: str) -> HttpResponse:
    """Give the figures of an obligation as a file; `by`: strates, or regions.

    Raises:
        Http404: this edition has none of this name.
    """
    edition: Edition = request.edition
    if identifier not in obligations(edition):
        raise Http404(f"Cette édition n’a pas d’obligation nommée « {identifier} ».")
    made = (by_strate if by == "strates" else by_region)(edition, identifier)
    return csv_response(made, f"obligation-{identifier}-{by}-{edition.date}")


def table(caption: str, first: str, rows: Iterable[Share], csv: str | None = None) -> Table:
    """Return shares as a table; the counts that they come from are in its file."""
    return build_table(
        caption,
        [
            (TableColumn("lieu", first), lambda row: Cell(row.name, row.href)),
            (TableColumn("part", "Part qui la remplit, parmi celles connues", "percent"), lambda row: row.share),
            (TableColumn("part_au_moins", "Au moins", "percent"), lambda row: row.low),
            (TableColumn("part_au_plus", "Au plus", "percent"), lambda row: row.high),
            (TableColumn("remplie", "Remplie", "file"), lambda row: row.met),
            (TableColumn("non_remplie", "Non remplie", "file"), lambda row: row.not_met),
            (TableColumn("non_connue", "Non connue", "file"), lambda row: row.unknown),
            (TableColumn("visees", "Visées", "file"), lambda row: row.concerned),
            (TableColumn("selon_situation", "Selon leur situation", "file"), lambda row: row.uncertain),
        ],
        list(rows),
        csv,
    )
