"""The throwaway certification authority, and server contexts with every kind of certificate."""

import ssl
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from internet.old_signature import signed_with_sha1

DAY = timedelta(days=1)
# Days from now of the beginning and end of certificates out of their time; others: 30 days ago, 60 days on.
DATES = {"expired": (-400, -35), "early": (30, 395)}
VERSIONS = {
    "tls10": (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1),
    "tls10-13": (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_3),
    "tls12": (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_2),
    "old-suite": (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_2),
}


class Authority:
    """Makes certificates as they are asked for; one leaf key serves all but the weak ones."""

    def __init__(self, folder: Path):
        self.folder = folder / "certificates"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.contexts: dict[tuple[str, tuple[str, ...]], ssl.SSLContext] = {}
        self.now = datetime.now(UTC).replace(microsecond=0)
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.root_key = ec.generate_private_key(ec.SECP256R1())
        self.root = self.signed("Autorité de test", self.root_key, "Autorité de test", self.root_key, authority=True)
        self.old_root = self.signed("Vieille autorité", self.rsa_key, "Vieille autorité", self.rsa_key, authority=True)

    @cached_property
    def rsa_key(self):
        return rsa.generate_private_key(65537, 2048)

    def write(self, path: Path) -> None:
        """Write the roots that clients are to trust."""
        path.write_bytes(pem(self.root) + pem(self.old_root))

    def signed(self, name, key, issuer, issuer_key, *, names=(), days=(-30, 60), end=None, authority=False):
        """A certificate; `authority` makes it one that may sign."""
        builder = (
            x509.CertificateBuilder()
            .subject_name(_name(name))
            .issuer_name(_name(issuer))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(self.now + days[0] * DAY)
            .not_valid_after(end or self.now + days[1] * DAY)
            .add_extension(x509.BasicConstraints(authority, None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
        )
        if names:
            alternatives = x509.SubjectAlternativeName([x509.DNSName(each) for each in names])
            builder = builder.add_extension(alternatives, critical=False)
        if authority:
            builder = builder.add_extension(_usage(), critical=True)
        else:
            builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        return builder.sign(issuer_key, hashes.SHA256())

    @cached_property
    def intermediate(self):
        """Key and certificate of an intermediate authority."""
        key = ec.generate_private_key(ec.SECP256R1())
        return key, self.signed("Intermédiaire de test", key, "Autorité de test", self.root_key, authority=True)

    def chain(self, kind: str, names: tuple[str, ...]):
        """Key and chain of certificates (leaf first) of a kind, for some host names."""
        key, name, root, issuer = self.key, names[0], self.root_key, "Autorité de test"
        make = {"names": names, "days": DATES.get(kind, (-30, 60))}
        if kind in ("chain", "incomplete"):
            above, certificate = self.intermediate
            leaf = self.signed(name, key, "Intermédiaire de test", above, **make)
            return key, [leaf, certificate] if kind == "chain" else [leaf]
        if kind == "self":
            root, issuer = key, name
        elif kind == "unknown-ca":
            root, issuer = ec.generate_private_key(ec.SECP256R1()), "Autorité inconnue"
        elif kind == "old-suite":
            key = self.rsa_key
        elif kind == "rsa1024":
            key = rsa.generate_private_key(65537, 1024)
        elif kind == "other":
            make["names"] = ("www.un-autre-site.fr", "un-autre-site.fr")
        elif kind == "cn-only":
            make["names"] = ()
        elif kind in ("huge", "enormous"):
            more = 2000 if kind == "huge" else 20_000
            make["names"] = (*names, *(f"mairie-{number}.fr" for number in range(more)))
        elif kind == "9999":
            make["end"] = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
        elif kind == "sha1":
            leaf = self.signed(name, key, "Vieille autorité", self.rsa_key, **make)
            return key, [signed_with_sha1(leaf, self.rsa_key)]
        return key, [self.signed(name, key, issuer, root, **make)]

    def context(self, kind: str, names: tuple[str, ...]) -> ssl.SSLContext:
        """Server context of a kind of certificate; made once."""
        found = self.contexts.get((kind, names))
        if found is None:
            found = self.contexts[kind, names] = self._context(kind, names)
        return found

    def _context(self, kind: str, names: tuple[str, ...]) -> ssl.SSLContext:
        key, certificates = self.chain(kind, names)
        path = self.folder / f"{kind}-{names[0].replace('*', '_')}.pem"
        plain = serialization.NoEncryption()
        private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
        path.write_bytes(private + b"".join(map(pem, certificates)))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.num_tickets = 0
        if kind in ("tls10", "tls10-13", "rsa1024", "sha1"):
            context.set_ciphers("ALL:@SECLEVEL=0")
        if kind == "old-suite":
            context.set_ciphers("AES256-GCM-SHA384")
        if kind in VERSIONS:
            context.minimum_version, context.maximum_version = VERSIONS[kind]
        context.load_cert_chain(path)
        path.unlink()
        return context


def pem(certificate) -> bytes:
    """A certificate, or its DER bytes, as PEM."""
    der = certificate if isinstance(certificate, bytes) else certificate.public_bytes(serialization.Encoding.DER)
    return ssl.DER_cert_to_PEM_cert(der).encode()


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text[:64])])


def _usage() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=True,
        crl_sign=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
