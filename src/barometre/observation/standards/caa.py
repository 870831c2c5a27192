"""Read and judge CAA: which authorities may issue certificates for a name (RFC 8659)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

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
_PARAMETER = re.compile(rf"({_LABEL})[ \t]*=[ \t]*([\x21-\x3a\x3c-\x7e]*)")


@dataclass(frozen=True, slots=True)
class Issuer:
    """Value of `issue` or `issuewild` (4.2).

    Attributes:
        domain: of the authority that may issue; empty when none may.
        parameters: name and value of each.
        valid: False for a malformed value, which forbids every authority too (4.2), by mistake.
    """

    domain: str
    parameters: tuple[tuple[str, str], ...] = ()
    valid: bool = True


@dataclass(frozen=True, slots=True)
class Caa:
    """What the CAA records of a name ask; with an `unknown` property marked critical, no authority may issue."""

    issue: tuple[Issuer, ...] = ()
    issuewild: tuple[Issuer, ...] = ()
    iodef: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def restricts(self) -> bool:
        """Return whether at least one valid `issue` says who may issue."""
        return any(issuer.valid for issuer in self.issue)


def read_issuer(value: str) -> Issuer:
    """Read `issuer ; name=value ; …`; spaces and tabs are legal around each part, parameters may be missing."""
    domain, *parts = (part.strip(" \t") for part in value.split(";"))
    parameters = [_PARAMETER.fullmatch(part) for part in parts if part]
    if (domain and not _ISSUER.fullmatch(domain)) or None in parameters:
        return Issuer("", valid=False)
    return Issuer(domain.lower(), tuple((match[1].lower(), match[2]) for match in parameters if match))


def read_caa(records: Sequence[Record]) -> Caa:
    """Read the CAA records of one name; tags are read without regard to case (4.1)."""
    properties = [(flags, tag.lower(), value) for flags, tag, value in records]
    return Caa(
        issue=tuple(read_issuer(value) for _, tag, value in properties if tag == "issue"),
        issuewild=tuple(read_issuer(value) for _, tag, value in properties if tag == "issuewild"),
        iodef=tuple(value for _, tag, value in properties if tag == "iodef"),
        unknown=tuple(sorted({tag for flags, tag, _ in properties if flags & _CRITICAL and tag not in _KNOWN})),
    )


def judge_caa(records: Sequence[Record], holder: str | None = None) -> Statement:
    """State `site.caa`: yes when at least one valid `issue` says who may issue certificates for the site's name.

    `issuewild` alone leaves ordinary certificates open to all, and `iodef` alone restricts nothing (4.3, 4.4).

    Args:
        records: those of the nearest name, going up, that has any (3).
        holder: that name.
    """
    if not records:
        return yes_no(_FACT, False, reason(ReasonCode.CAA_MISSING))
    caa = read_caa(records)
    context: dict[str, Value] = {"holder": holder} if holder else {}
    if not caa.restricts:
        flags, tag, value = next((record for record in records if record[1].lower() == "issue"), records[0])
        shown = without_person(f"{flags} {tag} {value}")
        return yes_no(_FACT, False, reason(ReasonCode.CAA_NO_ISSUER, record=shown, **context))
    if caa.unknown:
        context["critical"] = caa.unknown[0]
    authorities = tuple(sorted({issuer.domain for issuer in caa.issue if issuer.domain}))
    if not authorities:
        return yes_no(_FACT, True, reason(ReasonCode.CAA_NOBODY, **context))
    return yes_no(_FACT, True, reason(ReasonCode.CAA_RESERVED, authorities=authorities, **context))
