"""What is told after an answer, never before: what was seen of the same thing, and what the law asks."""

from dataclasses import dataclass

from barometre.catalogue.guidance import Obligation
from barometre.catalogue.questionnaires import NOT_CONCERNED, Question
from barometre.survey.values import Value
from barometre.web.shared import guidance
from barometre.web.shared.french import NO_BREAK
from barometre.web.survey.respond import known
from barometre.web.survey.respond.visits import QuestionnaireVisit
from barometre.web.survey.respond.words import addressed, value_words

# Groups of `guidance.group_of` that are told: law that binds, that may bind, that is to come.
_LAW = {"met": "binds", "missed": "binds", "unknown": "binds", "uncertain": "if", "coming": "coming"}


@dataclass(frozen=True)
class Notice:
    """What is told of one answer. `seen` is what was seen and differs: its words, its source, its day."""

    question: Question
    text: str
    answer: str
    address: str
    seen: tuple[str, str, str] | None
    laws: list[tuple[str, Obligation]]


def notices(visit: QuestionnaireVisit, questions: list[Question]) -> dict[str, Notice]:
    """Return what there is to tell of the questions that are answered, in order; nothing of the others."""
    found = {}
    for question in questions:
        last = visit.latest.get(question.id)
        if last is None or last.value is None:
            continue
        one = _notice(visit, question, last.value)
        if one.seen or one.laws:
            found[question.id] = one
    return found


def sources(visit: QuestionnaireVisit) -> dict[str, str]:
    """Return the names of the sources of the edition."""
    return {name: one["name"] for name, one in visit.door.edition.catalogue["sources"].items()}


def _notice(visit: QuestionnaireVisit, question: Question, value: Value) -> Notice:
    kind, seen = visit.door.body.kind, known.seen(question, visit.door.body.facts, value)
    differs = None
    if seen and not seen.agrees:
        differs = (_seen_words(visit, seen), sources(visit).get(seen.source, seen.source), seen.day)
    return Notice(
        question,
        addressed(question.text, kind, visit.today),
        ", ".join(value_words(question, value, kind, visit.today)),
        f"{visit.address('page', visit.page_of(question.id))}#q.{question.id}",
        differs,
        _laws(visit, question, value),
    )


def _seen_words(visit: QuestionnaireVisit, seen: known.SeenFact) -> str:
    """Say what was seen, not an answer that it would suppose: a link to pay tells that some services are paid so."""
    title = visit.door.edition.catalogue["facts"][seen.fact]["title"]
    words = {"yes": "oui", "no": "non"}
    return f"{title}{NO_BREAK}: {words.get(seen.value, seen.value)}"


def _laws(visit: QuestionnaireVisit, question: Question, value: Value) -> list[tuple[str, Obligation]]:
    """Return the obligations of a question that bind the collectivité, or may; never those of others.

    Who answers « non concerné » is told none: the law has no object there.
    """
    if not question.obligations or value in (NOT_CONCERNED, [NOT_CONCERNED]):
        return []
    edition, body = visit.door.edition, visit.door.body
    judged = {one.obligation.id: one for one in guidance.states(edition, body)}
    grouped = [
        (_LAW.get(guidance.group_of(judged[name], edition.date)), judged[name].obligation)
        for name in question.obligations
        if name in judged
    ]
    return [(group, obligation) for group, obligation in grouped if group]
