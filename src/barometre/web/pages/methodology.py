"""The method, written from the catalogue and the manifest of the edition, so that it says what was done."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from barometre.catalogue.load import load_catalogue
from barometre.scoring.readings import OVERALL
from barometre.scoring.simulation import SIMULATION
from barometre.territory import reference
from barometre.territory.strates import STRATES, strate
from barometre.web.editions import queries
from barometre.web.editions.models import Edition
from barometre.web.pages import sheet as sheets
from barometre.web.pages.robustness import questioned
from barometre.web.shared import catalogue
from barometre.web.shared.tables import Cell, Table, TableColumn, Value, build_table, csv_response
from barometre.web.shared.words import KINDS, STATUS, STATUS_HELP

# Île-de-Sein: a commune whose answers differ from one indicator to the next.
EXAMPLE = "29083"
# How the whole of the indicators is named in the table of changes.
WHOLE = "Ensemble"


def methodology(request: HttpRequest) -> HttpResponse:
    """Show levels, thresholds, the rule for missing values, strates, indicators and a worked example."""
    edition = request.edition
    page = {
        "levels": edition.catalogue["levels"],
        "method": edition.manifest["method"],
        "statuses": [(label, STATUS_HELP.get(status, "")) for status, label in STATUS.items()],
        "strates": [(KINDS[kind].capitalize(), strates) for kind, strates in STRATES.items() if kind != "ept"],
        "themes": _themes(edition),
        "base": _base(edition),
        "distributions": _distributions(edition),
        "simulation": SIMULATION,
        "contributions": contributions(edition),
        "one": next(iter(questioned(edition)), None),
        "robustness": edition.method.get("robustness"),
        "sources": list(edition.catalogue["sources"].values()),
        "producers": reference.sources(),
        "example": example(edition, EXAMPLE),
        "trail": [("Méthode", None)],
    }
    return render(request, "pages/methodology.html", page)


def agreements(request: HttpRequest, as_csv: bool = False) -> HttpResponse:
    """Show how often two sources say otherwise of the same collectivités, fact by fact."""
    edition = request.edition
    facts, names = edition.catalogue["facts"], catalogue.titles(edition)
    columns: list[tuple[TableColumn, Callable[[dict[str, Any]], Value | Cell]]] = [
        (TableColumn("fait", "Fait"), lambda row: facts.get(row["fact"], {}).get("title", row["fact"])),
        (TableColumn("source", "Une source"), lambda row: names.get(row["source"], row["source"])),
        (TableColumn("autre", "L’autre"), lambda row: names.get(row["other"], row["other"])),
        (TableColumn("communs", "Collectivités vues par les deux", "number"), lambda row: row["both"]),
        (TableColumn("desaccords", "Dont elles disent autre chose", "number"), lambda row: row["differ"]),
        (TableColumn("edition", "Édition", "file"), lambda _: edition.date),
    ]
    rows = edition.method.get("agreements", [])
    table = build_table("Désaccords entre sources", columns, rows, reverse("agreements-csv"))
    if as_csv:
        return csv_response(table, f"desaccords-{edition.date}")
    trail = [("Méthode", reverse("methodology")), ("Désaccords", None)]
    return render(request, "pages/agreements.html", {"table": table, "rows": rows, "trail": trail})


def journal(request: HttpRequest, as_csv: bool = False) -> HttpResponse:
    """Show how the method changed, and what its last change did to the scores of the edition, by strate."""
    edition = request.edition
    table = changes_table(edition)
    if as_csv:
        return csv_response(table, f"methode-changements-{edition.date}")
    shown = [row for row in table.rows if row[2].value == WHOLE and row[0].value == KINDS["commune"].capitalize()]
    page = {
        "journal": load_catalogue().journal,
        "table": Table("Communes notées pour l’ensemble, avant et après", table.columns, shown, table.csv),
        "counted": bool(table.rows),
        "trail": [("Méthode", reverse("methodology")), ("Journal", None)],
    }
    return render(request, "pages/journal.html", page)


def changes_table(edition: Edition) -> Table:
    """Return what the last change of method did to the scores of an edition: by kind, strate and theme."""
    themes = edition.catalogue["themes"]

    def scope(row: dict[str, Any]) -> str:
        return WHOLE if row["scope"] == OVERALL else themes[row["scope"]]["name"]

    columns: list[tuple[TableColumn, Callable[[dict[str, Any]], Value | Cell]]] = [
        (TableColumn("type", "Collectivités", "file"), lambda row: KINDS[row["kind"]].capitalize()),
        (TableColumn("strate", "Strate"), lambda row: strate(row["strate"]).label.capitalize()),
        (TableColumn("sujet", "Sujet", "file"), scope),
        (TableColumn("collectivites", "Collectivités", "number"), lambda row: row["collectivites"]),
        (TableColumn("notees_avant", "Notées avant", "number"), lambda row: row["scored_before"]),
        (TableColumn("moyenne_avant", "Moyenne avant", "score"), lambda row: row["mean_before"]),
        (TableColumn("notees_apres", "Notées après", "number"), lambda row: row["scored_after"]),
        (TableColumn("moyenne_apres", "Moyenne après", "score"), lambda row: row["mean_after"]),
        (TableColumn("edition", "Édition", "file"), lambda _: edition.date),
    ]
    order = {one.id: rank for strates in STRATES.values() for rank, one in enumerate(strates)}
    rows = sorted(
        edition.method.get("changes", ()),
        key=lambda row: (row["kind"], scope(row) != WHOLE, scope(row), order[row["strate"]]),
    )
    return build_table("Scores avant et après le changement de méthode", columns, rows, reverse("journal-csv"))


def _base(edition: Edition) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the base of comparison: each kind with its indicators (id, title); those without any have none."""
    entries = edition.catalogue["indicators"]
    base = edition.method.get("base", ())
    return [
        (
            KINDS[kind].capitalize(),
            [(row["indicator"], entries[row["indicator"]]["title"]) for row in base if row["kind"] == kind],
        )
        for kind in ("commune", "epci", "departement", "region")
    ]


