"""How far the scores of an edition hang on its method: in words, and in tables for experts."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from barometre.scoring.readings import OVERALL
from barometre.web.editions.models import Edition
from barometre.web.shared import catalogue
from barometre.web.shared.catalogue import Measure
from barometre.web.shared.tables import Cell, Table, TableColumn, Value, build_table, csv_response
from barometre.web.shared.words import KINDS

# Choice -> what another team could have done otherwise.
FACTORS = {
    "normalisation": "L’échelle commune des questions",
    "aggregation": "La façon de faire la moyenne",
    "weights": "Les poids",
    "inclusion": "Une question retirée, ou aucune",
}
# With fewer questions that differ from one collectivité to the next, a score rests on little.
FEW_QUESTIONS = 10
# A choice of which the total index is surely less explains nearly nothing.
NEGLIGIBLE = 0.01
# Questions shown on the page; the file has them all.
QUESTIONS = 15
Row = dict[str, Any]
Columns = list[tuple[TableColumn, Callable[[Row], Value | Cell]]]


@dataclass(frozen=True)
class QuestionedScore:
    """One score whose method was questioned.

    Attributes:
        row: as `scoring.robustness` has it.
        measure: what it is.
        who: the collectivités.
        constant: titles of the questions to which all have the same answer.
        heaviest: the question without which places move most, and by how many on average; None when none moves any.
        decisive: the choice that explains most of what moves; None when it is not known well enough.
    """

    row: Row
    measure: Measure
    who: str
    constant: list[str]
    heaviest: tuple[str, float] | None
    decisive: str | None

    @property
    def varying(self) -> int:
        """Number of questions whose answers differ."""
        return len(self.row["indicators"]) - len(self.constant)

    @property
    def few(self) -> bool:
        """Whether the score rests on little."""
        return self.varying < FEW_QUESTIONS

    @property
    def query(self) -> str:
        """End of the address of the page that shows it."""
        return f"?mesure={self.row['measure']}&type={self.row['kind']}"


def questioned(edition: Edition) -> list[QuestionedScore]:
    """Return the scores questioned, communes first, the whole before its themes; none in an edition made before."""
    titles = {name: entry["title"] for name, entry in edition.catalogue["indicators"].items()}
    found = []
    for row in edition.method.get("robustness", {}).get("measures", ()):
        if measure := catalogue.measure(edition, row["measure"]):
            found.append(_questioned(row, measure, titles))
    order = list(KINDS)
    return sorted(
        found,
        key=lambda one: (order.index(one.row["kind"]), not one.row["measure"].startswith(OVERALL), one.measure.label),
    )


def _questioned(row: Row, measure: Measure, titles: dict[str, str]) -> QuestionedScore:
    heaviest = max(row["indicators"], key=lambda one: one["shift"] or 0)
    known = [one for one in row["factors"] if one["total"] is not None]
    decisive = max(known, key=lambda one: one["total"]) if known else None
    return QuestionedScore(
        row,
        measure,
        KINDS[row["kind"]],
        [titles[one["indicator"]] for one in row["indicators"] if not one["varies"]],
        (titles[heaviest["indicator"]], heaviest["shift"]) if heaviest["shift"] else None,
        _small(FACTORS[decisive["factor"]]) if decisive and not decisive["too_few"] else None,
    )


def _small(text: str) -> str:
    """Return a text without its first capital, to stand inside a sentence."""
    return text[0].lower() + text[1:]


def robustness(request: HttpRequest) -> HttpResponse:
    """Show one score: what moves when choices are others, what each choice and each question weighs."""
    edition = request.edition
    found = questioned(edition)
    asked = request.GET.get("mesure"), request.GET.get("type")
    shown = (
        found[:1] if asked == (None, None) else [one for one in found if asked == (one.row["measure"], one.row["kind"])]
    )
    if found and not shown:
        raise Http404
    tables = {name: make(edition, shown) for name, make in TABLES.items()}
    tables["questions"] = replace(tables["questions"], rows=tables["questions"].rows[:QUESTIONS])
    page = {
        "one": shown[0] if shown else None,
        "left": max(0, len(shown[0].row["indicators"]) - QUESTIONS) if shown else 0,
        "others": [one for one in found if one not in shown],
        "tables": list(tables.values()),
        "method": edition.method.get("robustness"),
        "trail": [("Méthode", reverse("methodology")), ("Robustesse", None)],
    }
    return render(request, "pages/robustness.html", page)


def robustness_file(request: HttpRequest, name: str) -> HttpResponse:
    """Give one of the tables, of all scores, as a file."""
    edition = request.edition
    if name not in TABLES:
        raise Http404
    return csv_response(TABLES[name](edition, questioned(edition)), f"robustesse-{name}-{edition.date}")


def _of(one: QuestionedScore) -> Row:
    """Return what each row of a table says of its score."""
    return {"label": one.measure.label, "who": one.who.capitalize(), "compared": one.row["compared"]}


def _head(edition: Edition) -> Columns:
    """Return the columns, in files alone, that say which score a row is about."""
    return [
        (TableColumn("score", "Score", "file"), lambda row: row["label"]),
        (TableColumn("type", "Collectivités", "file"), lambda row: row["who"]),
        (TableColumn("comparees", "Comparées", "file"), lambda row: row["compared"]),
        (TableColumn("edition", "Édition", "file"), lambda _: edition.date),
    ]


def _figure(key: str) -> Callable[[Row], Value]:
    return lambda row: row[key]


def _worth(row: Row) -> str:
    """Say whether an index is known: one that is small for sure needs no more draws, however wide its interval."""
    if row["total_high"] is not None and row["total_high"] < NEGLIGIBLE:
        return "négligeable"
    return "trop peu de tirages" if row["too_few"] else "assez de tirages"


def moves(edition: Edition, scores: list[QuestionedScore]) -> Table:
    """Return by how many places collectivités move, when weights alone are drawn and when all choices are."""
    changes = {"weights": "Les poids seuls", "choices": "Tous les choix à la fois"}
    columns: Columns = [
        (TableColumn("change", "Ce qui est tiré au sort"), _figure("change")),
        (TableColumn("une_sur_deux", "Une sur deux bouge d’au plus (places)", "number"), _figure("half")),
        (TableColumn("neuf_sur_dix", "Neuf sur dix, d’au plus (places)", "number"), _figure("nine_in_ten")),
        (
            TableColumn("largeur", "Largeur médiane de l’intervalle de 5 à 95\u00a0% (places)", "number"),
            _figure("width"),
        ),
        (TableColumn("tirages", "Tirages", "file"), _figure("runs")),
        *_head(edition),
    ]
    rows = [
        _of(one) | one.row[key] | {"change": label, "runs": one.row["runs"]}
        for one in scores
        for key, label in changes.items()
    ]
    return build_table("De combien de places on bouge", columns, rows, reverse("robustness-csv", args=["places"]))


def choices(edition: Edition, scores: list[QuestionedScore]) -> Table:
    """Return what each choice explains: Sobol' indices with their intervals."""
    columns: Columns = [
        (TableColumn("choix", "Choix"), lambda row: FACTORS[row["factor"]]),
        (TableColumn("premier_ordre", "Seul (1er ordre)", "cents"), _figure("first")),
        (TableColumn("premier_ordre_bas", "Seul, borne basse", "cents"), _figure("first_low")),
        (TableColumn("premier_ordre_haut", "Seul, borne haute", "cents"), _figure("first_high")),
        (TableColumn("total", "Avec les autres (total)", "cents"), _figure("total")),
        (TableColumn("total_bas", "Total, borne basse", "cents"), _figure("total_low")),
        (TableColumn("total_haut", "Total, borne haute", "cents"), _figure("total_high")),
        (TableColumn("precision", "Ce que l’on en sait"), _worth),
        *_head(edition),
    ]
    rows = [_of(one) | row for one in scores for row in one.row["factors"]]
    return build_table("Ce que chaque choix explique", columns, rows, reverse("robustness-csv", args=["choix"]))


