"""How many messages a second does the sender send, beside `smtplib` alone on the same server?

Everything is on this machine: a server of mail that takes all, the embedded PostgreSQL. Operators have no limits here.
"""

# ruff: noqa: PLC0415  (Django is set up on a database made for the run)

import asyncio
import logging
import os
import smtplib
import tempfile
import threading
import time
from email.message import EmailMessage

from aiosmtpd.handlers import Sink
from aiosmtpd.smtp import SMTP

from _ratios import note

MANY = 400
TEXT = "Bonjour,\n" * 30


def serve() -> int:
    """Start the server of mail in a thread; return its port."""
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(loop.create_server(lambda: SMTP(Sink(), hostname="mail"), "127.0.0.1", 0))
    threading.Thread(target=loop.run_forever, daemon=True).start()
    return int(server.sockets[0].getsockname()[1])


def floor(port: int) -> float:
    """Return the seconds that one connection of smtplib takes for the same messages."""
    written = EmailMessage()
    written["From"], written["To"], written["Subject"] = "a@example.fr", "b@example.fr", "Objet"
    written.set_content(TEXT)
    began = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port, local_hostname="bench") as connection:
        for _ in range(MANY):
            connection.send_message(written)
    return time.perf_counter() - began


def sender() -> float:
    """Return the seconds that the sender takes, queue and database included."""
    from dataclasses import replace

    from django.core.mail import DNS_NAME, EmailMessage
    from django.utils import timezone

    from barometre.catalogue.load import load_catalogue
    from barometre.web.mailing import operators
    from barometre.web.mailing.queue import enqueue_all
    from barometre.web.mailing.sending import send_due
    from barometre.web.mailing.states import Purpose

    operators.TOGETHER = replace(operators.TOGETHER, a_minute=MANY)
    str(DNS_NAME), load_catalogue()
    pairs = [(f"2{number:08}", f"mairie@t{number}.example") for number in range(MANY)]
    enqueue_all(Purpose.INVITATION, "bench", pairs, timezone.now())
    began = time.perf_counter()
    ends = send_due({Purpose.INVITATION: lambda *_: EmailMessage("Objet", TEXT)}, timezone.now)
    assert ends == {"taken": MANY}, ends
    return time.perf_counter() - began


def main() -> None:
    """Print one table."""
    port = serve()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "BAROMETRE_VAR": folder,
            "BAROMETRE_SMTP_URL": f"smtp://127.0.0.1:{port}",
            "BAROMETRE_MAIL_FROM": "barometre@example.fr",
            "BAROMETRE_PUBLIC_URL": "https://barometre.example.fr",
        }
        from barometre.settings import writable_var
        from barometre.web.database import site_database

        writable_var()
        with site_database():
            logging.getLogger("mail.log").setLevel(logging.ERROR)
            ours, least = sender(), floor(port)
    print(f"| sender | {ours:.2f} s | {MANY / ours:.0f} messages a second | {ours / least:.1f} times the floor |")
    print(f"| smtplib | {least:.2f} s | {MANY / least:.0f} messages a second | |")
    note("mailing", ours / least)


if __name__ == "__main__":
    main()
