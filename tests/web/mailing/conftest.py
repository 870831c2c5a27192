from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from townhall_visits import mail_settings


@pytest.fixture
def box(mail_server):
    """A server of mail that has received nothing yet, and an instance that sends through it."""
    mail_server.box.__init__()
    with mail_settings(mail_server.port):
        yield mail_server.box


@pytest.fixture
def queue(published):
    """Its messages in the queue: threads that send see what is written for good; it is deleted at the end."""
    from barometre.web.mailing.models import Dead, Message, Pause, Silent

    ours = Message.objects.filter(about="vague").order_by("pk")
    yield SimpleNamespace(all=ours)
    ours.delete()
    for model in (Dead, Pause, Silent):
        model.objects.all().delete()


@pytest.fixture
def clock():
    """A clock that tests move."""
    clock = SimpleNamespace(now=timezone.now())
    clock.tell = lambda: clock.now
    clock.wait = lambda **time: setattr(clock, "now", clock.now + timedelta(**time))
    return clock


@pytest.fixture
def send(box, queue, clock):
    """Ask for messages to addresses, and send what is due."""
    from django.core.mail import EmailMessage

    from barometre.web.mailing.queue import enqueue
    from barometre.web.mailing.sending import send_due
    from barometre.web.mailing.states import Purpose

    def write(message, now):
        return EmailMessage(f"Objet {message.siren}", "Bonjour,\n\nVoici un lien.\n")

    def send(*addresses, purpose=Purpose.INVITATION, write=write):
        for number, address in enumerate(addresses):
            enqueue(purpose, "vague", f"2{number:08}", address, clock.now)
        return dict(send_due({purpose: write}, clock.tell))

    return send
