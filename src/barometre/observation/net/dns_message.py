"""Usual DNS answers read straight from their bytes (RFC 1035, 4); the others are left to dnspython. Pure functions.

A look reads ten answers: to read each in full is a fifth of its CPU (bench/README.md).
"""

import struct

_RECORD = struct.Struct("!HHIH")
_OPT = 41
_INTERNET = 1
KINDS = {"A": 1, "NS": 2, "MX": 15, "TXT": 16, "AAAA": 28, "CAA": 257, "TLSA": 52}
_READ = frozenset({"A", "NS", "MX", "TXT"})
_USUAL = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")
NAME_ERROR = 3

Value = str | tuple[int, str]


def read_usual(wire: bytes, kind: str) -> tuple[int, bool, tuple[Value, ...]] | None:
    """Return the response code (0 or 3), the AD bit and the values of an answer; None when it is not a usual one.

    Usual: no error or no such name, and either no record at all or records of the kind asked at the name asked.
    """
    try:
        return _read(wire, kind)
    except (IndexError, struct.error):
        return None


def encode_name(name: str) -> bytes | None:
    """Return the wire form of a usual name, None for another."""
    if not name.isascii() or len(name) > 250:
        return None
    labels = name.encode("ascii").split(b".")
    if not all(0 < len(label) < 64 and _USUAL.issuperset(label) for label in labels):
        return None
    return b"".join([bytes((len(label),)) + label for label in labels]) + b"\0"


def _read(wire: bytes, kind: str) -> tuple[int, bool, tuple[Value, ...]] | None:
    flags, questions, answers, others, more = struct.unpack_from("!HHHHH", wire, 2)
    code = flags & 0x000F
    if flags & 0x7A00 or code not in (0, NAME_ERROR) or questions != 1 or kind not in KINDS:
        return None
    start = _skip_name(wire, 12) + 4
    values: dict[bytes | Value, Value] = {}
    for rank in range(answers + others + more):
        owner, start = start, _skip_name(wire, start)
        found, family, life, size = _RECORD.unpack_from(wire, start)
        start += 10 + size
        if start > len(wire) or (found == _OPT and life >> 24):
            return None
        if rank >= answers:
            continue
        if found != KINDS[kind] or family != _INTERNET or kind not in _READ or wire[owner : owner + 2] != b"\xc0\x0c":
            return None
        value = _value(wire, start - size, size, kind)
        if value is None:
            return None
        values[wire[start - size : start] if kind == "TXT" else value] = value
    if values and code:
        return None
    return code, bool(flags & 0x0020), tuple(values.values())


def _skip_name(wire: bytes, start: int) -> int:
    """Return where a name ends, whatever it says."""
    while (size := wire[start]) and size < 64:
        start += 1 + size
    if size >= 64:
        if size < 192 or ((size & 0x3F) << 8 | wire[start + 1]) >= start:
            raise IndexError
        return start + 2
    return start + 1


def _value(wire: bytes, start: int, size: int, kind: str) -> Value | None:
    if kind == "A":
        return ".".join(map(str, wire[start : start + 4])) if size == 4 else None
    if kind == "TXT":
        return _text(wire[start : start + size])
    shift = 2 if kind == "MX" else 0
    name, end = _name(wire, start + shift)
    if name is None or end != start + size or (kind == "NS" and not name):
        return None
    return (int.from_bytes(wire[start : start + 2], "big"), name or ".") if kind == "MX" else name


def _text(data: bytes) -> str | None:
    """Return the strings of a TXT record, joined (RFC 7208, 3.3)."""
    parts, start = [], 0
    while start < len(data):
        end = start + 1 + data[start]
        parts.append(data[start + 1 : end])
        start = end
    return b"".join(parts).decode("utf-8", "replace") if start == len(data) and parts else None


def _name(wire: bytes, start: int) -> tuple[str | None, int]:
    """Return a name in small letters and where it ends; None unless it is of letters, digits, hyphens, underscores."""
    labels: list[bytes] = []
    end, before = 0, start
    while size := wire[start]:
        if size >= 192:
            end = end or start + 2
            start = (size & 0x3F) << 8 | wire[start + 1]
            if start >= before:
                return None, end
            before = start
            continue
        label = wire[start + 1 : start + 1 + size]
        if size >= 64 or len(label) != size or not _USUAL.issuperset(label) or len(labels) > 127:
            return None, end
        labels.append(label)
        start += 1 + size
    return b".".join(labels).decode("ascii").lower(), end or start + 1
