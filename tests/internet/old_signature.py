"""A certificate signed with SHA-1, which `cryptography` no longer makes: the DER is put together here."""

import hashlib

SHA256_RSA = bytes.fromhex("06092a864886f70d01010b0500")
SHA1_RSA = bytes.fromhex("06092a864886f70d0101050500")
# DigestInfo of SHA-1 (RFC 8017, 9.2).
SHA1_PREFIX = bytes.fromhex("3021300906052b0e03021a05000414")


def signed_with_sha1(certificate, key) -> bytes:
    """DER of a certificate signed by RSA and SHA-256, signed again by the same key with SHA-1 (RFC 5280, 4.1)."""
    content = certificate.tbs_certificate_bytes.replace(SHA256_RSA, SHA1_RSA)
    numbers = key.private_numbers()
    size = (key.key_size + 7) // 8
    digest = SHA1_PREFIX + hashlib.sha1(content, usedforsecurity=False).digest()
    padded = b"\x00\x01" + b"\xff" * (size - len(digest) - 3) + b"\x00" + digest
    signature = pow(int.from_bytes(padded, "big"), numbers.d, numbers.public_numbers.n).to_bytes(size, "big")
    return _wrapped(0x30, content + _wrapped(0x30, SHA1_RSA) + _wrapped(0x03, b"\x00" + signature))


def _wrapped(tag: int, content: bytes) -> bytes:
    length = len(content)
    if length < 128:
        return bytes([tag, length]) + content
    size = (length.bit_length() + 7) // 8
    return bytes([tag, 0x80 | size]) + length.to_bytes(size, "big") + content
