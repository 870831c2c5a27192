"""What a form of a page sends: what its person changed, what is impossible, what somebody else changed meanwhile.

Only what a person changed is written. A page says of each question which row of answers it showed (`avant.…`, a number,
0 for none): rows never change, so that this number tells what the person had under the eyes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import QueryDict

from barometre.catalogue.questionnaires import Question
from barometre.survey.values import Entered, InputFault, Typed, Value, read_typed, shown
from barometre.web.survey.models import Answer
from barometre.web.survey.respond import known
from barometre.web.survey.respond.known import Facts
from barometre.web.survey.responses import AnswerEdit
from barometre.web.survey.states import How

# What begins the names of fields: answers, the row that was shown, « keep what the other answered ».
GIVEN, BEFORE, KEEP = "q.", "avant.", "garder."
# « C’est exact » is sent as an answer that no code is.
EXACT = "=exact"
# Characters kept of something impossible.
_MOST = 5000


@dataclass
class ReadForm:
    """What became of a form.

    Attributes:
        changes: what its person changed.
        faults: questions whose new answer is impossible.
        clashes: questions that somebody else changed meanwhile, with what this person sent; not written.
    """

    changes: dict[str, AnswerEdit] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    clashes: dict[str, Typed] = field(default_factory=dict)


def read_form(
    questions: Iterable[Question],
    sent: QueryDict,
    rows: Mapping[int, Answer],
    latest: Mapping[str, Answer],
    facts: Facts,
    today: date,
) -> ReadForm:
    """Read the form of a page.

    Args:
        questions: those of the page; those that the form did not show are left alone.
        sent: the form.
        rows: number -> row of answers of this collectivité, of those that the form says it showed.
        latest: question -> last row, now.
        facts: what is known of the collectivité.
        today: day of the answer.
    """
    found = ReadForm()
    for question in questions:
        number = sent.get(f"{BEFORE}{question.id}")
        if number is None or sent.get(f"{KEEP}{question.id}"):
            continue
        typed = typed_in(question, sent)
        change = changed(question, typed, facts, today)
        before, last = rows.get(int(number) if number.isdecimal() and len(number) < 19 else 0), latest.get(question.id)
        if _same(change, before) or _same(change, last):
            continue
        if last is not None and (before is None or before.pk != last.pk):
            found.clashes[question.id] = typed
            continue
        found.changes[question.id] = change
        if change.typed is not None:
            found.faults.append(question.id)
    return found


def shown_rows(sent: QueryDict) -> list[int]:
    """Return the numbers of the rows that a form says it showed."""
    return [
        int(sent[name]) for name in sent if name.startswith(BEFORE) and sent[name].isdecimal() and len(sent[name]) < 19
    ]


def typed_in(question: Question, sent: QueryDict) -> Typed:
    """Return what a form says of a question: texts, or row -> texts for a table; bounded, without null signs."""
    if question.kind != "table":
        return _clean(sent.getlist(f"{GIVEN}{question.id}"))
    return {row.code: _clean(sent.getlist(f"{GIVEN}{question.id}.{row.code}")) for row in question.rows}


def changed(question: Question, typed: Typed, facts: Facts, today: date) -> AnswerEdit:
    """Return what a person entered as a change, whether it is an answer or not."""
    proposed = known.proposed(question, facts)
    entered = entered_in(question, typed, proposed.value if proposed else None, today)
    if entered.fault is not None:
        return AnswerEdit(typed=typed)
    if not isinstance(typed, Mapping) and EXACT in typed:
        return AnswerEdit(entered.value, how=How.CONFIRMED)
    differs = proposed is not None and known.differs(question, facts, proposed, entered.value)
    return AnswerEdit(entered.value, how=How.CORRECTED if differs else How.GIVEN)


def entered_in(question: Question, typed: Typed, proposed: Value | None, today: date) -> Entered:
    """Return what a person entered, « C’est exact » among it."""
    if isinstance(typed, Mapping) or EXACT not in typed:
        return read_typed(question, typed, today)
    if proposed is None or any(text.strip() for text in typed if text != EXACT):
        return Entered(fault=InputFault.SEVERAL)
    return Entered(proposed)


def as_typed(question: Question, answer: Answer | None) -> Typed:
    """Return a kept answer as its form would send it again."""
    if answer is None:
        return {} if question.kind == "table" else []
    if answer.typed is not None:
        typed: Typed = answer.typed
        return typed
    value: Any = shown(question, answer.value)
    if isinstance(value, dict):
        return {row: [code] for row, code in value.items()}
    if value is None:
        return {} if question.kind == "table" else []
    return value if isinstance(value, list) else [value] if value else []


def _same(change: AnswerEdit, row: Answer | None) -> bool:
    if row is None:
        return change.value is None and change.typed is None
    return (change.value, change.typed) == (row.value, row.typed)


def _clean(texts: Iterable[str]) -> list[str]:
    cleaned = (text.replace("\x00", "")[:_MOST] for text in texts)
    return [text for text in cleaned if text.strip()]
