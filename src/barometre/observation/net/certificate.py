"""Certificates: their content (RFC 5280), and why a browser would refuse one. Pure functions."""

import ssl
from datetime import UTC, datetime
from functools import lru_cache

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa
from cryptography.x509.oid import NameOID

from barometre.facts.reason import Reason, reason
from barometre.facts.reason_codes import ReasonCode
from barometre.observation.net.answers import Certificate

_SHOWN_NAMES = 20

# OpenSSL's verification errors (X509_V_ERR_*, x509_vfy.h).
_CODES = {
    9: ReasonCode.CERTIFICATE_NOT_YET_VALID,
    10: ReasonCode.CERTIFICATE_EXPIRED,
    18: ReasonCode.CERTIFICATE_SELF_SIGNED,
    19: ReasonCode.CERTIFICATE_UNKNOWN_ROOT,
    20: ReasonCode.CERTIFICATE_UNKNOWN_ISSUER,
    21: ReasonCode.CERTIFICATE_INCOMPLETE_CHAIN,
    23: ReasonCode.CERTIFICATE_REVOKED,
    26: ReasonCode.CERTIFICATE_WRONG_PURPOSE,
    62: ReasonCode.CERTIFICATE_WRONG_HOST,
    64: ReasonCode.CERTIFICATE_WRONG_ADDRESS,
    66: ReasonCode.CERTIFICATE_WEAK_KEY,
    68: ReasonCode.CERTIFICATE_WEAK_SIGNATURE,
}


def verification_fault(error: ssl.SSLCertVerificationError) -> Reason:
    """Return why a certificate was refused."""
    code = _CODES.get(error.verify_code)
    return reason(code) if code else reason(ReasonCode.CERTIFICATE_REFUSED, message=error.verify_message)


@lru_cache(maxsize=256)
def read_certificate(der: bytes) -> Certificate | None:
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
