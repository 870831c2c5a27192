"""A small writer of MaxMind DB files (format 2.0): countries of addresses, and networks."""

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
# Whose they are; the web servers of 127.11.0.0/16 are those of a delivery network.
NETWORKS = {
    "127.10.0.0/16": (64500, "Hébergeur de Test"),
    "127.11.0.0/16": (13335, "CLOUDFLARENET"),
    "127.20.0.0/16": (64501, "Messagerie de Test"),
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


def write_geoip(path: Path) -> None:
    """Write the database of countries."""
    records = {network: {"country": {"iso_code": country}} for network, country in COUNTRIES.items()}
    _write(path, records, "Test-Country", "Pays des adresses de l’internet de test")


def write_asn(path: Path) -> None:
    """Write the database of networks."""
    records = {
        network: {"autonomous_system_number": (6, number), "autonomous_system_organization": name}
        for network, (number, name) in NETWORKS.items()
    }
    _write(path, records, "Test-ASN", "Réseaux des adresses de l’internet de test")


def _write(path: Path, records: dict[str, dict], kind: str, description: str) -> None:
    """Write a database: an IPv6 tree of 32-bit records, IPv4 under ::/96."""
    data, offsets = b"", {}
    for record in sorted(set(map(encode, records.values()))):
        offsets[record] = len(data)
        data += record
    nodes: list[list] = [[None, None]]
    for network, record in records.items():
        bits = _bits(ipaddress.ip_network(network))
        place = 0
        for bit in bits[:-1]:
            if nodes[place][bit] is None:
                nodes.append([None, None])
                nodes[place][bit] = len(nodes) - 1
            place = nodes[place][bit]
        nodes[place][bits[-1]] = encode(record)
    count = len(nodes)
    tree = b"".join(_record(side, count, offsets).to_bytes(4, "big") for node in nodes for side in node)
    path.write_bytes(tree + bytes(16) + data + b"\xab\xcd\xefMaxMind.com" + encode(_metadata(count, kind, description)))


def _bits(network) -> list[int]:
    number, length = int(network.network_address), network.prefixlen
    length += 96 if network.version == 4 else 0
    return [number >> (127 - place) & 1 for place in range(length)]


def _record(side, count: int, offsets: dict[bytes, int]) -> int:
    if side is None:
        return count
    return side if isinstance(side, int) else count + 16 + offsets[side]


def _metadata(count: int, kind: str, description: str) -> dict:
    return {
        "node_count": (6, count),
        "record_size": (5, 32),
        "ip_version": (5, 6),
        "database_type": kind,
        "languages": ["fr"],
        "binary_format_major_version": (5, 2),
        "binary_format_minor_version": (5, 0),
        "build_epoch": (9, int(time.time())),
        "description": {"fr": description},
    }
