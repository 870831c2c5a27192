"""Tables of the fund: amounts by group, published totals against computed ones, who was not reached."""

from collections.abc import Sequence
from decimal import Decimal

from barometre.catalogue.typography import non_breaking
from barometre.programme.fund.groups import KINDS, Group
from barometre.programme.fund.reconcile import Line
from barometre.programme.fund.unreached import Unreached
from barometre.territory import reference
from barometre.web.programme.fund.known import Known
from barometre.web.programme.fund.places import Help
from barometre.web.programme.fund.words import SPLIT_WORDS, label, partial_words
from barometre.web.programme.models import FundCounter
from barometre.web.shared.areas import address, departements, regions
from barometre.web.shared.tables import Cell, Column, Table, Value

PLACED = ("region", "departement", "strate")
"""Dimensions that have inhabitants."""

CREDIT = (
    Column("nature", "Nature des données", "file"),
    Column("source", "Source", "file"),
    Column("date", "Date", "file"),
)
"""Columns of the file only: fictitious or not, from which files, of which day."""


def credit(found: Known) -> list[Cell]:
    """Cells of the columns `CREDIT`."""
    nature = "démonstration : données inventées" if found.demonstration else "aides importées"
    return [Cell(nature), Cell(found.source or None), Cell(found.newest)]


def place_href(dimension: str, identifier: str | None) -> str | None:
    """Address of the fund's page of a région or a département."""
    areas = {"region": regions, "departement": departements}.get(dimension)
    if areas is None or identifier not in areas():
        return None
    return address(f"fund-{dimension}", identifier)


def split_table(dimension: str, rows: Sequence[Group], found: Known, csv: str | None, whole: Decimal) -> Table:
    """Amounts by one dimension; a share is that of the whole."""
    placed = dimension in PLACED
    columns = [
        Column("code", "Code", "file"),
        Column("nom", SPLIT_WORDS[dimension]),
        Column("montant", "Montant (€)", "number"),
        Column("part", "Part", "file" if placed else "percent"),
        *([Column("par_habitant", "€ par habitant", "cents")] if placed else []),
        Column("projets", "Projets", "number"),
        Column("collectivites", "Collectivités", "number"),
        Column("aides", "Aides", "file"),
        Column("verse", "Versé (€)", "file"),
        Column("hors_referentiel", "Bénéficiaires hors référentiel", "file"),
        Column("habitants", "Habitants", "file"),
        *CREDIT,
    ]
    last = credit(found)
    cells = [
        [
            Cell(one.id),
            Cell(label(dimension, one, found.names), place_href(dimension, one.id)),
            Cell(float(one.amount)),
            Cell(float(100 * one.amount / whole) if whole else None),
            *([Cell(None if one.per_inhabitant is None else float(one.per_inhabitant))] if placed else []),
            *(Cell(count) for count in (one.projects, one.beneficiaries, one.awards)),
            Cell(float(one.paid)),
            Cell(one.outside),
            Cell(one.population),
            *last,
        ]
        for one in rows
        if one.id != "ept" or one.awards
    ]
    return Table(f"Montants attribués, par {SPLIT_WORDS[dimension].lower()}", columns, cells, csv)


def totals_table(lines: Sequence[Line], found: Known, csv: str | None) -> Table:
    """Each published total, ours when there are awards, the gap, why, and the source."""
    compared = any(line.computed is not None for line in lines) and not found.empty
    ours = [Column("calcule", "Calculé ici", "number"), Column("ecart", "Écart", "number")] if compared else []
    columns = [
        Column("perimetre", "Périmètre", "file"),
        Column("arrete_au", "Date", "file"),
        Column("total", "Total publié"),
        Column("mesure", "Mesure"),
        Column("annonce", "Annoncé", "number"),
        *ours,
        Column("explication", "Explication" if compared else "Ce que disent les sources"),
        Column("source", "Source"),
        Column("identifiant", "Identifiant", "file"),
    ]
    rows = []
    for line in lines:
        mine = [Cell(float(value)) if value is not None else Cell(None) for value in (line.computed, line.gap)]
        doubt = non_breaking(line.counter.doubt or "")
        rows.append(
            [
                Cell(perimeter(line, found)),
                Cell(line.counter.on),
                Cell(f"{perimeter(line, found)}, {partial_words(line.counter.on)}"),
                Cell(_measure(line)),
                Cell(float(line.announced)),
                *(mine if compared else []),
                Cell(line.explanation if compared else doubt or "Aucune réserve."),
                Cell(non_breaking(line.counter.source.title), line.counter.source.url),
                Cell(line.counter.id),
            ]
        )
    return Table("Totaux annoncés" + (" et totaux calculés" if compared else ""), columns, rows, csv)


def told(table: Table) -> list[dict[str, Value]]:
    """The rows of a table of totals by the words that the page uses."""
    names = {"total": "total", "mesure": "measure", "annonce": "announced", "calcule": "computed", "ecart": "gap",
             "explication": "explanation", "source": "source"}  # fmt: skip
    found = []
    for row in table.rows:
        cells = {column.name: cell for column, cell in zip(table.columns, row, strict=True)}
        one = {word: cells[name].value for name, word in names.items() if name in cells}
        found.append(one | {"href": cells["source"].href})
    return found


def perimeter(line: Line, found: Known) -> str:
    """What a published total covers: the fund, an axis, a call."""
    if line.counter.call:
        return found.calls.get(line.counter.call, line.counter.call)
    return f"Axe {line.counter.axis}" if line.counter.axis else "Fonds entier"


def _measure(line: Line) -> str:
    words = "Montant (€)" if line.counter.measure == "amount" else FundCounter.MEASURES[line.counter.measure]
    return f"{words.capitalize()}, plus de" if line.at_least else words.capitalize()


def unreached_table(rows: Sequence[Unreached], found: Known, csv: str | None) -> Table:
    """Collectivités without any award, by kind and strate."""
    columns = [
        Column("code", "Code", "file"),
        Column("nom", "Taille de collectivité"),
        Column("collectivites", "Collectivités", "number"),
        Column("aidees", "Aidées", "number"),
        Column("sans_aide", "Sans aide", "number"),
        Column("part_sans_aide", "Part sans aide", "percent"),
        *CREDIT,
    ]
    last = credit(found)
    cells = [
        [
            Cell(one.id),
            Cell(size_words(one)),
            *(Cell(count) for count in (one.bodies, one.beneficiaries, one.not_reached)),
            Cell(100 * one.share),
            *last,
        ]
        for one in rows
    ]
    return Table("Collectivités sans aide, par taille", columns, cells, csv)


def size_words(one: Unreached) -> str:
    """« Communes de 500 à 999 habitants », « Départements »."""
    many = KINDS[one.kind].capitalize()
    if one.label.startswith("tou"):
        return many
    return f"{many} {one.label}" if one.label.startswith("de ") else f"{many} de {one.label}"


def by_kind(rows: Sequence[Unreached]) -> list[Unreached]:
    """The same added up by kind."""
    found = []
    for kind in KINDS:
        same = [one for one in rows if one.kind == kind]
        if same:
            bodies, helped = sum(one.bodies for one in same), sum(one.beneficiaries for one in same)
            found.append(Unreached(kind, KINDS[kind], kind, bodies, helped))
    return found


def unreached_regions(rows: Sequence[Unreached], found: Known, csv: str | None) -> Table:
    """Share of the collectivités of each région without any award, one column for each kind."""
    kinds = ("commune", "epci", "departement")
    columns = [Column("code", "Code", "file"), Column("nom", "Région")]
    for kind in kinds:
        columns += [
            Column(f"{kind}_sans_aide", f"{KINDS[kind].capitalize()} sans aide", "number"),
            Column(f"{kind}_part", "Part", "percent"),
            Column(f"{kind}_ensemble", KINDS[kind].capitalize(), "file"),
        ]
    by_key = {(one.id, one.kind): one for one in rows}
    last, cells = credit(found), []
    for code, name in reference.regions().sort("code").select("code", "name").iter_rows():
        row = [Cell(code), Cell(name, place_href("region", code))]
        for kind in kinds:
            one = by_key.get((code, kind))
            row += [Cell(one.not_reached), Cell(100 * one.share), Cell(one.bodies)] if one else [Cell(None)] * 3
        cells.append([*row, *last])
    return Table("Collectivités sans aide, par région", [*columns, *CREDIT], cells, csv)


def helped_table(rows: Sequence[Help], found: Known, csv: str | None, where: str) -> Table:
    """Each award to a collectivité of a territory, in the order of their names."""
    columns = [
        Column("siren", "SIREN", "file"),
        Column("nom", "Collectivité"),
        Column("projet", "Projet"),
        Column("axe", "Axe", "number"),
        Column("categorie", "Catégorie", "file"),
        Column("montant", "Montant (€)", "number"),
        Column("date", "Décidée le"),
        *CREDIT[:2],
        Column("importe_le", "Importé le", "file"),
    ]
    nature, source, day = credit(found)
    cells = [
        [
            Cell(one.siren),
            Cell(one.name, one.href),
            Cell(non_breaking(one.project)),
            Cell(int(one.axis) if one.axis.isdecimal() else one.axis),
            Cell(found.names["category"].get(one.category or "", one.category)),
            Cell(float(one.amount)),
            Cell(one.decided_on),
            nature,
            source,
            day,
        ]
        for one in rows
    ]
    return Table(f"Aides attribuées {where}", columns, cells, csv)
