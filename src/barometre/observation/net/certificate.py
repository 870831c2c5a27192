"""Certificates: their content (RFC 5280), and why a browser would refuse one. Pure functions."""

import ssl
from functools import lru_cache

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa
from cryptography.x509.oid import NameOID

from barometre.facts.reason import Reason, reason
from barometre.facts.reason_codes import ReasonCode
from barometre.observation.net.answers import Certificate

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
            issuer=_issuer(certificate.issuer),
            not_after=certificate.not_valid_after_utc,
            key=_key(certificate),
        )
    except (ValueError, TypeError, OverflowError, x509.InvalidVersion):
        return None


def names_host(der: bytes, host: str) -> bool:
    """Return True when a certificate is for a host, by its own name or by a wildcard (RFC 9525, 6.3).

    For hosts with an underscore: OpenSSL never matches them with a wildcard, browsers do.
    """
    try:
        extensions = x509.load_der_x509_certificate(der).extensions
        names = extensions.get_extension_for_class(x509.SubjectAlternativeName).value.get_values_for_type(x509.DNSName)
    except (ValueError, TypeError, x509.ExtensionNotFound, x509.DuplicateExtension, x509.InvalidVersion):
        return False
    return not {host, f"*.{host.partition('.')[2]}"}.isdisjoint(name.lower() for name in names)


def _issuer(name: x509.Name) -> str:
    for kind in (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME):
        if values := name.get_attributes_for_oid(kind):
            return str(values[0].value)[:100]
    return ""


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
