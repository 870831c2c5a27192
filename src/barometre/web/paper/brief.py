"""The brief of a département or a région, for its préfet and its association of mayors: a tagged PDF (PDF/UA-1).

What is not known of a collectivité is said of none: obligations are counted, never named of a commune; communes are
named where the directory has no address of them, a fact of the register that anyone can correct.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from barometre.catalogue.typography import typeset
from barometre.errors import BarometreError
from barometre.settings import settings
from barometre.territory.strates import STRATES
from barometre.typesetting import pdf, write_pdf
from barometre.web.editions import queries
from barometre.web.editions.models import Aggregate, Collectivite, Edition
from barometre.web.explore.grid import grid
from barometre.web.pages import members
from barometre.web.pages.moved import in_order
from barometre.web.pages.territorial import FEW
from barometre.web.pages.territories import map_of_region
from barometre.web.paper import known, sentences
from barometre.web.paper.charts import of_map
from barometre.web.paper.compared import by_size, of_all, same_sizes
from barometre.web.paper.credits import LICENCE, territories
from barometre.web.paper.lacks import not_registered, obligations_missed, who_helps
from barometre.web.paper.national import measures
from barometre.web.paper.one import edition_of_sheets
from barometre.web.paper.tables import Columns, set_table
from barometre.web.paper.words import STATES
from barometre.web.shared import catalogue
from barometre.web.shared.areas import Area, covered, departements, regions
from barometre.web.shared.catalogue import Measure
from barometre.web.shared.french import NO_BREAK, between, counted, number, percent, score
from barometre.web.shared.marks import DRAWN, SENTENCE, marked
from barometre.web.shared.tables import Table, TableColumn, build_table
from barometre.web.shared.words import KINDS, STATUS, day_words, missing_words, peers_words

TEMPLATE = Path(__file__).with_name("brief.typ")
# Lines of the comparison and of what moved: the site has them all.
MOST_COMPARED, MOST_MOVED = 14, 6
# What the word of a status leaves to say.
_OR = {"not-looked": ", ou aucune source ne le dit"}


def write_brief(kind: str, code: str, out: Path) -> None:
    """Write the brief of a territory from the published edition to a PDF file, whole or not at all.

    Raises:
        BarometreError: no edition is published, there is no such territory, or the file cannot be written.
    """
    edition = edition_of_sheets()
    area = area_of(kind, code)
    if area is None:
        if kind == "departement" and (several := covered(code)):
            raise BarometreError(
                f"{code} is an authority that covers several départements; give {' or '.join(several)}"
            )
        codes = ", ".join(sorted(departements() if kind == "departement" else regions()))
        raise BarometreError(f"No {kind} has the code {code!r}; codes are {codes}")
    write_pdf(brief_pdf(edition, area), out)


def area_of(kind: str, code: str) -> Area | None:
    """Return a département or a région, None when there is none of this code."""
    return (departements() if kind == "departement" else regions()).get(code)


def brief_pdf(edition: Edition, area: Area) -> bytes:
    """Return the brief of a territory as PDF."""
    return pdf(TEMPLATE, contents(edition, area), edition.date)


def contents(edition: Edition, area: Area) -> dict[str, Any]:
    """Return what the brief says."""
    day, made_up = day_words(edition.date), settings().demonstration
    place = f"{area.name} ({area.code})" if area.kind == "departement" else area.name
    whole = grid(edition)
    rows = whole.filter(pl.col("kind") == "commune", pl.col(area.kind) == area.code)
    here = of_all(rows, catalogue.indicators(edition))
    shown = [one for one in measures(edition) if (row := here.get(one.id)) is not None and row.mean is not None]
    duties = obligations_missed(edition, area, _council(edition, area))
    moved = _moved(edition, area)
    told: dict[str, Any] = {
        "title": marked(
            f"{place}{NO_BREAK}: note sur le numérique des collectivités, édition du {day.replace(' ', NO_BREAK)}"
        ),
        "operator": settings().operator,
        "keywords": [area.kind, area.code, area.name, edition.date.isoformat()],
        "footer": f"{f'{DRAWN}. ' if made_up else ''}Baromètre, {place}, édition du {day}.",
        "warning": SENTENCE if made_up else "",
        "who": _who(edition, area, rows, whole),
        "known": _known(edition, rows, here),
        "compared": set_table(_compared(edition, rows, here, shown)) if shown else None,
        "sizes": [set_table(_sizes(edition, rows, one)) for one in shown[:2]],
        "duties": duties,
        "moved": moved,
        "registers": not_registered(edition, rows),
        "help": who_helps(edition, area, rows),
        "method": _method(
            edition, _told_of(edition, area, here, bool(duties["lines"] or duties["council"] or moved[1:]))
        ),
        "cite": f"Baromètre du numérique, {place}, édition du {day}. {settings().operator}, {LICENCE}.",
    }
    bound: dict[str, Any] = typeset(told)
    return bound | {"map": _map(edition, area)}


def _who(edition: Edition, area: Area, rows: pl.DataFrame, whole: pl.DataFrame) -> list[str]:
    """Say who is there: communes, EPCI, the council, and those that reach beyond."""
    several = pl.col(f"{area.kind}s").list.contains(area.code)
    groups = whole.filter(pl.col("kind") == "epci", several)
    own = groups.filter(pl.col(area.kind) == area.code).height
    others = groups.height - own
    told = [
        f"{counted(rows.height, 'commune', 'communes')}, {number(int(rows['population'].sum()), 0)} habitants.",
        f"{counted(own, 'intercommunalité', 'intercommunalités')} dont la plupart des habitants sont ici"
        + (f", et {counted(others, 'autre', 'autres')} dont une partie des communes y est." if others else "."),
    ]
    if council := _council(edition, area):
        covered = council.profile.get("departements") or []
        wide = f", sur {len(covered)} départements" if area.kind == "departement" and len(covered) > 1 else ""
        also = ", qui est aussi une commune" if council.kind == "commune" else ""
        told.append(f"{council.name}, {council.nature}{wide}{also}.")
    metropolises = groups.filter(pl.col("powers").list.contains("departement"))
    told += [
        f"{name} y exerce aussi les compétences d’un département, sur son territoire."
        for name in metropolises["name"]
        if area.kind == "departement"
    ]
    return told


def _council(edition: Edition, area: Area) -> Collectivite | None:
    return queries.by_siren(edition, area.siren) if area.siren else None


def _known(edition: Edition, rows: pl.DataFrame, here: dict[str, Aggregate]) -> list[str]:
    """Say how much is known of its communes, beside France, and why the rest is not."""
    those, france = known.asked(edition, here), known.asked(edition, catalogue.national(edition))
    told = [
        sentences.about("Ici", sentences.coverage(*known.cells(those))),
        sentences.about("En France", sentences.coverage(*known.cells(france))),
        f"Ici, {sentences.going_on(sentences.indicators(*known.split(those)))}",
    ]
    entries = [name for name in catalogue.indicators(edition) if name in rows.columns]
    looked = pl.any_horizontal(pl.lit(False), *(pl.col(name) == "known" for name in entries))
    nowhere = rows.filter(~looked).height
    if nowhere:
        told.append(f"Rien n’est connu de {counted(nowhere, 'commune', 'communes')}.")
    if missing := missing_words(known.states(rows, entries)):
        told.append(f"Ici, ce qui n’est pas connu{NO_BREAK}: {missing}.")
    silent = {
        theme["name"]: known.states(rows, catalogue.indicators(edition, identifier))
        for identifier, theme in edition.catalogue["themes"].items()
        if not known.cells(known.asked(edition, here, identifier))[0]
    }
    if lines := _silent(silent):
        told.append(f"Thèmes dont rien n’est connu, avec le nombre de questions. {' '.join(lines)}")
    return told


def _silent(themes: Mapping[str, Mapping[str, int]]) -> list[str]:
    """Say of which themes nothing is known, each reason apart, from the status of their answers."""
    told = []
    for status in STATES:
        found = [f"{name} ({number(counts[status], 0)})" for name, counts in themes.items() if counts.get(status)]
        if found:
            told.append(f"{STATUS[status]}{_OR.get(status, '')}{NO_BREAK}: {', '.join(found)}.")
    return told


def _compared(edition: Edition, rows: pl.DataFrame, here: dict[str, Aggregate], shown: list[Measure]) -> Table:
    """Return the figures of its communes, those of France, and those of communes of the same sizes."""
    france = catalogue.national(edition)
    codes = [strate.id for strate in STRATES["commune"]]

    def expected(measure: Measure) -> str:
        strates = catalogue.aggregates_of(edition, "strate", codes, measure.id)
        found = same_sizes(rows, measure.id, strates)
        return "–" if found is None else _interval(found.low, found.high, measure.unit)

    columns: Columns[Measure] = [
        (TableColumn("mesure", "Ce qui est connu"), lambda one: one.label),
        (TableColumn("ici", "Ici"), lambda one: sentences.value(here[one.id], bool(one.unit))),
        (TableColumn("bornes", "Bornes, ici"), lambda one: _bounds(here[one.id], one.unit)),
        (TableColumn("connues", "Connues sur", "text"), lambda one: _of(here[one.id])),
        (TableColumn("france", "France"), lambda one: sentences.value(france[one.id], bool(one.unit))),
        (TableColumn("tailles", "France, mêmes tailles"), expected),
    ]
    return build_table("Part des communes, ou score moyen", columns, shown[:MOST_COMPARED])


def _of_met(row: Aggregate) -> str:
    """Return the count of yes of so few that a percentage would say less."""
    return f"{number(row.met or 0, 0)} sur {number(row.concerned, 0)}"


def _of(row: Aggregate) -> str:
    return f"{number(row.known, 0)} sur {number(row.concerned, 0)}"


def _bounds(row: Aggregate, unit: str) -> str:
    if row.known == row.concerned or row.low is None or row.high is None:
        return "toutes connues"
    return _interval(row.low, row.high, unit)


def _interval(low: float, high: float, unit: str) -> str:
    if (alone := percent(low)) == percent(high) and unit:
        return alone
    return between(low, high) if unit else f"entre {score(low)} et {score(high)} sur 100"


def _sizes(edition: Edition, rows: pl.DataFrame, measure: Measure) -> Table:
    """Return one measure by size of commune, here and in France."""
    here = by_size(rows, measure.id)
    codes = [strate.id for strate in STRATES["commune"] if strate.id in here]
    france = catalogue.aggregates_of(edition, "strate", codes, measure.id)

    def figure(found: dict[str, Aggregate], code: str) -> str:
        row = found.get(code)
        if row is None or row.mean is None:
            return "trop peu connu"
        if measure.unit and row.known == row.concerned < FEW:
            return _of_met(row)
        return sentences.value(row, bool(measure.unit))

    columns: Columns[str] = [
        (TableColumn("taille", "Taille"), lambda code: peers_words("commune", code).capitalize()),
        (TableColumn("communes", "Connues sur"), lambda code: _of(here[code])),
        (TableColumn("ici", "Ici"), lambda code: figure(here, code)),
        (TableColumn("france", "France"), lambda code: figure(france, code)),
        (
            TableColumn("bornes", "France, bornes"),
            lambda code: _bounds(france[code], measure.unit) if code in france else "–",
        ),
    ]
    return build_table(f"{measure.label}, par taille de commune", columns, codes)


def _moved(edition: Edition, area: Area) -> list[str]:
    """Say what moved here, by why; then where most moved."""
    entries = edition.catalogue["indicators"]
    rows = queries.tallies(area.aggregated, edition.date, since=edition.date) if edition.before else []
    ordered = in_order(rows, entries)
    told = [sentences.movements(edition.before, ordered)]
    most = sorted((row for row in ordered if not row.by_method), key=lambda row: -(row.gained + row.lost))
    told += [
        f"{entries[row.indicator]['title']} ({KINDS[row.kind]}){NO_BREAK}: {sentences.going_on(sentences.moved(row))}"
        for row in most[:MOST_MOVED]
        if row.gained + row.lost
    ]
    return told


def _map(edition: Edition, area: Area) -> dict[str, str]:
    """Return the map of its communes, or of its départements, coloured by what the site shows first; or why none."""
    measure = catalogue.default_measure(edition)
    if area.kind == "region":
        drawn, shown = map_of_region(edition, area, measure), "départements"
    else:
        communes = members.communes(edition, "departement", area.code, measure)
        drawn, shown = members.map_of(communes, measure, area.name), "communes"
    made = of_map(edition, drawn, shown, Table("", [], []))
    title = f"{measure.label}, {area.name}"
    if made is None:
        return {"title": title, "instead": drawn.instead}
    return {"title": title, "svg": made.svg, "alt": made.alt}


def _told_of(edition: Edition, area: Area, here: Mapping[str, Aggregate], of_others: bool) -> set[str]:
    """Return the indicators of which something is told: those known of communes here, and `of_others` if they are."""
    rows = queries.aggregates(edition, territory_kind=area.kind, territory=area.code) if of_others else ()
    return {name for name, row in here.items() if row.known} | {row.measure for row in rows if row.known}


def _method(edition: Edition, told: set[str]) -> list[str]:
    """Say how figures were made, and from which sources: those of what is told here alone."""
    entries = catalogue.indicators(edition)
    named = set().union(*(catalogue.sources_of_indicator(edition, entries[name]) for name in told & set(entries)))
    live = [one for one in catalogue.live_sources(edition) if one["id"] in named]
    sources = ", ".join(f"{one['name']} ({day_words(one['date'])})" for one in live)
    return [
        "Une part n’est donnée que si 80 % au moins de celles que la question concerne sont connues. « Bornes »"
        f"{NO_BREAK}: ce que la part serait si toutes celles qui manquent répondaient non, ou oui.",
        "« Mêmes tailles »"
        f"{NO_BREAK}: la part de France si ses communes avaient les tailles de celles d’ici, avec ses bornes.",
        f"Sources{NO_BREAK}: {sources}." if sources else "Aucune source ne nous dit encore rien de ses collectivités.",
        territories(),
    ]
