"""Protection against targets that lead into a private network: only public addresses are visited."""

import ipaddress

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
# All IPv6 that IANA has allocated to the public internet; it leaves out site-local fec0::/10 (RFC 3879).
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
# RFC 9637; `ipaddress` may not know it yet.
_DOCUMENTATION = ipaddress.ip_network("3fff::/20")


class ForbiddenAddressError(OSError):
    """Connection refused because the address is not on the public internet."""


def is_public(address: str) -> bool:
    """Return True when an address is on the public internet (IANA special-purpose registries, RFC 6890).

    An IPv6 address that contains an IPv4 one (mapped, NAT64 of RFC 6052, 6to4) is judged by the IPv4 address.
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
