"""Checks that hang on another: what failed only because the site does not answer folds under that one cause. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from barometre.facts.reason import Reason, reason
from barometre.facts.reason_codes import ReasonCode
from barometre.observation.criteria.rcpnt_level import judge_level
from barometre.observation.net.answers import Fault
from barometre.web.pages.checks import Check
from barometre.web.pages.results import Result, ResultKind
from barometre.web.shared.french import counted

# The check of the site's answer, on which every check of its pages hangs.
SITE = "rcpnt.1.3"
_AWAITED = {
    "rcpnt.1.1": "que le site soit déclaré",
    SITE: "que le site réponde",
    "rcpnt.1.4": "que l’adresse en http conduise à https",
    "rcpnt.2.1": "que le courriel soit déclaré",
    "rcpnt.2.2": "que le courriel soit au nom de la collectivité",
    "rcpnt.2.4": "que le domaine reçoive du courriel",
    "rcpnt.2.6": "qu’une consigne DMARC soit publiée",
}
_MAIL = ("rcpnt.2", "mail.")
_FAULTS = frozenset(ReasonCode[f"NETWORK_{fault.name}"] for fault in Fault)
# Reasons whose `status` is that of the site's answer.
_ANSWERS = frozenset(
    {ReasonCode.VISIT_ANSWERED, ReasonCode.VISIT_LEADS_TO, ReasonCode.HTTP_STATUS, ReasonCode.BROWSER_STATUS}
)


def waiting_words(cause: Check, number: int) -> str:
    """Return how many checks wait, and for what: « 62 contrôles attendent que le site réponde »."""
    ours = cause.current.kind is ResultKind.OURS
    awaited = "que notre observation aboutisse" if ours else _AWAITED.get(cause.id, "que celui-ci soit corrigé")
    return f"{counted(number, 'contrôle attend', 'contrôles attendent')} {awaited}"


def fold(checks: Sequence[Check]) -> list[Check]:
    """Give each check its cause, and each cause the checks that wait for it.

    A result that rests on a cause still to confirm is itself to confirm.
    """
    by_id = {check.id: check for check in checks}
    caused = [_with_cause(check, by_id) for check in checks]
    waiting: dict[str, list[Check]] = {}
    for check in caused:
        if check.cause and check.folded:
            waiting.setdefault(check.cause, []).append(check)
    return [
        replace(check, waiting=tuple(under), waiting_words=waiting_words(check, len(under)))
        if (under := waiting.get(check.id))
        else check
        for check in caused
    ]


def _with_cause(check: Check, by_id: Mapping[str, Check]) -> Check:
    cause = _first_cause(check, by_id)
    if cause is None:
        return check
    asked, unsure = check.asked, by_id[cause].current.kind is ResultKind.CONFIRM
    if asked and asked.kind in (ResultKind.BAD, ResultKind.SILENT) and unsure:
        check = replace(check, asked=replace(asked, kind=ResultKind.CONFIRM))
    stated = check.stated
    own_fault = stated is not None and stated.kind is ResultKind.BAD and stated.hangs_on is None
    return replace(check, cause=cause, folded=not own_fault)


def _first_cause(check: Check, by_id: Mapping[str, Check]) -> str | None:
    """Return the id of the cause; that of the cause itself, if it has one."""
    chain = [check.id]
    while (cause := _cause(by_id[chain[-1]], by_id)) is not None and cause not in chain:
        chain.append(cause)
    return chain[-1] if len(chain) > 1 else None


def _cause(check: Check, by_id: Mapping[str, Check]) -> str | None:
    """Return the id of the check that this one hangs on, when it is on the page and not well."""
    named = check.current.hangs_on
    on = by_id.get(named or SITE)
    if on is None or on.id == check.id or not on.current.kind.unwell:
        return None
    return on.id if named or _fails_alike(check, on.current.why) else None


def _fails_alike(check: Check, cause: Reason | None) -> bool:
    """Whether a check of the site has no value for the very reason that the site does not answer."""
    if check.id.startswith(_MAIL) or not check.current.kind.unwell:
        return False
    failure = _failure(cause)
    return failure is not None and failure == _failure(check.current.why)


def _failure(why: Reason | None) -> object:
    """Return the fault of the network, or the status of the answer, that a reason comes from; None for any other."""
    for one in why.nested() if why else ():
        if one.code in _FAULTS:
            return one.code
        if one.code in _ANSWERS:
            return one.context["status"]
    return None


def level(checks: Iterable[Check]) -> Result:
    """Return the level of the national reference that these very checks give, by what was looked at."""
    numbers = {ResultKind.GOOD: 1.0, ResultKind.BAD: 0.0}
    met = {
        check.id.removeprefix("rcpnt."): numbers.get(check.current.kind)
        for check in checks
        if check.id.startswith("rcpnt.") and check.looked
    }
    if not met:
        return Result(ResultKind.UNSEEN)
    statement = judge_level(met)
    if statement.text:
        return Result(ResultKind.FINDING, statement.text, statement.reason)
    awaited = statement.reason.context["criteria"] if statement.reason else ()
    return Result(ResultKind.OURS, why=reason(ReasonCode.LEVEL_AWAITED, criteria=awaited))