def questions(edition: Edition, scores: list[QuestionedScore]) -> Table:
    """Return what each question weighs: whether it divides, its correlations with the score, and places without it."""
    titles = {name: entry["title"] for name, entry in edition.catalogue["indicators"].items()}
    columns: Columns = [
        (TableColumn("question", "Question"), lambda row: titles[row["indicator"]]),
        (TableColumn("indicateur", "Indicateur", "file"), _figure("indicator")),
        (TableColumn("poids", "Poids", "decimal"), _figure("weight")),
        (TableColumn("connue", "Connue de", "number"), _figure("known")),
        (TableColumn("departage", "Départage"), lambda row: "oui" if row["varies"] else "personne"),
        (TableColumn("pearson", "Corrélation avec le score (Pearson)", "cents"), _figure("pearson")),
        (TableColumn("spearman", "des rangs (Spearman)", "cents"), _figure("spearman")),
        (TableColumn("places", "Sans elle, places de déplacement moyen", "number"), _figure("shift")),
        *_head(edition),
    ]
    # Those that weigh most come first.
    rows = [
        _of(one) | row
        for one in scores
        for row in sorted(one.row["indicators"], key=lambda row: row["shift"] or 0, reverse=True)
    ]
    return build_table("Ce que pèse chaque question", columns, rows, reverse("robustness-csv", args=["questions"]))


# The tables as files: name -> the function that makes it.
TABLES = {"places": moves, "choix": choices, "questions": questions}
