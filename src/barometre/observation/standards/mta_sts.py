"""Read and judge MTA-STS: whether mail must reach a domain encrypted (RFC 8461)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from barometre.facts.reason import Reason, reason, without_person
from barometre.facts.reason_codes import ReasonCode
from barometre.facts.statement import Statement, not_concerned, we_failed, yes_no
from barometre.observation.net.unread import Unread
from barometre.observation.standards.txt import near

_FACT = "mail.mta-sts"
# Seconds a policy may be kept, at most (RFC 8461, 3.2).
_MAXIMUM_AGE = 31_557_600
# Servers of a policy shown, at most.
_SHOWN = 100

_VERSION = re.compile(r"v=STSv1[ \t]*;")  # RFC 8461, 3.1: case counts, other records are discarded
_FIELD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,31}=[\x21-\x3a\x3c\x3e-\x7e]+")
_ID = re.compile(r"id=[A-Za-z0-9]{1,32}")
_NEAR = re.compile(r"sts", re.IGNORECASE)
_PATTERN = re.compile(r"(?:\*\.)?[a-z0-9_-]+(?:\.[a-z0-9_-]+)+", re.IGNORECASE | re.ASCII)
_AGE = re.compile(r"[0-9]{1,10}")


@dataclass(frozen=True, slots=True)
class StsPolicy:
    """A policy file of MTA-STS; `fault` says why it is not valid."""

    mode: str = "none"
    mx: tuple[str, ...] = ()
    max_age: int = 0
    fault: Reason | None = None


def record_fault(texts: Sequence[str]) -> Reason | None:
    """Return why the TXT records of `_mta-sts` hold no policy id; None when they do (RFC 8461, 3.1)."""
    records = [text for text in texts if _VERSION.match(text)]
    if not records:
        return reason(ReasonCode.MTA_STS_MISSING, **near(texts, _NEAR))
    if len(records) > 1:
        return reason(ReasonCode.MTA_STS_DUPLICATED, count=len(records))
    parts = [part.strip(" \t") for part in records[0].split(";")[1:]]
    identifiers = [part for part in parts if part.startswith("id=")]
    written = all(_FIELD.fullmatch(part) for part in parts if part)
    if not written or not identifiers or not _ID.fullmatch(identifiers[0]):
        return reason(ReasonCode.MTA_STS_MALFORMED, record=without_person(records[0]))
    return None


def read_sts_policy(text: str) -> StsPolicy:
    """Read a policy file: lines `key: value`, ended by LF or CRLF; the first of a key counts (RFC 8461, 3.2)."""
    lines = [line.removesuffix("\r").partition(":") for line in text.split("\n")]
    pairs = [(key.strip(" \t"), value.strip(" \t")) for key, colon, value in lines if colon]
    first = dict(reversed(pairs))
    mode, age = first.get("mode", ""), first.get("max_age", "")
    patterns = tuple(value.lower().removesuffix(".") for key, value in pairs if key == "mx")
    if first.get("version") != "STSv1":
        return StsPolicy(fault=reason(ReasonCode.MTA_STS_NO_VERSION))
    if mode not in ("enforce", "testing", "none"):
        return StsPolicy(fault=reason(ReasonCode.MTA_STS_UNKNOWN_MODE, mode=without_person(mode)))
    if not _AGE.fullmatch(age) or int(age) > _MAXIMUM_AGE:
        return StsPolicy(fault=reason(ReasonCode.MTA_STS_BAD_AGE, age=without_person(age)))
    wrong = next((pattern for pattern in patterns if not _PATTERN.fullmatch(pattern)), None)
    if wrong is not None:
        return StsPolicy(fault=reason(ReasonCode.MTA_STS_BAD_SERVER, server=without_person(wrong)))
    if not patterns and mode != "none":
        return StsPolicy(fault=reason(ReasonCode.MTA_STS_NO_SERVER))
    return StsPolicy(mode, patterns, int(age))


def sts_covers(patterns: Sequence[str], host: str) -> bool:
    """Return whether a mail server is among those of a policy; `*.` stands for exactly one label (RFC 8461, 4.1)."""
    name = host.lower().removesuffix(".")
    return name in patterns or f"*.{name.partition('.')[2]}" in patterns


def judge_mta_sts(texts: Sequence[str] | None, policy: str | Unread | None, hosts: Sequence[str]) -> Statement:
    """State `mail.mta-sts`: yes when a policy in mode `enforce` covers every mail server.

    Args:
        texts: TXT records of `_mta-sts`; None when our look failed.
        policy: the policy file, requested only when there is a record, without redirections (RFC 8461, 3.3).
        hosts: names of the MX.
    """
    if texts is None:
        return we_failed(_FACT, reason(ReasonCode.MTA_STS_DNS_UNREAD))
    if not hosts:
        return not_concerned(_FACT, reason(ReasonCode.MX_NO_SERVER))
    if fault := record_fault(texts):
        return yes_no(_FACT, False, fault)
    if policy is None:
        policy = Unread(reason(ReasonCode.MTA_STS_FILE_NOT_ASKED), ours=True)
    if isinstance(policy, Unread):
        why = reason(ReasonCode.MTA_STS_FILE_UNREAD, cause=policy.why)
        return we_failed(_FACT, why) if policy.ours else yes_no(_FACT, False, why)
    return _judge_policy(read_sts_policy(policy), hosts)


def _judge_policy(policy: StsPolicy, hosts: Sequence[str]) -> Statement:
    if policy.fault:
        return yes_no(_FACT, False, reason(ReasonCode.MTA_STS_FILE_MALFORMED, cause=policy.fault))
    if policy.mode == "testing":
        return yes_no(_FACT, False, reason(ReasonCode.MTA_STS_TESTING))
    if policy.mode == "none" or policy.max_age == 0:
        return yes_no(_FACT, False, reason(ReasonCode.MTA_STS_LIFTED))
    missing = next((host for host in hosts if not sts_covers(policy.mx, host)), None)
    if missing is not None:
        return yes_no(_FACT, False, reason(ReasonCode.MTA_STS_FORGETS, server=missing))
    return yes_no(_FACT, True, reason(ReasonCode.MTA_STS_ENFORCED, servers=policy.mx[:_SHOWN]))
