"""Questionnaires as they were put to people: a version is frozen the first time, and never changes under its number."""

import hashlib
import json
from datetime import datetime
from functools import lru_cache

from barometre.catalogue.questionnaires import Question, Questionnaire
from barometre.errors import BarometreError
from barometre.web.survey.models import Version


def freeze(questionnaire: Questionnaire, now: datetime) -> Version:
    """Return the frozen version of a questionnaire, made the first time that it is put to somebody.

    Raises:
        BarometreError: another text was frozen under this number, or a question changed its meaning under its id.
    """
    content = json.loads(questionnaire.model_dump_json(exclude_defaults=True))
    digest = hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    kept, _ = Version.objects.get_or_create(
        questionnaire=questionnaire.id,
        number=questionnaire.version,
        defaults={"content": content, "sha256": digest, "frozen_at": now},
    )
    if kept.sha256 != digest:
        raise BarometreError(
            f"Questionnaire {questionnaire.id}: version {questionnaire.version} is in use with another text; "
            "give the new text another version"
        )
    for former in Version.objects.filter(questionnaire=questionnaire.id, number__lt=questionnaire.version):
        _refuse_new_meaning(content_of(former), questionnaire)
    return kept


def content_of(version: Version) -> Questionnaire:
    """Return the questionnaire of a version."""
    return _read(version.sha256, json.dumps(version.content))


def comparable(one: Question, other: Question) -> bool:
    """Return whether two questions of the same id, in two versions, mean the same: kind, unit, rows.

    Options may be added, withdrawn or worded better; answers keep their codes.
    """
    rows = [tuple(row.code for row in question.rows) for question in (one, other)]
    return (one.kind, one.unit, one.precision) == (other.kind, other.unit, other.precision) and rows[0] == rows[1]


@lru_cache(maxsize=64)
def _read(_digest: str, content: str) -> Questionnaire:
    return Questionnaire.model_validate_json(content)


def _refuse_new_meaning(former: Questionnaire, new: Questionnaire) -> None:
    """Refuse a version in which a question is no longer comparable with that of the same id.

    Raises:
        BarometreError: there is one; names it.
    """
    for question in new.questions:
        before = former.question(question.id)
        if before is not None and not comparable(before, question):
            raise BarometreError(
                f"Questionnaire {new.id}: question {question.id} is not the one of version {former.version} "
                "(kind, unit or rows differ); give it another id"
            )
