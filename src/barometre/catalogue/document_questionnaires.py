"""Write the questionnaires in Markdown, from the content, so that anybody reads what is asked and why."""

from collections.abc import Iterator
from math import ceil

from barometre.catalogue.document import GENERATED
from barometre.catalogue.duration import ANSWERING, WORDS_A_MINUTE, seconds
from barometre.catalogue.models import Catalogue
from barometre.catalogue.only_if import Comparison, Joined, Tree, parse
from barometre.catalogue.questionnaires import Kind, Question, Questionnaire
from barometre.catalogue.typography import non_breaking

# Kind of a question, in French.
_KINDS: dict[Kind, str] = {
    "yes-no": "oui ou non",
    "one-of": "un choix",
    "several-of": "plusieurs choix",
    "scale": "échelle",
    "number": "nombre",
    "date": "date",
    "text": "texte court",
    "table": "tableau",
}
_SIGNS = {"==": "est", "!=": "n’est pas", "includes": "comprend", "in": "est"}
_JOINED = {"and": " et ", "or": " ou "}


def document_questionnaires(catalogue: Catalogue) -> str:
    """Write every question: kind, answers, condition, help, why it is asked, indicator that it feeds."""
    core = sum(question.core for one in catalogue.questionnaires.values() for question in one.questions)
    parts = [
        f"""# Questionnaires

{GENERATED}
Ce que le baromètre demande aux collectivités, parce que rien ne le montre de l’extérieur. Une réponse par
collectivité, par questionnaire et par vague ; toute question peut être laissée sans réponse. Les {core} questions
marquées « version courte » se suffisent. « Je ne sais pas » et « non concerné » ne sont ni un oui ni un non.

Les durées sont estimées : lecture de {WORDS_A_MINUTE} mots par minute, puis réponse ({_answering()}).
Toutes les questions sont comptées, mais non le temps de chercher une information ou d’appeler quelqu’un. Des essais
chronométrés en mairie les corrigeront.
"""
    ]
    parts += [_questionnaire(catalogue, one) for one in catalogue.questionnaires.values()]
    return non_breaking("\n".join(parts))


def _answering() -> str:
    """Say how long each kind of question takes to answer."""
    return ", ".join(f"{_KINDS[kind]} {taken:g} s" for kind, taken in ANSWERING.items()) + " par ligne"


def _questionnaire(catalogue: Catalogue, questionnaire: Questionnaire) -> str:
    taken = ceil(seconds(questionnaire.questions) / 60)
    head = f"{len(questionnaire.questions)} questions, environ {taken} minutes, version {questionnaire.version}."
    questions = "\n".join(_question(catalogue, questionnaire, one) for one in questionnaire.questions)
    return f"## {questionnaire.title}\n\n{questionnaire.summary} {head}\n\n{questions}"


def _question(catalogue: Catalogue, questionnaire: Questionnaire, question: Question) -> str:
    lines = "\n".join(f"- {key} : {value}" for key, value in _keys(catalogue, questionnaire, question))
    return f"### {question.text} (`{question.id}`)\n\n{question.help}\n\n{lines}\n"


def _keys(catalogue: Catalogue, questionnaire: Questionnaire, question: Question) -> Iterator[tuple[str, str]]:
    yield "Pourquoi", question.why
    core = ", version courte" if question.core else ""
    yield "Réponse", f"{_KINDS[question.kind]}{', facultatif' if question.optional else ''}{core}"
    if question.rows:
        yield "Lignes", " ; ".join(row.label for row in question.rows)
    if question.options:
        yield "Choix", " ; ".join(option.label for option in question.options)
    if question.unit:
        yield "Unité", f"{question.unit}, de {question.minimum:g} à {question.maximum:_.0f}".replace("_", " ")
    if question.concerns:
        yield "Concerne", f"`{question.concerns}`"
    if question.only_if:
        yield "Posée si", said(parse(question.only_if), questionnaire)
    if question.indicator:
        yield "Indicateur", f"{catalogue.indicators[question.indicator].title} (`{question.indicator}`)"
    for known in question.known:
        fact = catalogue.facts[known.fact]
        when = "proposé" if known.use == "prefill" else "montré après la réponse"
        yield "Déjà connu", f"{fact.title}, d’après « {catalogue.sources[fact.source].name} », {when}"
    if question.obligations:
        yield "Rappel de droit", " ; ".join(catalogue.obligations[name].title for name in question.obligations)


def said(tree: Tree, questionnaire: Questionnaire) -> str:
    """Write a condition in French, with the labels of the answers."""
    if isinstance(tree, Joined):
        parts = [said(part, questionnaire) for part in tree.parts]
        return f"il est faux que {parts[0]}" if tree.word == "not" else _JOINED[tree.word].join(parts)
    return _compared(tree, questionnaire)


def _compared(test: Comparison, questionnaire: Questionnaire) -> str:
    question = questionnaire.question(test.question)
    if question is None:
        return f"`{test.question}`"
    values = [f"« {question.label(value)} »" if question.codes else value for value in test.values]
    return f"la réponse à « {question.text} » {_SIGNS.get(test.sign, test.sign)} {' ou '.join(values)}"
