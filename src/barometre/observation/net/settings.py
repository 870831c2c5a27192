"""Network settings of a run: resolver, ports, certificate authorities, and the name under which we visit."""

import socket
import ssl
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from barometre.errors import BarometreError


@dataclass(frozen=True, slots=True)
class NetworkSettings:
    """Network settings; the defaults are those of the real internet, other ports are for tests.

    `starttls`: ask mail servers whether they encrypt. `remember`: seconds for which a DNS answer is kept, at most the
    time between two looks.
    """

    resolver: tuple[str, int]
    http_port: int = 80
    https_port: int = 443
    smtp_port: int = 25
    ca: Path | None = None
    geoip: Path | None = None
    asn: Path | None = None
    allow_private: bool = False
    contact: str = ""
    starttls: bool = False
    remember: float = 300.0

    def port(self, scheme: str, written: int | None) -> int:
        """Return the port to connect to: the one written in the URL, else that of its scheme."""
        return written or (self.https_port if scheme == "https" else self.http_port)

    def visits(self, host: str, port: int | None) -> bool:
        """Return True when we connect to a port: those of the web, and any of this machine for a look at it.

        A site decides where a redirection leads: other ports would send our bytes to services that are no web site.
        """
        usual = port in (None, 80, 443, self.http_port, self.https_port)
        return usual or (self.allow_private and host == "localhost")

    @property
    def user_agent(self) -> str:
        """Return our name and how to contact us (RFC 9110, 10.1.5)."""
        contact = f"+{self.contact}" if self.contact else "no contact given"
        return f"Barometre/{version('barometre')} ({contact})"


def read_resolver(text: str) -> tuple[str, int]:
    """Read `HOST:PORT`, `HOST` or `[IPv6]:PORT` of a DNS resolver.

    Raises:
        BarometreError: it is neither.
    """
    host, colon, port = text.rpartition(":")
    if not colon or (":" in host and not host.endswith("]")):
        host, port = text, "53"
    if not port.isdigit() or not 0 < int(port) < 65536 or not host.strip("[]"):
        raise BarometreError(f"--resolver {text!r} is not HOST:PORT, write it like 127.0.0.1:53")
    return host.strip("[]"), int(port)


def located(resolver: tuple[str, int]) -> tuple[str, int]:
    """Return the address of a resolver that may be given by its name.

    Raises:
        BarometreError: no machine has this name.
    """
    host, port = resolver
    try:
        return str(socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)[0][4][0]), port
    except OSError:
        raise BarometreError(f"--resolver {host}: no machine has this name, give its address") from None


def system_resolver(path: Path = Path("/etc/resolv.conf")) -> tuple[str, int]:
    """Return the first resolver of the system.

    Raises:
        BarometreError: the system names none.
    """
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    for line in lines:
        words = line.split()
        if len(words) > 1 and words[0] == "nameserver":
            return words[1], 53
    raise BarometreError(f"No DNS resolver in {path}: give one with --resolver HOST:PORT")


# Cipher suites of TLS 1.2 that Chromium offers (release 156), in its order: those without forward secrecy are the last.
# TLS 1.3 has its own list, that of OpenSSL. `tests/observation/browser/test_as_chromium.py` compares them.
BROWSER_SUITES = ":".join(
    """
    ECDHE-ECDSA-AES128-GCM-SHA256 ECDHE-RSA-AES128-GCM-SHA256 ECDHE-ECDSA-AES256-GCM-SHA384 ECDHE-RSA-AES256-GCM-SHA384
    ECDHE-ECDSA-CHACHA20-POLY1305 ECDHE-RSA-CHACHA20-POLY1305 ECDHE-RSA-AES128-SHA ECDHE-RSA-AES256-SHA
    AES128-GCM-SHA256 AES256-GCM-SHA384 AES128-SHA AES256-SHA
    """.split()
)


def tls_context(ca: Path | None, *, verify: bool, oldest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_2) -> ssl.SSLContext:
    """Make a TLS client context as strict as a browser; with `verify` off it accepts any certificate.

    Raises:
        BarometreError: the file of authorities cannot be read, or the system has none.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = oldest
    context.set_ciphers(BROWSER_SUITES)
    context.options |= getattr(ssl, "OP_LEGACY_SERVER_CONNECT", 0x4)  # browsers still talk to such servers
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context
    try:
        if ca is None:
            context.load_default_certs()
        else:
            context.load_verify_locations(ca)
    except (OSError, ssl.SSLError) as error:
        raise BarometreError(f"--ca {ca}: not a readable file of certificates in PEM ({error})") from None
    paths = ssl.get_default_verify_paths()
    if ca is None and paths.cafile is None and paths.capath is None:
        raise BarometreError("The system has no certificate authorities: apt-get install ca-certificates")
    return context
