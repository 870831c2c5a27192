"""The annual synthesis of France: a tagged PDF (PDF/UA-1), written from the published rows of one edition.

All that it says is a figure, a fact of the catalogue, or a sentence of `sentences`: the same edition gives the same
bytes. A chart has its figures in words beside it and as a table in the appendix.
"""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from barometre.catalogue.typography import typeset
from barometre.errors import BarometreError
from barometre.guidance.obligations import law_in_force
from barometre.scoring.readings import Reading, measure_id
from barometre.settings import settings
from barometre.territory.strates import STRATES
from barometre.typesetting import pdf, write_pdf
from barometre.web.editions import queries
from barometre.web.editions.models import Edition
from barometre.web.explore.grid import grid
from barometre.web.guidance import figures as duties
from barometre.web.pages.moved import in_order, tallies_table
from barometre.web.pages.robustness import choices, moves, questioned
from barometre.web.paper import known, sentences
from barometre.web.paper.charts import Chart
from barometre.web.paper.credits import cite, method, sources, territories
from barometre.web.paper.national import charts, measures
from barometre.web.paper.tables import Columns, set_table
from barometre.web.shared import catalogue
from barometre.web.shared.areas import FRANCE, regions
from barometre.web.shared.french import NO_BREAK, counted, number
from barometre.web.shared.guidance import obligations
from barometre.web.shared.marks import DRAWN, SENTENCE, marked
from barometre.web.shared.tables import Table, TableColumn, build_table
from barometre.web.shared.words import KINDS, day_words, missing_words, peers_words

TEMPLATE = Path(__file__).with_name("synthesis.typ")


def write_synthesis(day: date, out: Path) -> None:
    """Write the synthesis of a published edition to a PDF file, whole or not at all.

    Raises:
        BarometreError: no such edition is published whole, or the file cannot be written.
    """
    edition = queries.edition_of(day)
    if edition is None:
        known_days = [str(one.date) for one in queries.editions()]
        if day in queries.light_days():
            raise BarometreError(
                f"Of the edition {day} only the figures are published; publish it whole: barometre publish FOLDER"
            )
        there = f"there is {', '.join(known_days)}" if known_days else "there is none: barometre publish"
        raise BarometreError(f"No edition {day} is published here; {there}")
    edition.catalogue = catalogue.in_order(edition.catalogue)
    write_pdf(synthesis_pdf(edition), out)


def synthesis_pdf(edition: Edition) -> bytes:
    """Return the synthesis of a published edition as PDF.

    Raises:
        BarometreError: a text of it cannot be set.
    """
    return pdf(TEMPLATE, contents(edition), edition.date)


def contents(edition: Edition) -> dict[str, Any]:
    """Return what the synthesis says."""
    day, made_up = day_words(edition.date), settings().demonstration
    drawn = charts(edition)
    told: dict[str, Any] = {
        "title": marked(f"Le numérique des collectivités{NO_BREAK}: synthèse nationale, édition du {day}"),
        "operator": settings().operator,
        "keywords": ["collectivités territoriales", "numérique", "synthèse nationale", edition.date.isoformat()],
        "footer": f"{f'{DRAWN}. ' if made_up else ''}Baromètre, synthèse nationale, édition du {day}.",
        "warning": SENTENCE if made_up else "",
        "about": _about(edition),
        "essential": _essential(edition),
        "kinds": {"sentences": _kinds(edition), "table": set_table(_kinds_table(edition))},
        "unknown": _unknown(edition),
        "themes": _themes(edition),
        "sizes": _sizes(edition),
        "places": _places(edition),
        "duties": _duties(edition),
        "moved": _moved(edition),
        "robust": _robust(edition),
        "method": method(edition),
        "sources": set_table(sources(edition)),
        "territories": territories(),
        "cite": cite(edition),
        "figures": [set_table(one.table) for those in drawn.values() for one in those],
        "indicators": [set_table(_indicators(edition, kind, those)) for kind, those in known.by_kind(edition) if those],
    }
    bound: dict[str, Any] = typeset(told)
    # Drawings are no text: their spaces stay.
    return bound | {"charts": {part: [_chart(one) for one in those] for part, those in drawn.items()}}


