"""The self-assessment on the RGESN: answers in a compact text, progress, what to do first. Pure.

Référentiel général d’écoconception de services numériques, May 2024 (Arcep and Arcom, with ADEME, DINUM, CNIL and
Inria): progress is the weight of the criteria met over that of the criteria met and not met; a criterion
« prioritaire » weighs 1.5, « recommandé » 1.25, « modéré » 1; one that does not apply counts on neither side.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from barometre.catalogue.paths import Criterion

WEIGHTS = {"prioritaire": 1.5, "recommande": 1.25, "modere": 1.0}
# In the order in which a plan takes them.
_PRIORITIES, _DIFFICULTIES = ("prioritaire", "recommande", "modere"), ("faible", "moyen", "fort")


class CriterionAnswer(StrEnum):
    """What is answered to a criterion, as the letter of an address."""

    MET = "o"
    MISSED = "n"
    NOT_CONCERNED = "x"
    NONE = "-"


def decode(text: str, criteria: Sequence[Criterion]) -> dict[str, CriterionAnswer]:
    """Return the answers that a text holds, a letter for each criterion in the official order; the end may be left out.

    Raises:
        ValueError: a letter means nothing, there are too many, or a criterion that applies to all is said not to.
    """
    if len(text) > len(criteria):
        raise ValueError("more answers than criteria")
    answers = {one.id: CriterionAnswer(letter) for one, letter in zip(criteria, text, strict=False)}
    for one in criteria:
        if answers.get(one.id) is CriterionAnswer.NOT_CONCERNED and not one.unless:
            raise ValueError(f"criterion {one.id} applies to every service")
    return answers


def encode(answers: Mapping[str, CriterionAnswer], criteria: Iterable[Criterion]) -> str:
    """Return the compact text of some answers: the shortest that `decode` reads so."""
    return "".join(answers.get(one.id, CriterionAnswer.NONE) for one in criteria).rstrip(CriterionAnswer.NONE)


@dataclass(frozen=True)
class Progress:
    """Where a service stands; shares are from 0 to 100, None when nothing that counts is answered.

    Attributes:
        share: weight met over that of the criteria met and not met.
        low: the same were every criterion without answer not met.
        high: the same were every one met.
        by_answer: the criteria that have each answer.
    """

    share: float | None
    low: float
    high: float
    by_answer: dict[CriterionAnswer, list[Criterion]]

    @property
    def answered(self) -> int:
        """How many criteria have an answer."""
        return sum(len(found) for answer, found in self.by_answer.items() if answer is not CriterionAnswer.NONE)


def progress(criteria: Iterable[Criterion], answers: Mapping[str, CriterionAnswer]) -> Progress:
    """Return where a service stands, by the rule of the RGESN."""
    by_answer: dict[CriterionAnswer, list[Criterion]] = {answer: [] for answer in CriterionAnswer}
    for one in criteria:
        by_answer[answers.get(one.id, CriterionAnswer.NONE)].append(one)
    weight = {answer: sum(WEIGHTS[one.priority] for one in found) for answer, found in by_answer.items()}
    met, missed, unknown = weight[CriterionAnswer.MET], weight[CriterionAnswer.MISSED], weight[CriterionAnswer.NONE]
    every = met + missed + unknown
    return Progress(
        share=100 * met / (met + missed) if met + missed else None,
        low=100 * met / every if every else 0.0,
        high=100 * (met + unknown) / every if every else 0.0,
        by_answer=by_answer,
    )


def plan(
    criteria: Iterable[Criterion], answers: Mapping[str, CriterionAnswer], against: Collection[str] = ()
) -> list[Criterion]:
    """Return what is to do: the highest priority first, then the easiest, then in the official order.

    It is what is answered « non », and what our observation speaks against without any answer (`against`: ids).
    """
    wanted = [
        one
        for one in criteria
        if (answer := answers.get(one.id, CriterionAnswer.NONE)) is CriterionAnswer.MISSED
        or (answer is CriterionAnswer.NONE and one.id in against)
    ]
    return sorted(wanted, key=lambda one: (_PRIORITIES.index(one.priority), _DIFFICULTIES.index(one.difficulty)))


def speaks(criterion: Criterion, facts: Mapping[str, float | None]) -> bool | None:
    """Return whether what is seen speaks for a criterion (true) or against it (false); None: nothing seen decides.

    Args:
        criterion: with its clues; those without bounds never decide.
        facts: fact -> number seen.
    """
    found = []
    for clue in criterion.clues:
        value = facts.get(clue.fact)
        if value is None or (clue.at_least is None and clue.at_most is None):
            continue
        found.append(
            (clue.at_least is None or value >= clue.at_least) and (clue.at_most is None or value <= clue.at_most)
        )
    return all(found) if found else None
