"""What the respondents of a wave answered, as raw shares that the next wave shows. Pure.

Shares are frozen when a wave opens, from the wave before: they never move with an answer. Nothing in them gives back
the answer of one collectivité:

- a share rests on eleven answers at least. Sizes of which fewer answered are put together, and say nothing when they
  are still too few: groups never overlap, so that no subtraction finds a smaller one;
- what all answered, or nobody, tells everybody's answer. A share from which fewer than three differ is « nearly all »,
  or « nearly none », without a number: nobody knows whether it is all of them;
- a question asked after another answer is left out: how many were asked would tell that answer.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from barometre.catalogue.questionnaires import CHOICES, EXCLUSIVE, NONE, Question
from barometre.rounding import rounded_share
from barometre.survey.answers import LEAST, AnswerStatus
from barometre.survey.facts import SentAnswers, codes_of

# Fewer than these answered otherwise: the share is not told as a number.
FEW = 3
NEARLY_ALL, NEARLY_NONE = "nearly-all", "nearly-none"

# Question -> kind -> groups: strates, n (answers), shares (code -> per cent, or one of the two words above).
Shares = dict[str, dict[str, list[dict[str, Any]]]]


def shares(told: Iterable[SentAnswers], places: Mapping[str, tuple[str, str]]) -> Shares:
    """Return the raw shares of what was sent in a wave, as JSON holds them.

    « Je ne sais pas », « non concerné » and empty questions are not in the denominator.

    Args:
        told: what was sent, once by collectivité and questionnaire.
        places: SIREN -> kind and strate; who is not there is not counted.
    """
    questions: dict[str, Question] = {}
    counts: defaultdict[tuple[str, str], defaultdict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for one in told:
        if one.siren not in places or not one.questionnaire.theme:
            continue
        kind, strate = places[one.siren]
        for question in one.questionnaire.questions:
            given = one.given.get(question.id)
            if question.kind in CHOICES and not question.only_if and given and given.status is AnswerStatus.ANSWERED:
                questions[question.id] = question
                counts[question.id, kind][strate].update(["", *codes_of(given.value)])
    found: Shares = {}
    for (name, kind), strates in sorted(counts.items()):
        if groups := _groups(strates, questions[name]):
            found.setdefault(name, {})[kind] = groups
    return found


def share_of(frozen: Shares, question: str, kind: str, strate: str) -> dict[str, Any] | None:
    """Return the group of a collectivité (strates, n, shares); None when its group is too small."""
    groups = frozen.get(question, {}).get(kind, [])
    return next((group for group in groups if strate in group["strates"]), None)


def _groups(strates: Mapping[str, Counter[str]], question: Question) -> list[dict[str, Any]]:
    """Return the groups that are large enough: each strate that is, then the others together."""
    alone = {name: count for name, count in sorted(strates.items()) if count[""] >= LEAST}
    rest = sorted(set(strates) - set(alone))
    groups = [([name], count) for name, count in alone.items()]
    together = sum((strates[name] for name in rest), Counter[str]())
    if together[""] >= LEAST:
        groups.append((rest, together))
    return [{"strates": names, "n": count[""], "shares": _shares(count, question)} for names, count in groups]


def _shares(count: Counter[str], question: Question) -> dict[str, int | str]:
    told = [code for code in question.codes if code == NONE or code not in EXCLUSIVE]
    return {code: _share(count[code], count[""]) for code in told}


def _share(part: int, whole: int) -> int | str:
    if whole - part < FEW:
        return NEARLY_ALL
    if part < FEW:
        return NEARLY_NONE
    return int(rounded_share(100 * part / whole, 0))
