"""Read and judge CAA: which authorities may issue certificates for a name (RFC 8659)."""

import re
from collections.abc import Sequence

from barometre.facts.reason import Value, reason, without_person
from barometre.facts.reason_codes import ReasonCode
from barometre.facts.statement import Statement, yes_no

# Flags, tag, value of one CAA record.
Record = tuple[int, str, str]

_FACT = "site.caa"
# Bit 0 of the flags (4.1): who does not know the property must not issue. A value of 1 is a frequent mistake.
_CRITICAL = 0x80
# Registered properties (IANA, « Certification Authority Restriction Properties »).
_KNOWN = frozenset({"issue", "issuewild", "iodef", "contactemail", "contactphone", "issuemail", "issuevmc"})

_LABEL = r"[A-Za-z0-9](?:-*[A-Za-z0-9])*"
_ISSUER = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_PARAMETER = re.compile(rf"{_LABEL}[ \t]*=[ \t]*[\x21-\x3a\x3c-\x7e]*")


def read_issuer(value: str) -> str | None:
    """Read `issuer ; name=value ; …` (4.2): the domain that may issue, empty for none; None when it is malformed.

    Spaces and tabs are legal around each part, parameters may be missing.
    """
    domain, *parameters = (part.strip(" \t") for part in value.split(";"))
    readable = all(_PARAMETER.fullmatch(parameter) for parameter in parameters if parameter)
    return domain.lower() if readable and (not domain or _ISSUER.fullmatch(domain)) else None


def judge_caa(records: Sequence[Record], holder: str | None = None) -> Statement:
    """State `site.caa`: yes when at least one valid `issue` says who may issue certificates for the site's name.

    Tags are read without regard to case (4.1). A malformed value forbids every authority, by mistake (4.2); an unknown
    property marked critical forbids them too (4.1). `issuewild` alone leaves ordinary certificates open to all, and
    `iodef` alone restricts nothing (4.3, 4.4).

    Args:
        records: those of the nearest name, going up, that has any (3).
        holder: that name.
    """
    if not records:
        return yes_no(_FACT, False, reason(ReasonCode.CAA_MISSING))
    context: dict[str, Value] = {"holder": holder} if holder else {}
    properties = [(flags, tag.lower(), value) for flags, tag, value in records]
    issuers = {issuer for _, tag, value in properties if tag == "issue" and (issuer := read_issuer(value)) is not None}
    if not issuers:
        flags, tag, value = next((record for record in records if record[1].lower() == "issue"), records[0])
        shown = without_person(f"{flags} {tag} {value}")
        return yes_no(_FACT, False, reason(ReasonCode.CAA_NO_ISSUER, record=shown, **context))
    if unknown := {tag for flags, tag, _ in properties if flags & _CRITICAL and tag not in _KNOWN}:
        context["critical"] = min(unknown)
    authorities = tuple(sorted(issuers - {""}))
    if not authorities:
        return yes_no(_FACT, True, reason(ReasonCode.CAA_NOBODY, **context))
    return yes_no(_FACT, True, reason(ReasonCode.CAA_RESERVED, authorities=authorities, **context))
