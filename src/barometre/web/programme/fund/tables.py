"""Tables of the fund: amounts by group, published totals beside computed ones, collectivités without award."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from operator import attrgetter
from typing import Any

from barometre.catalogue.typography import non_breaking
from barometre.programme.fund.reconcile import ReconciledTotal
from barometre.programme.fund.report import AwardGroup
from barometre.programme.fund.unreached import KINDS, Unreached
from barometre.territory import reference
from barometre.web.programme.fund.queries import Fund, ListedAward
from barometre.web.programme.fund.words import SPLIT_WORDS, label, measure_words, perimeter, size_words
from barometre.web.programme.words import partial_words
from barometre.web.shared.areas import address, departements, regions
from barometre.web.shared.tables import Cell, Table, TableColumn, Value, build_table

Content = tuple[TableColumn, Callable[[Any], Value | Cell]]

# Dimensions that have inhabitants.
PLACED = ("region", "departement", "strate")
# Kinds of collectivités in the table of régions.
_KINDS = ("commune", "epci", "departement")


def _credit(fund: Fund, date_name: str = "date", date_label: str = "Date") -> tuple[Content, ...]:
    """Return the columns of the file only: fictitious or not, from which files, of which day."""
    nature = "démonstration : données inventées" if fund.demonstration else "aides importées"
    return (
        (TableColumn("nature", "Nature des données", "file"), lambda _: nature),
        (TableColumn("source", "Source", "file"), lambda _: fund.source or None),
        (TableColumn(date_name, date_label, "file"), lambda _: fund.newest),
    )


def territory_href(dimension: str, identifier: str | None) -> str | None:
    """Return the address of the fund's page of a région or a département; None for anything else."""
    areas = {"region": regions, "departement": departements}.get(dimension)
    if areas is None or identifier not in areas():
        return None
    return address(f"fund-{dimension}", identifier)


def split_table(dimension: str, groups: Sequence[AwardGroup], fund: Fund, csv: str | None, whole: Decimal) -> Table:
    """Build the table of amounts by one dimension; a share is that of the whole."""
    placed = dimension in PLACED
    per_inhabitant = (
        TableColumn("par_habitant", "€ par habitant", "cents"),
        lambda group: _float(group.per_inhabitant),
    )
    columns = (
        (TableColumn("code", "Code", "file"), lambda group: group.id),
        (
            TableColumn("nom", SPLIT_WORDS[dimension]),
            lambda group: Cell(label(dimension, group, fund.names), territory_href(dimension, group.id)),
        ),
        (TableColumn("montant", "Montant (€)", "number"), lambda group: float(group.amount)),
        (
            TableColumn("part", "Part", "file" if placed else "percent"),
            lambda group: float(100 * group.amount / whole) if whole else None,
        ),
        *([per_inhabitant] if placed else []),
        (TableColumn("projets", "Projets", "number"), lambda group: group.projects),
        (TableColumn("collectivites", "Collectivités", "number"), lambda group: group.beneficiaries),
        (TableColumn("aides", "Aides", "file"), lambda group: group.awards),
        (TableColumn("sans_montant_propre", "Bénéficiaires sans montant propre", "file"), lambda group: group.members),
        (TableColumn("verse", "Versé (€)", "file"), lambda group: float(group.paid)),
        (TableColumn("hors_referentiel", "Bénéficiaires hors référentiel", "file"), lambda group: group.outside),
        (TableColumn("habitants", "Habitants", "file"), lambda group: group.population),
        *_credit(fund),
    )
    rows = [group for group in groups if group.id != "ept" or group.lines]
    return build_table(f"Montants attribués, par {SPLIT_WORDS[dimension].lower()}", columns, rows, csv)


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def totals_table(totals: Sequence[ReconciledTotal], fund: Fund, csv: str | None) -> Table:
    """Build the table of published totals: the computed one when there are awards, the gap, why, and the source."""
    compared = any(total.computed is not None for total in totals) and not fund.empty
    computed = (
        (TableColumn("calcule", "Calculé ici", "number"), lambda total: _float(total.computed)),
        (TableColumn("ecart", "Écart", "number"), lambda total: _float(total.gap)),
    )
    explanation = (TableColumn("explication", "Explication"), lambda total: total.explanation)
    doubt = (
        TableColumn("explication", "Ce que disent les sources"),
        lambda total: non_breaking(total.counter.doubt or "") or "Aucune réserve.",
    )
    columns = (
        (TableColumn("perimetre", "Périmètre", "file"), lambda total: perimeter(total, fund.calls)),
        (TableColumn("arrete_au", "Date", "file"), lambda total: total.counter.on),
        (
            TableColumn("total", "Total publié"),
            lambda total: f"{perimeter(total, fund.calls)}, {partial_words(total.counter.on)}",
        ),
        (TableColumn("mesure", "Mesure"), measure_words),
        (TableColumn("annonce", "Annoncé", "number"), lambda total: float(total.counter.value)),
        *(computed if compared else ()),
        explanation if compared else doubt,
        (
            TableColumn("source", "Source"),
            lambda total: Cell(non_breaking(total.counter.source.title), total.counter.source.url),
        ),
        (TableColumn("identifiant", "Identifiant", "file"), lambda total: total.counter.id),
    )
    return build_table("Totaux annoncés" + (" et totaux calculés" if compared else ""), columns, totals, csv)


