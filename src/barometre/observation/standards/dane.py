"""Judge DANE: certificates of mail servers that the DNS vouches for (RFC 7672)."""

from collections.abc import Mapping
from dataclasses import dataclass

from barometre.facts.reason import Reason, reason
from barometre.facts.reason_codes import ReasonCode
from barometre.facts.statement import Statement, not_concerned, we_failed, yes_no

# Usage, selector, matching type, hexadecimal data of one TLSA record.
Tlsa = tuple[int, int, int, str]

_FACT = "mail.dane"
# Matching type -> bytes of its digest (RFC 6698, 2.1.3).
_DIGESTS = {1: 32, 2: 64}


@dataclass(frozen=True, slots=True)
class Tlsas:
    """TLSA records of one mail server; `secure` when DNSSEC validated the answer."""

    records: tuple[Tlsa, ...]
    secure: bool


def usable_tlsa(record: Tlsa) -> bool:
    """Return whether a sender can use a TLSA record.

    Its usage is 2 or 3 (RFC 7672, 3.1) and its data has the length of its matching type (RFC 6698, 2.1).
    """
    usage, selector, matching, data = record
    try:
        size = len(bytes.fromhex(data))
    except ValueError:
        return False
    known = usage in (2, 3) and selector in (0, 1) and matching in (0, 1, 2)
    return known and size == _DIGESTS.get(matching, size or -1)


def judge_dane(mx_secure: bool, answers: Mapping[str, Tlsas | None]) -> Statement:
    """State `mail.dane`: yes when every mail server has a usable TLSA record and DNSSEC vouches for the whole chain.

    One server left out is enough for an attacker: all must have one.

    Args:
        mx_secure: DNSSEC validated the MX records, without which senders never look further (RFC 7672, 2.2.1).
        answers: every MX host, with None when our look failed.
    """
    if not answers:
        return not_concerned(_FACT, reason(ReasonCode.MX_NO_SERVER))
    if not mx_secure:
        return yes_no(_FACT, False, reason(ReasonCode.DANE_MX_UNSIGNED))
    for host, answer in answers.items():
        if answer is not None and (fault := _fault(host, answer)):
            return yes_no(_FACT, False, fault)
    unread = [host for host, answer in answers.items() if answer is None]
    if unread:
        return we_failed(_FACT, reason(ReasonCode.DANE_UNREAD, server=unread[0]))
    return yes_no(_FACT, True, reason(ReasonCode.DANE_SIGNED, servers=tuple(answers)))


def _fault(host: str, answer: Tlsas) -> Reason | None:
    """Return what is wrong with the TLSA records of a mail server."""
    if not answer.records:
        return reason(ReasonCode.DANE_MISSING, server=host)
    if not answer.secure:
        return reason(ReasonCode.DANE_UNSIGNED, server=host)
    if not any(usable_tlsa(record) for record in answer.records):
        return reason(ReasonCode.DANE_UNUSABLE, record=" ".join(map(str, answer.records[0])), server=host)
    return None