def _distributions(edition: Edition) -> list[dict[str, Any]]:
    """Return the distribution of each score that some have: who, what, how many, how many different values, mean."""
    found = []
    for row in edition.method.get("distributions", ()):
        measure = catalogue.measure(edition, row["measure"])
        if measure:
            found.append({**row, "who": KINDS[row["kind"]], "measure": measure})
    return found


def contributions(edition: Edition) -> Table:
    """Return what each indicator adds to the scores in which it counts, and what goes with it."""
    titles = {name: entry["title"] for name, entry in edition.catalogue["indicators"].items()}
    rows = [row for row in edition.method.get("contributions", ()) if catalogue.measure(edition, row["measure"])]

    def label(row: dict[str, Any]) -> str:
        measure = catalogue.measure(edition, row["measure"])
        return measure.label if measure else ""

    columns: list[tuple[TableColumn, Callable[[dict[str, Any]], Value | Cell]]] = [
        (TableColumn("indicateur", "Indicateur"), lambda row: titles[row["indicator"]]),
        (TableColumn("type", "Collectivités"), lambda row: KINDS[row["kind"]]),
        (TableColumn("mesure", "Score"), label),
        (TableColumn("poids", "Poids", "decimal"), lambda row: row["weight"]),
        (TableColumn("points", "Points apportés à la moyenne", "decimal"), lambda row: row["points"]),
        (TableColumn("moyenne_oui", "Score moyen si la réponse est bonne", "score"), lambda row: row["mean_with"]),
        (TableColumn("moyenne_non", "Score moyen sinon", "score"), lambda row: row["mean_without"]),
    ]
    return build_table("Ce que chaque indicateur apporte aux scores", columns, rows)


def example(edition: Edition, code: str) -> dict[str, Any] | None:
    """Calculate the best known theme of a commune again, None when it has no scored theme in this edition."""
    authority = queries.by_code(edition, "commune", code)
    themes = sheets.make_sheet(edition, authority).themes if authority else []
    scored = [theme for theme in themes if theme.seen.score is not None]
    if authority is None or not scored:
        return None
    theme = max(scored, key=lambda one: len(one.known))
    of_reading = catalogue.seen_indicators(edition)
    known = [
        (one.title, one.weight, one.score) for one in theme.known if one.score is not None and one.id in of_reading
    ]
    steps = [
        {"title": title, "weight": weight, "score": score, "product": weight * score} for title, weight, score in known
    ]
    weights, total = sum(weight for _, weight, _ in known), sum(weight * score for _, weight, score in known)
    sums = {"weights": weights, "total": total, "result": total / weights, "published": theme.seen.score}
    return {"authority": authority, "theme": theme.title, "steps": steps} | sums


def _themes(edition: Edition) -> list[dict[str, Any]]:
    themes = edition.catalogue["themes"].items()
    return [
        {"id": identifier, "title": theme["name"], "indicators": catalogue.indicators(edition, identifier).items()}
        for identifier, theme in themes
    ]
