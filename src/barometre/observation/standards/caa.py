"""Reading and judging CAA: which authorities may issue certificates for a name (RFC 8659). Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from barometre.facts.statement import Statement, yes_no
from barometre.observation.standards.txt import quoted

Record = tuple[int, str, str]
"""Flags, tag, value of one CAA record."""

CRITICAL = 0x80
"""Bit 0 of the flags (4.1): who does not know the property must not issue. A value of 1 is a frequent mistake."""
KNOWN = frozenset({"issue", "issuewild", "iodef", "contactemail", "contactphone", "issuemail", "issuevmc"})
"""Registered properties (IANA, « Certification Authority Restriction Properties »)."""

_LABEL = r"[A-Za-z0-9](?:-*[A-Za-z0-9])*"
_ISSUER = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_PARAMETER = re.compile(rf"({_LABEL})[ \t]*=[ \t]*([\x21-\x3a\x3c-\x7e]*)")


@dataclass(frozen=True, slots=True)
class Issuer:
    """Value of `issue` or `issuewild` (4.2); `domain` is empty for « nobody ».

    What is malformed means « nobody » too, by mistake: `valid` is False.
    """

    domain: str
    parameters: tuple[tuple[str, str], ...] = ()
    valid: bool = True


@dataclass(frozen=True, slots=True)
class Caa:
    """What a set of CAA records asks. `unknown` are unknown properties marked critical: nobody may issue then."""

    issue: tuple[Issuer, ...] = ()
    issuewild: tuple[Issuer, ...] = ()
    iodef: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def restricts(self) -> bool:
        """True when at least one valid `issue` says who may issue."""
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
        unknown=tuple(sorted({tag for flags, tag, _ in properties if flags & CRITICAL and tag not in KNOWN})),
    )


def judge_caa(records: Sequence[Record], holder: str | None = None) -> Statement:
    """State `site.caa`: yes when at least one valid `issue` says who may issue certificates for the site's name.

    `records` are those of the nearest name, going up, that has any (3); `holder` is that name, said in the detail.
    `issuewild` alone leaves ordinary certificates open to all, and `iodef` alone restricts nothing (4.3, 4.4).
    """
    caa = read_caa(records)
    if not records:
        return yes_no("site.caa", False, "pas d’enregistrement CAA")
    where = f" (au nom de {holder})" if holder else ""
    if not caa.restricts:
        first = next((record for record in records if record[1].lower() == "issue"), records[0])
        shown = quoted(f"{first[0]} {first[1]} {first[2]}")
        why = "aucun enregistrement CAA « issue » lisible ne dit qui peut délivrer un certificat, on lit"
        return yes_no("site.caa", False, f"{why} {shown}{where}")
    names = sorted({issuer.domain for issuer in caa.issue if issuer.domain})
    told = f"certificats réservés à {', '.join(names)}" if names else "aucune autorité n’a le droit d’en délivrer"
    if caa.unknown:
        told += (
            f" ; propriété inconnue marquée critique, qui interdit tout nouveau certificat : {quoted(caa.unknown[0])}"
        )
    return yes_no("site.caa", True, told + where)
