"""Certificates: their content (RFC 5280), and why a browser would refuse one. Pure functions."""

import ssl
from datetime import UTC, datetime
from functools import lru_cache

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa
from cryptography.x509.oid import NameOID

from barometre.observation.net.answers import Certificate

_SHOWN_NAMES = 20

# OpenSSL's verification errors (X509_V_ERR_*, x509_vfy.h) in words.
_REASONS = {
    9: "le certificat n’est pas encore valable",
    10: "le certificat a expiré",
    18: "le certificat est signé par lui-même, aucune autorité ne le garantit",
    19: "la chaîne de certificats finit par une autorité inconnue des navigateurs",
    20: "le certificat vient d’une autorité inconnue, ou le certificat intermédiaire manque",
    21: "le certificat intermédiaire manque ou l’autorité est inconnue",
    23: "le certificat a été révoqué",
    26: "le certificat n’est pas fait pour un site",
    62: "le certificat n’est pas au nom du site",
    64: "le certificat n’est pas au nom de cette adresse IP",
    66: "la clé du certificat est trop faible",
    68: "le certificat est signé avec un procédé trop faible (SHA-1 ou plus ancien)",
}


def verification_fault(error: ssl.SSLCertVerificationError) -> str:
    """Say in French why a certificate was refused."""
    return _REASONS.get(error.verify_code, f"le certificat est refusé ({error.verify_message})")


@lru_cache(maxsize=256)
def read_certificate(der: bytes, fault: str | None = None) -> Certificate | None:
    """Read a certificate (RFC 5280); return None when it cannot be read.

    The most recent ones are cached: a site shows the same certificate on each of its addresses.
    """
    try:
        certificate = x509.load_der_x509_certificate(der)
        return Certificate(
            subject=_common_name(certificate.subject),
            issuer=_issuer(certificate.issuer),
            not_before=certificate.not_valid_before_utc,
            not_after=certificate.not_valid_after_utc,
            names=_names(certificate),
            key=_key(certificate),
            fault=fault,
        )
    except (
        ValueError,
        TypeError,
        OverflowError,
        x509.InvalidVersion,
        x509.DuplicateExtension,
        x509.UnsupportedGeneralNameType,
    ):
        return None


def days_left(certificate: Certificate, now: datetime) -> int:
    """Return the whole days before expiry, negative after it; `now` has a time zone."""
    return (certificate.not_after - now.astimezone(UTC)).days


def _common_name(name: x509.Name) -> str:
    values = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(values[0].value)[:100] if values else ""


def _issuer(name: x509.Name) -> str:
    values = name.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    return str(values[0].value)[:100] if values else _common_name(name)


def _names(certificate: x509.Certificate) -> tuple[str, ...]:
    try:
        extension = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except x509.ExtensionNotFound:
        return ()
    return tuple(str(name.value) for name in list(extension.value)[:_SHOWN_NAMES])


def _key(certificate: x509.Certificate) -> str:
    try:
        key = certificate.public_key()
    except UnsupportedAlgorithm:
        return "inconnue"
    match key:
        case rsa.RSAPublicKey() | dsa.DSAPublicKey():
            return f"{'RSA' if isinstance(key, rsa.RSAPublicKey) else 'DSA'} {key.key_size}"
        case ec.EllipticCurvePublicKey():
            return f"EC {key.key_size}"
        case ed25519.Ed25519PublicKey() | ed448.Ed448PublicKey():
            return "Ed25519" if isinstance(key, ed25519.Ed25519PublicKey) else "Ed448"
    return type(key).__name__
