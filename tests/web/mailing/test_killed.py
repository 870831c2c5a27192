"""A process killed while it sends: nothing is lost, and what is sent again is the same message."""

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from contextlib import contextmanager

import pytest

from townhall_visits import PUBLIC, Box, served

# For each line, a process of its own asks for messages the first time, then sends what is due: its number is told, then
# how it ended. All are forked from one that loaded what sends, which takes two seconds, and has opened no database.
# The text is that of the message, as a link would be.
SENDER = """
import os, sys, django
django.setup()
import barometre.web.urls
from django.utils import timezone
from barometre.web.mailing.models import Message
from barometre.web.mailing.queue import enqueue
from django.core.mail import EmailMessage
from barometre.web.mailing.sending import send_due
from barometre.web.mailing.states import Purpose
def send():
    if not Message.objects.exists():
        for number in range(int(sys.argv[1])):
            enqueue(Purpose.INVITATION, "vague", f"2{number:08}", f"m@t{number}.fr", timezone.now())
    send_due({Purpose.INVITATION: lambda message, now: EmailMessage("Objet", message.message_id)}, timezone.now)
for _ in sys.stdin:
    child = os.fork()
    if not child:
        send()
        sys.exit()
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
MANY = 40


@pytest.fixture
def sender(make_instance):
    """A function that has a process send through a port, on a database of its own, and gives what sends."""
    instance = make_instance("killed_sender", "upgraded")

    @contextmanager
    def sending(port):
        own = {"BAROMETRE_SMTP_URL": f"smtp://127.0.0.1:{port}", "BAROMETRE_MAIL_FROM": "barometre@example.fr"}
        environment = os.environ | own | {"BAROMETRE_PUBLIC_URL": PUBLIC, "DATABASE_URL": instance.url}
        command = [sys.executable, "-c", SENDER, str(MANY)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        with subprocess.Popen(command, env=environment, **pipes) as process:

            def number():
                return int(process.stdout.readline())

            def start():
                process.stdin.write("\n")
                process.stdin.flush()
                return number()

            yield start, number
            process.stdin.close()

    return sending


def test_killed_in_the_middle_nothing_is_lost(sender):
    box, reached = Box(), threading.Event()

    async def received(server, session, envelope):
        answer = await Box.handle_DATA(box, server, session, envelope)
        if len(box.received) >= MANY // 4:
            reached.set()
        return answer

    box.handle_DATA = received
    with served(box) as port, sender(port) as (start, ended):
        killed = start()
        assert reached.wait(60)
        os.kill(killed, signal.SIGKILL)
        assert ended() == -signal.SIGKILL
        first = len(box.received)
        assert start() != killed and ended() == 0
    sent = Counter(recipients[0] for _, recipients, _ in box.received)
    assert set(sent) == {f"m@t{number}.fr" for number in range(MANY)}
    assert first < MANY and max(sent.values()) <= 2 and sum(sent.values()) <= MANY + 4, (
        "at most one for each connection"
    )
    texts = {(recipients[0], mail["Message-ID"], mail.get_content()) for _, recipients, mail in box.received}
    assert len(texts) == MANY, "what was sent twice is the same message"
