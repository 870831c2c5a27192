"""The level that the national reference of digital presence (RCPNT, ANCT) gives to the sixteen criteria.

Source: https://suiteterritoriale.anct.gouv.fr/conformite/referentiel
"""

from collections.abc import Mapping

from barometre.facts.reason import reason
from barometre.facts.reason_codes import ReasonCode
from barometre.facts.statement import Statement, we_failed

LEVEL = "rcpnt.level"
CRITERIA = tuple(f"{part}.{number}" for part in (1, 2) for number in range(1, 9))
_LEVEL_A = ("1.1", "1.2", "1.3", "1.4", "1.5", "2.1", "2.2", "2.3", "2.4", "2.5", "2.8")


def judge_level(met: Mapping[str, float | None]) -> Statement:
    """State `rcpnt.level`: AA when all sixteen criteria are met, A when eleven of them are.

    `met`: 1 or 0 by number of criterion; None, as a missing criterion, is unknown.
    """
    for level, criteria in (("AA", CRITERIA), ("A", _LEVEL_A)):
        answers = [met.get(criterion) for criterion in criteria]
        if all(answer == 1 for answer in answers):
            return Statement(LEVEL, text=level)
        if 0 not in answers:
            unknown = tuple(name for name, answer in zip(criteria, answers, strict=True) if answer is None)
            return we_failed(LEVEL, reason(ReasonCode.LEVEL_UNKNOWN, level=level, criteria=unknown))
    unmet = tuple(criterion for criterion in _LEVEL_A if met.get(criterion) == 0)
    return Statement(LEVEL, text="aucun", reason=reason(ReasonCode.LEVEL_UNMET, criteria=unmet))