def _chart(one: Chart) -> dict[str, Any]:
    return {"title": one.title, "svg": one.svg, "alt": one.alt, "wide": one.wide}


def _about(edition: Edition) -> list[str]:
    counts = catalogue.counts(edition)
    bodies = [f"{number(counts[kind], 0)} {KINDS[kind]}" for kind in known.MEASURED if counts.get(kind)]
    return [
        f"Dans le champ{NO_BREAK}: {', '.join(bodies)}. "
        f"{counted(len(catalogue.indicators(edition)), 'indicateur', 'indicateurs')}, "
        f"{counted(len(edition.catalogue['themes']), 'thème', 'thèmes')}.",
        "Une part ou une moyenne n’est donnée que si 80 % au moins de celles que la question concerne sont connues, "
        "avec ses bornes. Ce qui n’est pas connu n’est compté ni pour, ni contre.",
    ]


def _essential(edition: Edition) -> list[str]:
    """Return the sentences that come first: how much is known, the most telling figures, what moved."""
    figures = catalogue.national(edition)
    those = known.asked(edition, figures)
    told = [
        sentences.about("Communes", sentences.coverage(*known.cells(those))),
        sentences.about("Communes", sentences.indicators(*known.split(those))),
    ]
    told += [
        sentences.about(measure.label, sentences.figure(figures[measure.id], "commune", bool(measure.unit)))
        for measure in measures(edition)[:4]
    ]
    return [*told, _moves(edition)]


def _kinds(edition: Edition) -> list[str]:
    told = []
    for kind, those in known.by_kind(edition):
        name = known.named(kind)
        told.append(sentences.about(name, sentences.indicators(*known.split(those))))
        told.append(sentences.about(name, sentences.coverage(*known.cells(those))))
    return told


def _kinds_table(edition: Edition) -> Table:
    rows = [(kind, known.split(those)) for kind, those in known.by_kind(edition)]
    columns: Columns[Any] = [
        (TableColumn("type", "Collectivités"), lambda row: known.named(row[0])),
        (TableColumn("champ", "Dans le champ", "number"), lambda row: catalogue.counts(edition).get(row[0], 0)),
        (TableColumn("chiffre", "Indicateurs avec un chiffre", "number"), lambda row: row[1][0]),
        (TableColumn("peu", "Connus de trop peu", "number"), lambda row: row[1][1]),
        (TableColumn("rien", "Sans réponse", "number"), lambda row: row[1][2]),
    ]
    return build_table("Ce que l’on sait, par type de collectivité", columns, rows)


def _unknown(edition: Edition) -> list[str]:
    figures = catalogue.national(edition)
    whole = known.asked(edition, figures)
    told = [
        sentences.coverage(*known.cells(whole)),
        "Une question sans réponse n’est pas une question à laquelle il est répondu non.",
    ]
    # Editions published before there were grids do not say why of each answer.
    if queries.grid(edition) is not None:
        communes = grid(edition).filter(pl.col("kind") == "commune")
        if missing := missing_words(known.states(communes, catalogue.indicators(edition))):
            told.append(f"Ce qui n’est pas connu des communes{NO_BREAK}: {missing}.")
    for identifier, theme in edition.catalogue["themes"].items():
        those = known.asked(edition, figures, identifier)
        told.append(sentences.about(theme["name"], sentences.indicators(*known.split(those))))
    return told


def _themes(edition: Edition) -> list[dict[str, Any]]:
    """Return each theme: its score, then its indicators of which something is known."""
    figures = catalogue.national(edition)
    told = []
    for identifier, theme in edition.catalogue["themes"].items():
        those = known.asked(edition, figures, identifier)
        row = figures.get(measure_id(identifier, Reading.SEEN))
        silent = sum(one.silent for one in those)
        lines = [sentences.about(one.entry["title"], one.sentence("commune")) for one in those if not one.silent]
        words = counted(silent, "autre indicateur n’a", "autres indicateurs n’ont")
        whole = f"Aucune réponse connue{NO_BREAK}: {counted(silent, 'indicateur', 'indicateurs')}."
        told.append(
            {
                "name": theme["name"],
                "score": f"Score de ce qui se voit. {sentences.mean(row, 'commune')}" if row and row.known else "",
                "lines": lines,
                "rest": "" if not silent else f"{words} aucune réponse." if lines else whole,
            }
        )
    return told


