"""What estimates of small territories are worth: the model tried on what the register says of every commune."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from barometre.survey.small_areas.validation import COMPARISONS, MISSED, RESPONDENTS, SAMPLES, Comparison, Missed
from barometre.web.shared import french
from barometre.web.shared.areas import departements
from barometre.web.shared.tables import Cell, Table, TableColumn, Value, build_table, csv_response

VARIABLES = {
    "site": "Site déclaré",
    "domain": "Courriel hors grand public",
    "mairie": "Courriel «\u00a0mairie…\u00a0»",
}
LEVELS = {
    "departement": "Département",
    "departement-size": "Département et taille",
    "strate": "Strate",
}
# What is added to the level, by what answering depends on.
ANSWERING = {"profile": "", "answer": ", si «\u00a0oui\u00a0» répond deux fois plus"}
# The département and variable that the page tells.
TOLD = ("86", "mairie")


def small_areas(request: HttpRequest, as_csv: bool = False) -> HttpResponse:
    """Show what a model-based estimate is, what it was worth on known truths, and when it is not to be used."""
    table = comparisons()
    if as_csv:
        return csv_response(table, "petits-territoires")
    told = next(one for one in MISSED if (one.departement, one.variable) == TOLD)
    rows = {(one.variable, one.level, one.answering): one for one in COMPARISONS}
    page = {
        "samples": SAMPLES,
        "respondents": RESPONDENTS,
        "levels": {level: _figures(level) for level in LEVELS},
        "known": rows["site", "departement", "profile"],
        "chosen": rows["site", "departement", "answer"],
        "comparisons": table,
        "missed": missed(),
        "told": told,
        "told_name": departements()[told.departement].name,
        "trail": [("Méthode", reverse("methodology")), ("Petits territoires", None)],
    }
    return render(request, "pages/small_areas.html", page)


def missed_csv(_: HttpRequest) -> HttpResponse:
    """Give the départements that the model misses most, as a file."""
    return csv_response(missed(), "petits-territoires-ecarts")


def comparisons() -> Table:
    """Return the errors of direct and model-based shares, by variable and level."""
    columns: list[tuple[TableColumn, Callable[[Comparison], Value | Cell]]] = [
        (TableColumn("question", "Question"), lambda row: VARIABLES[row.variable]),
        (TableColumn("territoire", "Territoire"), lambda row: LEVELS[row.level] + ANSWERING[row.answering]),
        (TableColumn("territoires", "Territoires", "file"), lambda row: row.areas),
        (TableColumn("repondants", "Réponses", "number"), lambda row: row.respondents),
        (TableColumn("erreur_directe", "Erreur directe", "decimal"), lambda row: row.rmse_direct),
        (TableColumn("erreur_modele", "Erreur du modèle", "decimal"), lambda row: row.rmse_model),
        (TableColumn("mieux", "Mieux par le modèle", "percent"), lambda row: row.better),
        (TableColumn("justes_direct", "Justes, direct", "percent"), lambda row: row.held_direct),
        (TableColumn("justes_modele", "Justes, modèle", "percent"), lambda row: row.held_model),
        (TableColumn("biais_direct", "Biais direct", "file"), lambda row: row.bias_direct),
        (TableColumn("biais_modele", "Biais du modèle", "file"), lambda row: row.bias_model),
        (TableColumn("marge_directe", "Marge directe", "file"), lambda row: row.half_width_direct),
        (TableColumn("marge_modele", "Marge du modèle", "file"), lambda row: row.half_width_model),
        (TableColumn("manques_direct", "Territoires manqués, direct", "file"), lambda row: row.missed_direct),
        (TableColumn("manques_modele", "Territoires manqués, modèle", "file"), lambda row: row.missed_model),
    ]
    caption = "Erreurs, en points, et intervalles qui contiennent la vérité"
    return build_table(caption, columns, COMPARISONS, reverse("small-areas-csv"))


def missed() -> Table:
    """Return the départements whose intervals hold their truth least often."""
    columns: list[tuple[TableColumn, Callable[[Missed], Value | Cell]]] = [
        (TableColumn("departement", "Département"), lambda row: departements()[row.departement].name),
        (TableColumn("code", "Code", "file"), lambda row: row.departement),
        (TableColumn("question", "Question"), lambda row: VARIABLES[row.variable]),
        (TableColumn("vraie_part", "Vraie part", "percent"), lambda row: row.truth),
        (TableColumn("directe", "Directe, en moyenne", "percent"), lambda row: row.direct),
        (TableColumn("modele", "Modèle, en moyenne", "percent"), lambda row: row.model),
        (TableColumn("justes", "Intervalles justes, modèle", "percent"), lambda row: row.held),
    ]
    caption = "Les départements que le modèle manque le plus souvent"
    return build_table(caption, columns, MISSED, reverse("small-areas-missed"))


def _figures(level: str) -> dict[str, Any]:
    """Return the figures of a level when answering depends on size and région only, each as words: 7,6 à 7,8."""
    rows = [one for one in COMPARISONS if (one.level, one.answering) == (level, "profile")]
    names = (
        "rmse_direct",
        "rmse_model",
        "half_width_direct",
        "half_width_model",
        "held_model",
        "better",
        "missed_model",
    )
    return {
        "areas": rows[0].areas,
        "respondents": rows[0].respondents,
        **{name: _range([getattr(one, name) for one in rows]) for name in (*names, "better")},
    }


def _range(values: list[float]) -> str:
    low, high = french.number(min(values)), french.number(max(values))
    return low if low == high else f"{low} à {high}"
