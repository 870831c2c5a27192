"""A process killed while it sends: nothing is lost, and what is sent again is the same message."""

import os
import signal
import sys
import threading
from collections import Counter

import pytest

from resident import Started
from townhall_visits import PUBLIC, Box, served

# Asks for messages the first time, then sends what is due. The text is that of the message, as a link would be.
SENDER = """
import sys, django
django.setup()
from django.utils import timezone
from barometre.web.mailing.models import Message
from barometre.web.mailing.queue import enqueue
from django.core.mail import EmailMessage
from barometre.web.mailing.sending import send_due
from barometre.web.mailing.states import Purpose
if not Message.objects.exists():
    for number in range(int(sys.argv[1])):
        enqueue(Purpose.INVITATION, "vague", f"2{number:08}", f"m@t{number}.fr", timezone.now())
send_due({Purpose.INVITATION: lambda message, now: EmailMessage("Objet", message.message_id)}, timezone.now)
"""
MANY = 40


@pytest.fixture
def start(make_instance):
    """Start a process that sends, on a database of its own."""
    instance = make_instance("killed_sender", "upgraded")

    def start(port):
        own = {"BAROMETRE_SMTP_URL": f"smtp://127.0.0.1:{port}", "BAROMETRE_MAIL_FROM": "barometre@example.fr"}
        environment = os.environ | own | {"BAROMETRE_PUBLIC_URL": PUBLIC, "DATABASE_URL": instance.url}
        return Started([sys.executable, "-c", SENDER, str(MANY)], environment)

    return start


def test_killed_in_the_middle_nothing_is_lost(start):
    box, reached = Box(), threading.Event()

    async def received(server, session, envelope):
        answer = await Box.handle_DATA(box, server, session, envelope)
        if len(box.received) >= MANY // 4:
            reached.set()
        return answer

    box.handle_DATA = received
    with served(box) as port:
        process = start(port)
        assert reached.wait(60)
        process.kill()
        process.communicate()
        assert process.returncode == -signal.SIGKILL
        first = len(box.received)
        again = start(port)
        assert (*again.communicate(), again.returncode) == ("", "", 0)
    sent = Counter(recipients[0] for _, recipients, _ in box.received)
    assert set(sent) == {f"m@t{number}.fr" for number in range(MANY)}
    assert first < MANY and max(sent.values()) <= 2 and sum(sent.values()) <= MANY + 4, (
        "at most one for each connection"
    )
    texts = {(recipients[0], mail["Message-ID"], mail.get_content()) for _, recipients, mail in box.received}
    assert len(texts) == MANY, "what was sent twice is the same message"
