"""How long a questionnaire takes a collectivité, as pages and invitations say it."""

from collections.abc import Mapping
from math import ceil
from typing import Any

from barometre.catalogue.duration import seconds
from barometre.catalogue.questionnaires import Questionnaire
from barometre.survey.answers import concerns


def minutes(questionnaire: Questionnaire, body: Mapping[str, Any] | None = None, core: bool = False) -> int:
    """Return the minutes that a questionnaire takes at most, rounded up: whatever is answered, all is asked.

    Args:
        questionnaire: the questions.
        body: collectivité that answers (see `concerns`), to count what concerns it alone; none: every question.
        core: count the short version alone.
    """
    asked = [
        question
        for question in questionnaire.questions
        if (body is None or concerns(question, body)) and (question.core or not core)
    ]
    return ceil(seconds(asked) / 60)
