"""Who asks: the network address of a visitor, and what of it one visitor cannot change."""

from ipaddress import IPv6Address, ip_address

from django.http import HttpRequest

from barometre.settings import settings


def visitor_address(request: HttpRequest) -> str:
    """Return the address of the visitor of a request."""
    return address_from(request.META.get("REMOTE_ADDR", ""), request.headers.get("X-Forwarded-For", ""))


def address_from(peer: str, forwarded: str) -> str:
    """Return the address of the visitor: behind a proxy, the last of X-Forwarded-For, which the proxy wrote."""
    last = forwarded.rpartition(",")[2].strip() if settings().behind_https else ""
    return (last or peer)[:45]


def network(address: str) -> str:
    """Return what one visitor cannot change: the address, or the /64 network of an IPv6 address (RFC 6177)."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address) and found.ipv4_mapped is None:
        return str(IPv6Address(int(found) >> 64 << 64))
    return str(getattr(found, "ipv4_mapped", None) or found)
