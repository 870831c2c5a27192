"""Town halls visited: a server of mail on the loopback address, and the steps of a browser without script."""

import asyncio
import re
import threading
from contextlib import contextmanager
from datetime import datetime
from email import message_from_bytes, policy
from html import unescape

from aiosmtpd.smtp import SMTP
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from django.test import Client, override_settings

# Mende, whose record the directory of the tests has with its address.
MENDE, ASK = "214800955", "/communes/48095/mairie/"
QUIMPER = "212902324"
ENTER, ROOM = "/mairie/entrer/", "/mairie/"
PUBLIC = "https://barometre.example.fr"


class Box:
    """What a server of mail receives; `answer` is what it says of a recipient: a text, or a function of one.

    `open` holds its connections, each with the domains of its recipients; `most` is how many there were at once, and
    `connections` in all.
    """

    def __init__(self):
        self.received, self.answer, self.open, self.most, self.connections = [], "250 OK", {}, 0, 0

    def opened(self, connection):
        self.open[connection] = set()
        self.connections += 1
        self.most = max(self.most, len(self.open))

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        self.open[server].add(address.rpartition("@")[2])
        answer = self.answer(address) if callable(self.answer) else self.answer
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        text = message_from_bytes(envelope.content, policy=policy.default)
        self.received.append((envelope.mail_from, envelope.rcpt_tos, text))
        return "250 OK"


class _Counted(SMTP):
    """A connection that its box knows of."""

    def connection_made(self, transport):
        if self not in self.event_handler.open:  # made again by STARTTLS
            self.event_handler.opened(self)
        super().connection_made(transport)

    def connection_lost(self, error):
        self.event_handler.open.pop(self, None)
        super().connection_lost(error)


@contextmanager
def served(box, tls=None):
    """A server of mail on the loopback address, encrypted from the first byte or not; gives its port."""
    loop = asyncio.new_event_loop()
    made = loop.create_server(lambda: _Counted(box, hostname="mail"), "127.0.0.1", 0, ssl=tls)
    server = loop.run_until_complete(made)
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        server.close()
        loop.close()


def certificate_of(name, folder):
    """Write a certificate that signs itself, with its key; return its path."""
    key, called = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    built = x509.CertificateBuilder().subject_name(called).issuer_name(called).public_key(key.public_key())
    built = built.serial_number(1).not_valid_before(datetime(2020, 1, 1)).not_valid_after(datetime(2120, 1, 1))
    built = built.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
    built = built.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path = folder / f"{name}.pem"
    path.write_bytes(private + built.sign(key, SHA256()).public_bytes(Encoding.PEM))
    return path


def mail_settings(port, **more):
    same = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": port, "EMAIL_TIMEOUT": 5, "EMAIL_USE_TLS": False}
    ours = {"PUBLIC_URL": PUBLIC, "DEFAULT_FROM_EMAIL": "barometre@example.fr", "TOWNHALL_LINKS_PER_DAY": 3}
    return override_settings(**same | ours | more)


def rows(model):
    """Rows of these two alone: a browser writes those of another collectivité meanwhile."""
    return model.objects.filter(siren__in=(MENDE, QUIMPER)).order_by("pk")


def browser():
    return Client(SERVER_NAME="localhost", enforce_csrf_checks=True)


def text_of(page):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page.content.decode())).replace("\u00a0", " "))


def token_of(page):
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode())[1]


def send(visitor, address, page, **fields):
    """Load a page, then send one of its forms to an address, token included."""
    return visitor.post(address, {"csrfmiddlewaretoken": token_of(visitor.get(page)), **fields})


def ask(visitor, page=ASK):
    return send(visitor, page, page)


def link_in(received):
    """The link of the last message, and its token."""
    link = re.search(r"\S+/mairie/entrer/\S+", received[-1][2].get_content())[0]
    return link, link.rpartition("=")[2]


def enter(visitor, token, gesture="entrer"):
    return send(visitor, ENTER, f"{ENTER}?lien={token}", lien=token, geste=gesture)
