"""Certificates as they are read, the absurd ones included; and why a browser refuses them."""

import ssl
from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from barometre.facts.reason import reason
from barometre.facts.reason_codes import ReasonCode as Code
from barometre.observation.net.certificate import names_host, read_certificate, verification_fault

FROM, TO = datetime(2026, 9, 1, tzinfo=UTC), datetime(2026, 12, 1, 12, tzinfo=UTC)


def der(key=None, subject=(), issuer=(), names=(), issuer_names=()):
    key = key or ec.generate_private_key(ec.SECP256R1())
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(*pair) for pair in subject]))
        .issuer_name(x509.Name([x509.NameAttribute(*pair) for pair in issuer]))
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(FROM)
        .not_valid_after(TO)
    )
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(name) for name in names]), False)
    if issuer_names:
        builder = builder.add_extension(x509.IssuerAlternativeName(list(map(x509.DNSName, issuer_names))), False)
    digest = None if isinstance(key, (ed25519.Ed25519PrivateKey, ed448.Ed448PrivateKey)) else hashes.SHA256()
    return builder.sign(key, digest).public_bytes(Encoding.DER)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: ec.generate_private_key(ec.SECP256R1()), "EC 256"),
        (lambda: ec.generate_private_key(ec.SECP384R1()), "EC 384"),
        (lambda: rsa.generate_private_key(65537, 1024), "RSA 1024"),
        (lambda: rsa.generate_private_key(65537, 2048), "RSA 2048"),
        (lambda: dsa.generate_private_key(1024), "DSA 1024"),
        (ed25519.Ed25519PrivateKey.generate, "Ed25519"),
        (ed448.Ed448PrivateKey.generate, "Ed448"),
    ],
)
def test_keys(make, words):
    assert read_certificate(der(make())).key == words


def test_what_is_read():
    found = read_certificate(
        der(
            subject=[(NameOID.COMMON_NAME, "www.ville.fr")],
            issuer=[(NameOID.COMMON_NAME, "R11"), (NameOID.ORGANIZATION_NAME, "Let’s Encrypt")],
            names=["www.ville.fr", "ville.fr"],
        )
    )
    assert (found.issuer, found.not_after) == ("Let’s Encrypt", TO)


@pytest.mark.parametrize(("issuer", "name"), [([(NameOID.COMMON_NAME, "Autorité")], "Autorité"), ([], "")])
def test_an_issuer_without_organisation(issuer, name):
    assert read_certificate(der(issuer=issuer)).issuer == name
    assert read_certificate(der()).issuer == ""


@given(st.binary(max_size=300))
def test_any_bytes(data):
    assert read_certificate(data) is None


@given(st.data())
def test_a_damaged_certificate_is_read_or_not_but_never_raises(data):
    good = bytearray(GOOD)
    for _ in range(data.draw(st.integers(1, 4))):
        good[data.draw(st.integers(0, len(good) - 1))] = data.draw(st.integers(0, 255))
    found = read_certificate(bytes(good))
    assert found is None or isinstance(found.key, str)


GOOD = der(subject=[(NameOID.COMMON_NAME, "www.ville.fr")], issuer=[(NameOID.COMMON_NAME, "A")], names=["www.ville.fr"])


@pytest.mark.parametrize(
    ("number", "code"),
    [(10, Code.CERTIFICATE_EXPIRED), (62, Code.CERTIFICATE_WRONG_HOST), (18, Code.CERTIFICATE_SELF_SIGNED)],
)
def test_errors_of_openssl_are_reasons(number, code):
    error = ssl.SSLCertVerificationError(1, "verify failed")
    error.verify_code, error.verify_message = number, "whatever"
    assert verification_fault(error) == reason(code)


def test_an_error_of_openssl_without_code_keeps_its_message():
    error = ssl.SSLCertVerificationError(1, "verify failed")
    error.verify_code, error.verify_message = 999, "odd thing"
    assert verification_fault(error) == reason(Code.CERTIFICATE_REFUSED, message="odd thing")


@pytest.mark.parametrize(
    ("names", "named"),
    [
        (["la_mairie.ville.fr"], True),
        (["*.Ville.fr"], True),
        (["autre.fr", "*.ville.fr"], True),
        (["*.fr"], False),
        (["ville.fr"], False),
        (["*.la_mairie.ville.fr"], False),
        ([], False),
    ],
)
def test_a_host_with_an_underscore_is_named_as_browsers_read_it(names, named):
    assert names_host(der(names=names), "la_mairie.ville.fr") is named
    assert not names_host(b"no certificate", "la_mairie.ville.fr")


def test_a_certificate_that_names_its_hosts_twice_names_none():
    made = der(names=["a_b.ville.fr"], issuer_names=["a_b.ville.fr"])
    twice = made.replace(b"\x06\x03\x55\x1d\x12", b"\x06\x03\x55\x1d\x11")  # the issuer's names made the subject's
    assert twice != made
    assert not names_host(twice, "a_b.ville.fr")
