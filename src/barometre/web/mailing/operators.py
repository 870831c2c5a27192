"""Operators of mail: who receives for a domain, and how fast we speak to it. Pure.

The figures are well below what operators publish (Orange: few connections at once, a hundred messages in each), since
nobody knows this sender yet: who goes slowly at first is not taken for a nuisance.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from zlib import crc32

# Characters kept of the name of an operator: a domain may have 253.
LONGEST = 60


@dataclass(frozen=True)
class Limit:
    """How fast messages go to an operator: connections at once, messages in a minute."""

    connections: int
    a_minute: int


# An operator that receives for several domains, such as Orange.
LARGE = Limit(connections=2, a_minute=60)
# Any other domain by itself, such as that of one town.
SMALL = Limit(connections=1, a_minute=20)
# All these other domains together, each on one connection.
TOGETHER = Limit(connections=4, a_minute=600)


def operator_of(address: str, operators: Mapping[str, str]) -> str:
    """Return who receives for an address: the operator of its domain, or the domain itself.

    Args:
        address: an address of mail.
        operators: domain -> operator, as `Catalogue.mail_operators`: orange.fr and wanadoo.fr are one.
    """
    domain = address.rpartition("@")[2].lower()
    return operators.get(domain, domain)[:LONGEST]


def lanes(due: Iterable[tuple[int, str]], large: Collection[str], lately: Mapping[str, int]) -> list[list[int]]:
    """Share messages among connections: a few for each large operator, a few for all others together.

    Args:
        due: messages as (number, operator), in the order in which they should go.
        large: the large operators.
        lately: operator -> messages that it took in the last minute.

    Returns:
        The messages of each connection, in order; together they go no faster than the limits.
    """
    counts = dict(lately)
    together = sum(count for operator, count in lately.items() if operator not in large)
    found: dict[tuple[str, int], list[int]] = {}
    for number, operator in due:
        limit = LARGE if operator in large else SMALL
        place = counts.get(operator, 0)
        if place >= limit.a_minute or (limit is SMALL and together >= TOGETHER.a_minute):
            continue
        counts[operator] = place + 1
        together += limit is SMALL
        if limit is LARGE:
            lane = operator, place % limit.connections
        else:
            lane = "", crc32(operator.encode()) % TOGETHER.connections
        found.setdefault(lane, []).append(number)
    return list(found.values())
