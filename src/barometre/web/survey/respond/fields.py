"""What a page shows of each question: its words for this collectivité, what is answered, what is impossible."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from barometre.catalogue.only_if import comparisons_of, parse
from barometre.catalogue.questionnaires import LAST, Option, Question, Questionnaire
from barometre.survey.values import Typed
from barometre.web.survey.models import Answer
from barometre.web.survey.respond import known
from barometre.web.survey.respond.known import ProposedAnswer
from barometre.web.survey.respond.reading import EXACT, GIVEN, as_typed, entered_in
from barometre.web.survey.respond.visits import QuestionnaireVisit
from barometre.web.survey.respond.words import addressed, fault_words, value_words


@dataclass(frozen=True)
class OfferedOption:
    """One answer to choose."""

    code: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Clash:
    """What somebody else answered to the same question meanwhile."""

    words: list[str]
    answer: Answer


@dataclass(frozen=True)
class QuestionField:
    """One question on a page.

    Attributes:
        id: that of its field, where links to it lead.
        choices: of a choice; of a table, its columns.
        rows: of a table: name of the field, words of the row, its choices.
        written: of a number, a date or a text: what is in its field.
        before: number of the row of answers that is shown; 0: none.
        precise: whether other questions depend on it.
        proposed: what a register gives, in words with its source and its day, and whether it is taken up.
    """

    question: Question
    id: str
    text: str
    help: str
    why: str
    choices: list[OfferedOption]
    rows: list[tuple[str, str, list[OfferedOption]]]
    written: str
    unknown: bool
    before: int
    answered: bool
    precise: bool
    proposed: tuple[str, ProposedAnswer, bool] | None
    error: str = ""
    clash: Clash | None = None


def fields(visit: QuestionnaireVisit, number: int, sent: Mapping[str, Typed] | None = None) -> list[QuestionField]:
    """Return the fields of a page.

    Args:
        visit: the questionnaire.
        number: that of the page.
        sent: what was sent of questions that somebody else changed meanwhile.
    """
    decisive = decisive_questions(visit.questionnaire)
    found = []
    for question in visit.pages[number]:
        last = visit.latest.get(question.id)
        typed = sent[question.id] if sent and question.id in sent else as_typed(question, last)
        one = _field(visit, question, typed, last, question.id in decisive)
        if sent and question.id in sent and last is not None:
            one = replace(one, clash=Clash(_words(visit, question, last), last))
        found.append(one)
    return found


def decisive_questions(questionnaire: Questionnaire) -> set[str]:
    """Return the questions on whose answers others depend."""
    conditions = (parse(one.only_if) for one in questionnaire.questions if one.only_if)
    return {test.question for condition in conditions for test in comparisons_of(condition)}


def in_order(question: Question, siren: str) -> list[Option]:
    """Return the options in the order in which a collectivité sees them: drawn, the same each time, or as written."""
    if not question.drawn:
        return list(question.options)

    def drawn(option: Option) -> tuple[bool, int, str]:
        last = option.code in LAST
        digest = hashlib.sha256(f"{siren} {question.id} {option.code}".encode()).hexdigest()
        return last, LAST.index(option.code) if last else 0, digest

    return sorted(question.options, key=drawn)


def _field(
    visit: QuestionnaireVisit, question: Question, typed: Typed, last: Answer | None, precise: bool
) -> QuestionField:
    kind, today = visit.door.body.kind, visit.today
    found = known.proposed(question, visit.door.body.facts)
    flat = set() if isinstance(typed, Mapping) else set(typed)
    options = in_order(question, visit.door.link.siren)

    def choices(ticked: set[str]) -> list[OfferedOption]:
        return [OfferedOption(one.code, addressed(one.label, kind, today), one.code in ticked) for one in options]

    fault = entered_in(question, typed, found.value if found else None, today).fault
    rows = []
    for row in question.rows:
        ticked = set(typed.get(row.code, ())) if isinstance(typed, Mapping) else set()
        rows.append((f"{GIVEN}{question.id}.{row.code}", addressed(row.label, kind, today), choices(ticked)))
    offered = None
    if found and (last is None or last.value is None):
        offered = (", ".join(value_words(question, found.value, kind, today)), found, EXACT in flat)
    return QuestionField(
        question=question,
        id=f"{GIVEN}{question.id}",
        text=addressed(question.text, kind, today),
        help=addressed(question.help, kind, today),
        why=addressed(question.why, kind, today),
        choices=choices(flat),
        rows=rows,
        written=next((text for text in typed if text not in ("nsp", EXACT)), "") if flat else "",
        unknown="nsp" in flat,
        before=last.pk if last else 0,
        answered=last is not None and last.value is not None,
        precise=precise,
        proposed=offered,
        error=fault_words(fault, question) if fault else "",
    )


def _words(visit: QuestionnaireVisit, question: Question, answer: Answer) -> list[str]:
    if answer.value is None:
        return ["sans réponse"]
    return value_words(question, answer.value, visit.door.body.kind, visit.today)