def by_name(table: Table) -> list[dict[str, Cell]]:
    """Return the rows of a table as cells by the name of their column, for a page that lays them out itself."""
    return [{column.name: cell for column, cell in zip(table.columns, row, strict=True)} for row in table.rows]


def unreached_table(groups: Sequence[Unreached], fund: Fund, csv: str | None) -> Table:
    """Build the table of collectivités without award, by kind and strate."""
    columns = (
        (TableColumn("code", "Code", "file"), lambda group: group.id),
        (TableColumn("nom", "Taille de collectivité"), size_words),
        (TableColumn("collectivites", "Collectivités", "number"), lambda group: group.collectivites),
        (TableColumn("aidees", "Aidées", "number"), lambda group: group.beneficiaries),
        (TableColumn("sans_aide", "Sans aide", "number"), lambda group: group.not_reached),
        (TableColumn("part_sans_aide", "Part sans aide", "percent"), lambda group: 100 * group.share),
        *_credit(fund),
    )
    return build_table("Collectivités sans aide, par taille", columns, groups, csv)


def by_kind(groups: Sequence[Unreached]) -> list[Unreached]:
    """Add up collectivités without award by kind."""
    sums = []
    for kind, many in KINDS.items():
        if same := [group for group in groups if group.kind == kind]:
            counts = (sum(getattr(group, name) for group in same) for name in ("collectivites", "beneficiaries"))
            sums.append(Unreached(kind, many, kind, *counts))
    return sums


def unreached_regions(groups: Sequence[Unreached], fund: Fund, csv: str | None) -> Table:
    """Build the table of the share of collectivités without award, région by région, for each kind."""
    by_key = {(group.id, group.kind): group for group in groups}

    def of_kind(kind: str, value: Callable[[Unreached], Value]) -> Callable[[tuple[str, str]], Value]:
        return lambda row: value(by_key[row[0], kind]) if (row[0], kind) in by_key else None

    columns: list[Content] = [
        (TableColumn("code", "Code", "file"), lambda row: row[0]),
        (TableColumn("nom", "Région"), lambda row: Cell(row[1], territory_href("region", row[0]))),
    ]
    for kind in _KINDS:
        many = KINDS[kind].capitalize()
        columns += [
            (TableColumn(f"{kind}_sans_aide", f"{many} sans aide", "number"), of_kind(kind, attrgetter("not_reached"))),
            (TableColumn(f"{kind}_part", "Part", "percent"), of_kind(kind, lambda group: 100 * group.share)),
            (TableColumn(f"{kind}_ensemble", many, "file"), of_kind(kind, lambda group: group.collectivites)),
        ]
    rows = reference.regions().sort("code").select("code", "name").iter_rows()
    return build_table("Collectivités sans aide, par région", [*columns, *_credit(fund)], rows, csv)


def awards_table(awards: Sequence[ListedAward], fund: Fund, csv: str | None, where: str) -> Table:
    """Build the table of the awards to the collectivités of a territory."""
    columns = (
        (TableColumn("siren", "SIREN", "file"), lambda award: award.siren),
        (TableColumn("nom", "Collectivité"), lambda award: Cell(award.name, award.href)),
        (TableColumn("projet", "Projet"), lambda award: non_breaking(f"{award.project}{_borne_by(award)}")),
        (TableColumn("axe", "Axe", "number"), lambda award: int(award.axis) if award.axis.isdecimal() else award.axis),
        (
            TableColumn("categorie", "Catégorie", "file"),
            lambda award: fund.names["category"].get(award.category or "", award.category),
        ),
        (TableColumn("montant", "Montant (€)", "number"), lambda award: float(award.amount) or None),
        (TableColumn("date", "Décidée le"), lambda award: award.decided_on),
        *_credit(fund, "importe_le", "Importé le"),
    )
    return build_table(f"Aides attribuées {where}", columns, awards, csv)


def _borne_by(award: ListedAward) -> str:
    """Say of a beneficiary without an amount of its own who receives that of its project."""
    if award.amount:
        return ""
    return f" (porté par {award.lead})" if award.lead else " (sans montant propre)"
