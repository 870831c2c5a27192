"""Read the mail servers of a domain (MX, RFC 5321, 5)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from barometre.facts.reason import Reason, reason, without_person
from barometre.facts.reason_codes import ReasonCode

_ADDRESS = re.compile(r"[0-9.]+|.*:.*")


@dataclass(frozen=True, slots=True)
class Mx:
    """Mail servers of a domain.

    Attributes:
        hosts: names to resolve, best first.
        null: the domain refuses mail (null MX).
        fault: what is wrong with the records.
    """

    hosts: tuple[str, ...] = ()
    null: bool = False
    fault: Reason | None = None


def read_mx(records: Sequence[tuple[int, str]]) -> Mx:
    """Read the preference and name of MX records.

    A null MX « 0 . » stands alone (RFC 7505, 3), an address in place of a name is left out.
    """
    names = [(preference, host.lower().removesuffix(".")) for preference, host in records]
    hosts = tuple(dict.fromkeys(host for _, host in sorted(names) if host and not _ADDRESS.fullmatch(host)))
    empty, wrong = [host for _, host in names if not host], [host for _, host in names if _ADDRESS.fullmatch(host)]
    if empty and len(empty) == len(names):
        return Mx(null=True)
    if empty:
        return Mx(hosts, fault=reason(ReasonCode.MX_NULL_MIXED))
    if wrong:
        # RFC 1035, 3.3.9, and RFC 2181, 10.3: an MX holds the name of a host.
        return Mx(hosts, fault=reason(ReasonCode.MX_ADDRESS, server=without_person(wrong[0])))
    return Mx(hosts)
