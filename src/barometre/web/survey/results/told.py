"""What the pages of results say in sentences: whom a question was put to, what was put together, what leads."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from barometre.catalogue import only_if
from barometre.catalogue.questionnaires import Question, Questionnaire
from barometre.catalogue.typography import non_breaking
from barometre.survey.results.figures import MEAN, WHOLE
from barometre.survey.results.population import JOINT
from barometre.web.shared.french import NO_BREAK, counted, number
from barometre.web.shared.tables import Cell, Table, TableColumn, build_table
from barometre.web.shared.words import concerns_words
from barometre.web.survey.results import words
from barometre.web.survey.results.queries import ReadQuestionnaire

_HALF = 0.5
_STATUSES = {
    "empty": ("l’a laissée vide", "l’ont laissée vide"),
    "not-asked": (
        "n’a pas eu à y répondre, d’après une réponse précédente",
        "n’ont pas eu à y répondre, d’après une réponse précédente",
    ),
    "not-concerned": ("n’est pas concernée", "ne sont pas concernées"),
    "unknown": ("ne sait pas", "ne savent pas"),
}


def main_row(question: Question, whole: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """Return the row that sums a question up: « oui », the mean, or the answer most given; None when none is told."""
    told = [row for row in whole if row["raw"] is not None]
    if question.kind == "yes-no":
        return next((row for row in told if row["answer"] == "oui"), None)
    if question.kind == "number":
        return next((row for row in told if row["statistic"] == MEAN), None)
    return max(told, key=lambda row: row["raw"] if row["estimate"] is None else row["estimate"], default=None)


def summary_table(one: ReadQuestionnaire, address: Callable[[str], str], csv: str) -> Table:
    """Build the table of a questionnaire: a line for each question, with the row that sums it up."""
    whole = one.rows(level=WHOLE)
    rows = []
    for question in one.asked.questions:
        if question.kind == "text":
            continue
        told = [row for row in whole if row["question"] == question.id]
        lines = {row["row"] for row in told}
        rows.append((question, main_row(question, told) if len(lines) == 1 else None, len(lines)))

    def answer(row: tuple[Question, Mapping[str, Any] | None, int]) -> str:
        question, main, lines = row
        if main is None:
            return f"{lines}{NO_BREAK}lignes{NO_BREAK}: voir la question" if lines > 1 else words.WITHHELD
        return words.row_words(main, question)

    columns: list[tuple[TableColumn, Callable[[Any], Any]]] = [
        (TableColumn("question", "Question"), lambda row: Cell(row[0].text, address(row[0].id))),
        (TableColumn("reponse", "Réponse"), answer),
        (TableColumn("brut", "Parmi celles qui ont répondu"), lambda row: row[1] and words.raw_words(row[1], row[0])),
        (TableColumn("estime", "Estimé pour toutes"), lambda row: row[1] and words.estimate_words(row[1], row[0])),
        (
            TableColumn("qualite", "Qualité"),
            lambda row: row[1]["quality"] if row[1] and row[1]["quality"] in words.GRADES else None,
        ),
    ]
    return build_table("Une ligne par question", columns, rows, csv)


def who_words(one: ReadQuestionnaire, question: Question, whole: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return whom a question concerns, who was asked, who answered: what its shares are of."""
    told = []
    if question.concerns:
        told.append(f"Elle concerne{NO_BREAK}: {concerns_words(question.concerns)}.")
    if question.only_if:
        told.append(_condition(one.asked, question.only_if))
    answered = max((row["n"] for row in whole if row["n"] is not None), default=None)
    sent = counted(one.content["respondents"], "collectivité a", "collectivités ont")
    if answered is None:
        told.append(
            f"{sent} envoyé ce questionnaire{NO_BREAK}; trop peu ont répondu à cette question pour en dire le nombre."
        )
        return told
    least = min(row["n"] for row in whole if row["n"] is not None)
    told.append(f"{sent} envoyé ce questionnaire{NO_BREAK}; {number(least, 0)} réponses sont comptées ici.")
    statuses = one.content["statuses"].get(question.id)
    if statuses:
        parts = [
            f"{number(statuses[name], 0)} {(few if statuses[name] == 1 else many)}"
            for name, (few, many) in _STATUSES.items()
            if statuses.get(name)
        ]
        if parts:
            told.append(f"Parmi elles toutes{NO_BREAK}: {', '.join(parts)}.")
    if question.kind == "several-of":
        told.append(non_breaking("Plusieurs réponses étaient possibles : leurs parts ne font pas 100 en tout."))
    return told


def tipping_words(main: Mapping[str, Any] | None) -> str:
    """Return what it would take to overturn a majority; empty when there is no such figure."""
    if main is None or main["tipping"] is None:
        return ""
    if main["low"] <= _HALF <= main["high"]:
        return non_breaking("L’intervalle contient la moitié : on ne peut pas dire si « oui » est majoritaire.")
    ratio, more = (main["tipping"], "plus") if main["tipping"] > 1 else (1 / main["tipping"], "moins")
    return non_breaking(
        "Ce qu’il faudrait pour renverser ce chiffre : qu’à type, taille, région et site égaux, celles qui disent "
        f"« oui » aient répondu {number(ratio)} fois {more} volontiers que les autres. La vraie part serait alors de "
        "la moitié."
    )


def merges_words(merges: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the categories put together, each in words."""
    named = [(one["variable"], JOINT.join(one["categories"])) for one in merges]
    return [f"{words.VARIABLES[variable]}{NO_BREAK}: {words.group_words(variable, group)}" for variable, group in named]


def _condition(asked: Questionnaire, text: str) -> str:
    """Return a condition in words, when it is one comparison with answers; else which questions decide."""
    tree = only_if.parse(text)
    tests = only_if.comparisons_of(tree)
    names = [
        f"« {parent.text} »".replace("« ", f"«{NO_BREAK}").replace(" »", f"{NO_BREAK}»")
        for test in tests
        if (parent := asked.question(test.question))
    ]
    if isinstance(tree, only_if.Comparison) and tree.sign in ("==", "in", "includes"):
        parent = asked.question(tree.question)
        if parent is not None and set(tree.values) <= set(parent.codes):
            labels = " ou ".join(f"«{NO_BREAK}{parent.label(code)}{NO_BREAK}»" for code in tree.values)
            return f"Elle n’est posée qu’à celles qui ont répondu {labels} à {names[0]}."
    return f"Elle n’est posée que selon la réponse à {' et à '.join(names)}."
