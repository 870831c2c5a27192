"""Reports of delivery (RFC 3464), as servers of mail write them, read from what they left."""

import mailbox
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from barometre.errors import BarometreError
from barometre.web.mailing import outcomes
from barometre.web.mailing.bounces import read_bounces
from barometre.web.mailing.models import Dead, Message, Pause
from barometre.web.mailing.queue import enqueue
from barometre.web.mailing.states import MessageState, Purpose

NOW = timezone.now()
TOWN = "mairie.test@orange.fr"

REPORT = """\
From: MAILER-DAEMON@relay.example.fr
To: barometre@example.fr
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="cut"

--cut
Content-Type: text/plain

I am sorry.

--cut
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example.fr

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {diagnostic}

--cut
Content-Type: {kind}

From: barometre@example.fr
Message-ID: {about}
Subject: Enquête

Bonjour

--cut--
"""


@pytest.fixture
def sent(published):
    """A message that a server took, by its identifier; undone at the end."""
    with transaction.atomic():
        enqueue(Purpose.INVITATION, "vague-test", "214800955", TOWN, NOW)
        mine = Message.objects.filter(about="vague-test")
        mine.update(state=MessageState.SENT, done_at=NOW, message_id="<177.test@example.fr>")
        yield mine
        transaction.set_rollback(True)


def report(diagnostic, status="5.0.0", action="failed", about="<177.test@example.fr>", kind="message/rfc822"):
    text = REPORT.format(address=TOWN, diagnostic=diagnostic, status=status, action=action, about=about, kind=kind)
    return text.encode()


def read(folder, *reports):
    folder.mkdir(exist_ok=True)
    path = folder / "box"
    box = mailbox.mbox(path)
    for text in reports:
        box.add(text)
    box.close()
    return dict(read_bounces(path, NOW + timedelta(days=1)))


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers"])
def test_an_address_that_does_not_exist(sent, tmp_path, kind):
    assert read(tmp_path, report("550 5.1.1 user unknown", "5.1.1", kind=kind)) == {"no-such-address": 1}
    message = sent.get()
    assert (message.state, message.address, message.answer) == (MessageState.BOUNCED, "", "550 5.1.1")
    assert Dead.objects.filter(address_mac=message.address_mac).exists()


def test_our_block_is_not_their_bounce(sent, tmp_path, monkeypatch):
    """As Postfix writes it: the status says 4.0.0, the answer 550."""
    said = "550 mwinf5c14 ME Adresse IP source bloquee pour incident de spam. OFR006_102 [102]"
    assert read(tmp_path, report(said, "4.0.0")) == {"we-are-refused": 1}
    message = sent.get()
    assert (message.state, message.address) == (MessageState.WAITING, TOWN)
    assert message.next_at == NOW + timedelta(days=1) + outcomes.REFUSED
    assert not Pause.objects.exists(), "one report of one box does not stop all others"
    sent.update(state=MessageState.SENT)
    monkeypatch.setattr(outcomes, "REPORTS", 1)
    read(tmp_path / "again", report(said, "4.0.0"))
    assert Pause.objects.get(operator="orange").answer == "550 OFR006_102" and not Dead.objects.exists()


def test_a_refusal_of_a_small_domain_pauses_it(sent, tmp_path):
    sent.update(operator="mende.example")
    read(tmp_path, report("550 5.7.1 blocked", "5.7.1"))
    assert Pause.objects.get().operator == "mende.example"


@pytest.mark.parametrize(
    ("diagnostic", "status", "verdict"),
    [
        ("552 5.2.2 mailbox full", "5.2.2", "full"),
        ("x-unix; nothing known", "5.0.0", "returned"),
        ("451 4.4.1 no answer", "4.4.7", "later"),
        ("no code here", "4.4.7", "later"),
    ],
)
def test_what_came_back_for_another_reason_kills_no_address(sent, tmp_path, diagnostic, status, verdict):
    assert read(tmp_path, report(diagnostic, status)) == {verdict: 1}
    assert sent.get().state == MessageState.BOUNCED and not Dead.objects.exists()


def test_what_is_only_delayed_or_of_another_changes_nothing(sent, tmp_path):
    counts = read(
        tmp_path,
        report("450 4.2.0 later", "4.2.0", action="delayed"),
        report("550 5.1.1", about="<other@example.fr>"),
        "Subject: absent\n\nJe suis en congé.\n".encode(),
    )
    assert counts == {"no-report": 2, "unknown": 1}
    assert sent.get().state == MessageState.SENT


def test_read_twice_or_in_another_form_it_says_the_same(sent, tmp_path):
    text = report("550 5.1.1 user unknown", "5.1.1")
    one = tmp_path / "report.eml"
    one.write_bytes(text)
    folder = mailbox.Maildir(tmp_path / "Maildir")
    folder.add(text)
    for path in (one, tmp_path / "Maildir", one):
        assert dict(read_bounces(path, NOW)) == {"no-such-address": 1}
    assert Dead.objects.count() == 1


@pytest.mark.parametrize(
    "hostile",
    [
        b"Content-Type: message/rfc822\n\n" * 3000,
        report("550 5.1.1 user unknown", about="<177\x00test@example.fr>"),
        report("550 5.1.1 user unknown", about="<177\x00test@example.fr>", kind="text/rfc822-headers"),
        report("550 5.1.1 user unknown", about="<\u00e9@example.fr>"),
    ],
)
def test_a_hostile_report_keeps_no_other_from_being_read(sent, tmp_path, hostile):
    counts = read(tmp_path, hostile, report("550 5.1.1 user unknown", "5.1.1"))
    assert counts["no-such-address"] == 1 and sum(counts.values()) == 2
    assert sent.get().state == MessageState.BOUNCED


@pytest.mark.parametrize("name", ["nothing.eml", "."])
def test_what_is_no_mail_is_refused(tmp_path, name):
    with pytest.raises(BarometreError, match=r"give (a Maildir|one), an mbox or a \.eml file"):
        read_bounces(tmp_path / name, NOW)