def _sizes(edition: Edition) -> list[str]:
    """Say between which sizes of communes the most telling figures are."""
    codes = [strate.id for strate in STRATES["commune"]]
    told = []
    for measure in measures(edition)[:3]:
        rows = catalogue.aggregates_of(edition, "strate", codes, measure.id)
        groups = [(peers_words("commune", code), rows[code]) for code in codes if code in rows]
        if line := sentences.spread(groups, bool(measure.unit)):
            told.append(sentences.about(measure.label, line))
    return told


def _places(edition: Edition) -> list[str]:
    """Say between which values régions are, without naming any: territories are not ranked."""
    told = []
    for measure in measures(edition)[:3]:
        rows = catalogue.aggregates_of(edition, "region", list(regions()), measure.id)
        if line := sentences.spread([("", row) for row in rows.values()], bool(measure.unit)):
            told.append(f"{measure.label}, par région{NO_BREAK}: {sentences.going_on(line)}")
    return told


def _duties(edition: Edition) -> dict[str, Any]:
    """Return the obligations in force of which something is known, and how many of which nothing is."""
    shares = duties.national(edition)
    law = law_in_force(obligations(edition).values(), edition.date)
    told = [
        {
            "title": one.title,
            "lines": [
                sentences.about(known.named(kind), sentences.obligation(share, kind))
                for kind, share in shares.get(one.id, {}).items()
                if share.met + share.not_met
            ],
        }
        for one in law
    ]
    seen = [one for one in told if one["lines"]]
    return {"summary": sentences.duties(len(seen), len(law)), "known": seen}


def _moves(edition: Edition) -> str:
    return sentences.movements(edition.before, _tallies(edition))


def _tallies(edition: Edition) -> list[Any]:
    if edition.before is None:
        return []
    rows = queries.tallies(FRANCE.aggregated, edition.date, since=edition.date)
    return in_order(rows, edition.catalogue["indicators"])


def _moved(edition: Edition) -> dict[str, Any]:
    entries = edition.catalogue["indicators"]
    rows = _tallies(edition)
    made = tallies_table("Ce qui a changé, par indicateur", rows, entries)
    return {"summary": _moves(edition), "table": made and set_table(made)}


def _robust(edition: Edition) -> dict[str, Any]:
    scores = questioned(edition)
    return {
        "lines": [sentences.robust(one.measure.label, one.who, one.row, one.varying, one.few) for one in scores],
        "tables": [
            set_table(make(edition, [one])) | {"of": one.measure.label}
            for one in scores[:1]
            for make in (moves, choices)
        ],
    }


def _indicators(edition: Edition, kind: str, those: list[known.Asked]) -> Table:
    themes = edition.catalogue["themes"]
    columns: Columns[known.Asked] = [
        (TableColumn("theme", "Thème"), lambda one: themes[one.entry["theme"]]["name"]),
        (TableColumn("indicateur", "Indicateur"), lambda one: one.entry["title"]),
        (TableColumn("connues", "Connues", "number"), lambda one: one.row and one.row.known),
        (TableColumn("concernees", "Concernées", "number"), lambda one: one.row and one.row.concerned),
        (TableColumn("chiffre", "Chiffre"), lambda one: _shown(one)),
    ]
    return build_table(f"{known.named(kind)} : tous les indicateurs", columns, those)


def _shown(one: known.Asked) -> str:
    if one.row is None or not one.has_figure or one.row.mean is None:
        return "sans réponse" if one.silent else "trop peu connu"
    return sentences.value(one.row, one.yes_or_no)
