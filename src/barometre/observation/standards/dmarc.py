"""Read and judge DMARC (RFC 9989 of 2026, and RFC 7489 before it, which many receivers still apply)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from barometre.facts.reason import Reason, Value, reason, without_person
from barometre.facts.reason_codes import ReasonCode
from barometre.facts.statement import Statement, we_failed, yes_no
from barometre.observation.standards.txt import fields, near

# Texts of `mail.dmarc`.
REJECT, QUARANTINE, WATCH, ABSENT = "rejet", "quarantaine", "observation", "absente"

# Names asked at most for one domain (RFC 9989, 4.10): of more labels, the parents beyond the seventh are skipped.
_QUERIES = 8
# Addresses for reports shown, at most.
_SHOWN = 50

# `v` comes first and its value is the only one where case counts (RFC 9989, 4.8; RFC 7489, 6.4).
_VERSION = re.compile(r"[vV][ \t]*=[ \t]*DMARC1[ \t]*(?:;|\Z)")
_NEAR = re.compile(r"dmarc", re.IGNORECASE)
_POLICIES = {"none": WATCH, "quarantine": QUARANTINE, "reject": REJECT}
_PERCENT = re.compile(r"100|[0-9]{1,2}")
_URI = re.compile(r"[a-z][a-z0-9+.-]*:[^\s!]+(?:![0-9]+[kmgt]?)?", re.IGNORECASE | re.ASCII)  # RFC 7489, 6.4
_MAILTO = re.compile(r"mailto:[^\s@!]+@[^\s@!]+(?:![0-9]+[kmgt]?)?", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Dmarc:
    """The DMARC record of one name.

    Attributes:
        record: None when this name has none, or several, which is as none (RFC 9989, 4.10): the search goes on.
        fault: why no record is in force here.
        p: policy, as `mail.dmarc` words it (« rejet »…); None when not written.
        sp: policy of the subdomains, in the same words.
        percent: of the messages, to which the policy applies.
        test: the policy is not to be applied.
        rua: well-formed addresses for daily reports.
        psd: `y` for a public suffix, `n` for an organisational domain, `u` when it is not said.
    """

    record: str | None
    fault: Reason | None = None
    p: str | None = None
    sp: str | None = None
    percent: int = 100
    test: bool = False
    rua: tuple[str, ...] = ()
    psd: str = "u"

    @property
    def has_reports(self) -> bool:
        """Return whether an address for reports is a mail address, the only kind all receivers must serve."""
        return any(_MAILTO.fullmatch(uri) for uri in self.rua)


@dataclass(frozen=True, slots=True)
class AppliedDmarc:
    """The record that applies to a domain, the name (without `_dmarc.`) that holds it, and whether it is a parent."""

    dmarc: Dmarc
    holder: str
    inherited: bool


def read_dmarc(texts: Sequence[str]) -> Dmarc:
    """Read the DMARC record among the TXT records of a `_dmarc` name; other texts (wildcards…) are ignored."""
    records = [text for text in texts if _VERSION.match(text)]
    if not records:
        return Dmarc(None, reason(ReasonCode.DMARC_MISSING, **near(texts, _NEAR)))
    if len(records) > 1:
        shown = tuple(map(without_person, records[:2]))
        return Dmarc(None, reason(ReasonCode.DMARC_DUPLICATED, count=len(records), records=shown))
    record, tags = records[0], fields(records[0])
    names = [name for name, _ in tags]
    if len(set(names)) < len(names):
        # RFC 6376, 3.2, whose syntax DMARC follows: a repeated tag spoils the whole list.
        twice = next(name for name in names if names.count(name) > 1)
        why = reason(ReasonCode.DMARC_REPEATED_TAG, tag=without_person(twice), record=without_person(record))
        return Dmarc(record, why)
    return _read_tags(record, dict(tags))


def _read_tags(record: str, tags: Mapping[str, str]) -> Dmarc:
    rua = tuple(uri for uri in (part.strip(" \t") for part in tags.get("rua", "").split(",")) if _URI.fullmatch(uri))
    asked = {name: tags[name].lower() for name in ("p", "sp", "np") if name in tags}
    written = tags.get("psd", "u").lower()
    psd = written if written in ("y", "n") else "u"
    wrong = [name for name, value in asked.items() if value not in _POLICIES]
    if wrong or "p" not in asked:
        if rua:
            return Dmarc(
                record, p=WATCH, rua=rua, psd=psd
            )  # RFC 9989, 4.10.1; RFC 7489, 6.6.3: as if the record were `p=none`
        shown = without_person(record)
        if wrong:
            return Dmarc(record, reason(ReasonCode.DMARC_UNKNOWN_POLICY, tag=wrong[0], record=shown), psd=psd)
        return Dmarc(record, reason(ReasonCode.DMARC_NO_POLICY, record=shown), psd=psd)
    percent = tags.get("pct", "100")  # RFC 7489, 6.3; removed since, still obeyed by its receivers
    words = {name: _POLICIES[value] for name, value in asked.items()}
    return Dmarc(
        record,
        p=words["p"],
        sp=words.get("sp"),
        percent=int(percent) if _PERCENT.fullmatch(percent) else 100,
        test=tags.get("t", "n").lower() == "y",
        rua=rua,
        psd=psd,
    )


def policy_for(dmarc: Dmarc, inherited: bool) -> str:
    """Return what receivers are asked: « rejet » or « quarantaine » for all messages, « observation », « absente ».

    An inherited record speaks by `sp`, and by `p` only without `sp` (RFC 9989, 4.7); the mail domain exists, so `np`
    never applies. `t=y` asks not to apply the policy, `pct` below 100 only to a part: both are « observation ».
    """
    if dmarc.record is None or dmarc.fault:
        return ABSENT
    asked = (dmarc.sp if inherited else None) or dmarc.p or WATCH
    return WATCH if dmarc.test or dmarc.percent < 100 else asked


def tree_walk(domain: str) -> list[str]:
    """Return the names whose TXT records a DNS tree walk asks, in order (RFC 9989, 4.10): at most eight.

    The domain itself, then its parents down to the last label; of a domain of eight labels or more, only the parents
    of seven labels or fewer.
    """
    labels = domain.lower().rstrip(".").split(".")
    longest = min(len(labels), _QUERIES) - 1
    return [f"_dmarc.{'.'.join(labels[-size:])}" for size in (len(labels), *range(longest, 0, -1))]


def applicable(domain: str, known: Mapping[str, Dmarc | None]) -> AppliedDmarc | str | None:
    """Return the record that applies, or the next `_dmarc` name to ask, or None when a look that failed hides it.

    The record of the domain itself, else of its organisational domain, else of the public suffix above it (RFC 9989,
    4.10.1). RFC 7489 (6.6.3), which asks the registrable domain, agrees whenever that is the organisational domain. A
    record that is not valid (`fault`) applies all the same: no parent is asked after it. When no name has a record, the
    domain's own `Dmarc` is returned, which says why. `known`: what was read, by name of `tree_walk`; None when our look
    failed.
    """
    own, *parents = tree_walk(domain)
    found: dict[str, Dmarc] = {}
    for name in (own, *parents):
        if name not in known:
            return name
        dmarc = known[name]
        if dmarc is None:
            return None
        if dmarc.record is not None:
            found[name] = dmarc
            if name == own or dmarc.psd in ("n", "y"):
                break
    for name in _policy_names(found, own):
        if name in found:
            return AppliedDmarc(found[name], name.removeprefix("_dmarc."), name != own)
    absent = known[own]
    return AppliedDmarc(absent, own.removeprefix("_dmarc."), False) if absent else None


def _policy_names(found: Mapping[str, Dmarc], own: str) -> list[str]:
    """Return where the policy is looked for among the records of a walk: domain, organisational domain, suffix.

    The organisational domain (RFC 9989, 4.10.2), from the longest name to the shortest: that of a record with `psd=n`,
    else one label below a parent's with `psd=y`, else that of the shortest name.
    """
    if not found:
        return []
    last = list(found)[-1]  # the only one that can hold `psd=n` or `psd=y`: the walk stops there
    if last == own or found[last].psd != "y":
        return [own, last]
    labels, size = own.split("."), len(last.split("."))
    return [own, ".".join(("_dmarc", *labels[-size:])), last]


def judge_dmarc(applied: AppliedDmarc | None) -> list[Statement]:
    """State `mail.dmarc` (« rejet », « quarantaine »…) and `mail.dmarc-reports`; None says that our look failed."""
    if applied is None:
        unread = reason(ReasonCode.DMARC_UNREAD)
        return [we_failed("mail.dmarc", unread), we_failed("mail.dmarc-reports", unread)]
    dmarc, policy = applied.dmarc, policy_for(applied.dmarc, applied.inherited)
    if policy == ABSENT:
        absent = dmarc.fault or reason(ReasonCode.DMARC_MISSING)
        return [Statement("mail.dmarc", text=ABSENT, reason=absent), yes_no("mail.dmarc-reports", False, absent)]
    shown = tuple(map(without_person, dmarc.rua[:_SHOWN]))
    reports = reason(ReasonCode.DMARC_REPORTS, addresses=shown) if shown else reason(ReasonCode.DMARC_NO_REPORTS)
    return [
        Statement("mail.dmarc", text=policy, reason=_in_force(applied)),
        yes_no("mail.dmarc-reports", dmarc.has_reports, reports),
    ]


def _in_force(applied: AppliedDmarc) -> Reason:
    """Return the record in force, the parent that holds it if any, and what limits it."""
    dmarc = applied.dmarc
    context: dict[str, Value] = {"record": without_person(dmarc.record or "")}
    if applied.inherited:
        context |= {"holder": applied.holder, "subdomains": bool(dmarc.sp)}
    if dmarc.test:
        context["test"] = True
    elif dmarc.percent < 100:
        context["percent"] = dmarc.percent
    return reason(ReasonCode.DMARC_VALID, **context)
