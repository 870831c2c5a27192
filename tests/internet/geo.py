"""A small writer of MaxMind DB files (format 2.0): networks and their country."""

import ipaddress
import time
from pathlib import Path

# Where the addresses of the test internet are; 127.40.0.0/16 is unknown to the database.
COUNTRIES = {
    "127.10.0.0/16": "FR",
    "127.11.0.0/16": "US",
    "127.20.0.0/16": "FR",
    "127.21.0.0/16": "DE",
    "127.30.0.0/16": "US",
    "2001:db8:20::/48": "FR",
    "2001:db8:30::/48": "US",
}


def encode(value) -> bytes:
    """One value in the data section: control byte (type, size), then the bytes."""
    if isinstance(value, dict):
        return _control(7, len(value)) + b"".join(encode(part) for pair in value.items() for part in pair)
    if isinstance(value, list):
        return _control(11, len(value)) + b"".join(map(encode, value))
    if isinstance(value, str):
        return _control(2, len(value.encode())) + value.encode()
    kind, number = value
    data = number.to_bytes(8, "big").lstrip(b"\0")
    return _control(kind, len(data)) + data


def _control(kind: int, size: int) -> bytes:
    extended = bytes([kind - 7]) if kind > 7 else b""
    first = 0 if kind > 7 else kind << 5
    return bytes([first | min(size, 29)]) + extended + (bytes([size - 29]) if size >= 29 else b"")


def write_geoip(path: Path, countries: dict[str, str] = COUNTRIES) -> None:
    """Write the database: an IPv6 tree of 32-bit records, IPv4 under ::/96."""
    data, offsets = b"", {}
    for country in sorted(set(countries.values())):
        offsets[country] = len(data)
        data += encode({"country": {"iso_code": country}})
    nodes: list[list] = [[None, None]]
    for network, country in countries.items():
        bits = _bits(ipaddress.ip_network(network))
        place = 0
        for bit in bits[:-1]:
            if nodes[place][bit] is None:
                nodes.append([None, None])
                nodes[place][bit] = len(nodes) - 1
            place = nodes[place][bit]
        nodes[place][bits[-1]] = country
    count = len(nodes)
    tree = b"".join(_record(side, count, offsets).to_bytes(4, "big") for node in nodes for side in node)
    path.write_bytes(tree + bytes(16) + data + b"\xab\xcd\xefMaxMind.com" + encode(_metadata(count)))


def _bits(network) -> list[int]:
    number, length = int(network.network_address), network.prefixlen
    length += 96 if network.version == 4 else 0
    return [number >> (127 - place) & 1 for place in range(length)]


def _record(side, count: int, offsets: dict[str, int]) -> int:
    if side is None:
        return count
    return side if isinstance(side, int) else count + 16 + offsets[side]


def _metadata(count: int) -> dict:
    return {
        "node_count": (6, count),
        "record_size": (5, 32),
        "ip_version": (5, 6),
        "database_type": "Test-Country",
        "languages": ["fr"],
        "binary_format_major_version": (5, 2),
        "binary_format_minor_version": (5, 0),
        "build_epoch": (9, int(time.time())),
        "description": {"fr": "Pays des adresses de l’internet de test"},
    }
