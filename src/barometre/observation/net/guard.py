"""Which addresses may be visited: targets come from strangers, and none leads into a private network."""

import ipaddress

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
"""All that IANA has allocated of IPv6 to the public internet; site-local fec0::/10 (RFC 3879) is outside."""
_DOCUMENTATION = ipaddress.ip_network("3fff::/20")
"""RFC 9637, which `ipaddress` may not know yet."""


class ForbiddenAddressError(OSError):
    """A connection to an address that is not of the public internet was asked for."""


def is_public(address: str) -> bool:
    """True when an address is of the public internet (IANA special-purpose registries, RFC 6890).

    An IPv6 address that carries an IPv4 one (mapped, NAT64 of RFC 6052, 6to4) is judged by what it carries.
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        if inner is None and ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if ip not in _GLOBAL_UNICAST or ip in _DOCUMENTATION:
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved
