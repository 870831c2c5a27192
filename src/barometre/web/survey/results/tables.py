"""Tables of results, each shown on a page and given as a file."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from barometre.catalogue.questionnaires import Question
from barometre.web.shared.tables import Cell, Table, TableColumn, Value, build_table
from barometre.web.survey.results import words

Row = Mapping[str, Any]
_Columns = list[tuple[TableColumn, Callable[[Any], Value | Cell]]]

# Columns of the file only: French name -> column of `survey.results.figures.FIGURES`.
_EXACT = {
    "repondantes": "n",
    "part_ou_moyenne_brute": "raw",
    "estimation": "estimate",
    "erreur_type": "se",
    "au_moins": "low",
    "au_plus": "high",
    "effet_du_plan": "deff",
    "vague_precedente": "former",
    "ecart": "change",
    "ecart_au_moins": "change_low",
    "ecart_au_plus": "change_high",
    "ont_repondu_aux_deux": "both",
}


def figures_table(
    caption: str, heading: str, rows: Sequence[Row], question: Question, name: Callable[[Row], str | Cell], csv: str
) -> Table:
    """Build a table of figures of one question: raw, estimated for all with its interval, grade."""
    columns: _Columns = [
        (TableColumn("nom", heading), name),
        (TableColumn("brut", "Parmi celles qui ont répondu"), lambda row: words.raw_words(row, question)),
        (TableColumn("estime", "Estimé pour toutes"), lambda row: words.estimate_words(row, question)),
        (TableColumn("qualite", "Qualité"), lambda row: row["quality"] if row["quality"] in words.GRADES else None),
    ]
    return build_table(caption, columns, rows, csv)


def trend_table(caption: str, rows: Sequence[Row], question: Question) -> Table:
    """Build the table of what changed since the former wave."""
    scaled = 100 if rows[0]["statistic"] == "share" else 1
    form = "percent" if scaled == 100 else "decimal"
    columns: _Columns = [
        (TableColumn("reponse", "Réponse"), lambda row: words.row_words(row, question)),
        (TableColumn("avant", "Vague précédente", form), lambda row: scaled * row["former"]),
        (TableColumn("maintenant", "Cette vague", form), lambda row: scaled * row["estimate"]),
        (TableColumn("ecart", "Écart"), lambda row: words.change_words(row, question)),
        (TableColumn("sens", "Ce qu’on peut en dire"), words.moved),
    ]
    return build_table(caption, columns, rows)


def question_file(question: Question, rows: Sequence[Row]) -> Table:
    """Build the file of one question: every answer, for all and for each group."""
    return build_table(question.text, _file_columns({question.id: question}), rows)


def questionnaire_file(caption: str, questions: Mapping[str, Question], rows: Sequence[Row]) -> Table:
    """Build the file of a questionnaire: every answer to every question, for all."""
    return build_table(caption, _file_columns(questions), rows)


def _file_columns(questions: Mapping[str, Question]) -> _Columns:
    def exact(column: str) -> Callable[[Row], Value]:
        return lambda row: row[column]

    def line(row: Row) -> str:
        return questions[row["question"]].label(row["row"]) if row["row"] else ""

    return [
        (TableColumn("question", "Question"), lambda row: row["question"]),
        (TableColumn("texte", "Texte"), lambda row: questions[row["question"]].text),
        (TableColumn("ligne", "Ligne"), line),
        (TableColumn("reponse", "Réponse"), lambda row: words.row_words(row, questions[row["question"]])),
        (TableColumn("groupe", "Groupe"), lambda row: words.group_words(row["level"], row["group"])),
        *((TableColumn(name, name), exact(column)) for name, column in _EXACT.items()),
        (TableColumn("qualite", "Qualité"), lambda row: row["quality"] if row["quality"] in words.GRADES else ""),
        (TableColumn("non_donne", "Non donné"), lambda row: words.not_told(row)),
    ]


def margins_table(variable: str, margins: Sequence[Row], csv: str | None = None) -> Table:
    """Build the table of a margin: respondents beside the population."""
    of_all = sum(row["population"] for row in margins) or 1
    answered = sum(row["respondents"] for row in margins) or 1
    columns: _Columns = [
        (
            TableColumn("categorie", words.VARIABLES[variable]),
            lambda row: words.group_heading(row["variable"], row["category"]),
        ),
        (TableColumn("repondantes", "Réponses", "number"), lambda row: row["respondents"]),
        (
            TableColumn("part_repondantes", "Part des réponses", "percent"),
            lambda row: 100 * row["respondents"] / answered,
        ),
        (
            TableColumn("part_population", "Part des collectivités", "percent"),
            lambda row: 100 * row["population"] / of_all,
        ),
        (TableColumn("collectivites", "Collectivités", "file"), lambda row: row["population"]),
    ]
    return build_table(f"Qui a répondu, par {words.VARIABLES[variable].lower()}", columns, margins, csv)


def margins_file(margins: Sequence[Row]) -> Table:
    """Build the file of all the margins of a wave."""
    columns: _Columns = [
        (TableColumn("marge", "Marge"), lambda row: words.VARIABLES[row["variable"]]),
        (TableColumn("categorie", "Catégorie"), lambda row: words.group_words(row["variable"], row["category"])),
        (TableColumn("repondantes", "Réponses"), lambda row: row["respondents"]),
        (TableColumn("collectivites", "Collectivités"), lambda row: row["population"]),
    ]
    return build_table("Qui a répondu", columns, margins)


def waves_table(rows: Sequence[tuple[str, str, Row, date | None]], csv: str) -> Table:
    """Build the table of the waves: title, address, content, day when its results were published."""
    columns: _Columns = [
        (TableColumn("vague", "Vague"), lambda row: Cell(row[0], row[1])),
        (TableColumn("ouverte", "Ouverte le", "day"), lambda row: date.fromisoformat(row[2]["opens_on"])),
        (TableColumn("close", "Close le", "day"), lambda row: date.fromisoformat(row[2]["closes_on"])),
        (TableColumn("reponses", "Collectivités qui ont répondu", "number"), lambda row: row[2]["respondents"]),
        (TableColumn("population", "Sur", "number"), lambda row: row[2]["population"]),
        (TableColumn("publies", "Résultats publiés le", "day"), lambda row: row[3]),
    ]
    return build_table("Les vagues dont les résultats sont publiés", columns, rows, csv)
