"""How long questions take: read at 200 words a minute, then answered. An estimate, to be set by timed tries."""

import re
from collections.abc import Iterable

from barometre.catalogue.questionnaires import Kind, Question

# Words a minute of a person who reads to answer.
WORDS_A_MINUTE = 200
# Seconds to choose, or to find and type, once the question is read; of a table, for each row.
ANSWERING: dict[Kind, float] = {
    "yes-no": 6,
    "one-of": 7,
    "several-of": 10,
    "scale": 6,
    "number": 40,
    "date": 15,
    "text": 30,
    "table": 6,
}
_WORD = re.compile(r"\w+")


def seconds(questions: Iterable[Question]) -> float:
    """Return the seconds that questions take when all of them are asked."""
    return sum(_reading(question) + ANSWERING[question.kind] * max(1, len(question.rows)) for question in questions)


def _reading(question: Question) -> float:
    """Return the seconds to read a question, its help and its options; why it is asked is read by few."""
    labels = (one.label for one in (*question.options, *question.rows))
    words = sum(len(_WORD.findall(text)) for text in (question.text, question.help, *labels))
    return words / WORDS_A_MINUTE * 60
