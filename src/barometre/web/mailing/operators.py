"""Operators of mail: who receives for a domain, and how fast we may speak to it. Pure."""

from collections.abc import Mapping


def operator_of(address: str, operators: Mapping[str, str]) -> str:
    """Return who receives for an address: the operator of its domain, or the domain itself.

    Args:
        address: an address of mail.
        operators: domain -> operator, as `Catalogue.mail_operators`: orange.fr and wanadoo.fr are one.
    """
    domain = address.rpartition("@")[2].lower()
    return operators.get(domain, domain)
