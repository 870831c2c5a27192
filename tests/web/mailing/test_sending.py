"""Messages sent through a real server of mail, by operator, whatever it answers."""

import logging
import threading
import time
from datetime import timedelta

import pytest
from django.core.mail import EmailMessage

from barometre.web.mailing import outcomes
from barometre.web.mailing.addresses import mac_of
from barometre.web.mailing.models import Dead, Pause, Silent
from barometre.web.mailing.operators import LARGE, SMALL
from barometre.web.mailing.queue import enqueue
from barometre.web.mailing.relay import NoServerError
from barometre.web.mailing.states import MessageState, Purpose
from townhall_visits import mail_settings

TOWN = "mairie@mende.fr"


def to(box):
    return sorted(recipients[0] for _, recipients, _ in box.received)


def test_what_is_sent(send, box, queue):
    assert send(TOWN) == {"taken": 1}
    ((sender, recipients, mail),) = box.received
    assert (sender, recipients) == ("barometre@example.fr", [TOWN])
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"].endswith("@example.fr>") and len(mail["Message-ID"]) > 30
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Unsubscribe"].strip().startswith("<https://barometre.example.fr/enquete/desinscription/?de=")
    message = queue.all.get()
    assert (message.state, message.answer, message.message_id) == (MessageState.SENT, "250", mail["Message-ID"])
    assert send() == {}, "nothing is sent twice"


def test_what_one_asked_for_is_not_unsubscribed_from(send, box):
    send(TOWN, purpose=Purpose.RECEIPT)
    assert box.received[0][2]["List-Unsubscribe"] is None


def test_asked_for_twice_is_asked_for_once(queue, clock):
    assert [enqueue(Purpose.RECEIPT, "vague", "214800955", TOWN, clock.now) for _ in range(2)] == [True, False]
    assert enqueue(Purpose.RECEIPT, "vague", "214800955", TOWN, clock.now, number=2)


def test_orange_and_wanadoo_are_one_operator_that_wants_few_connections(send, box, queue, clock, caplog):
    """It answers 421 while two connections speak to it; others are not held up, and nobody is dead."""
    speaking, lock = set(), threading.Lock()

    def answer(address):
        domain = address.rpartition("@")[2]
        if domain not in ("orange.fr", "wanadoo.fr"):
            return "250 OK"
        with lock:
            ours = {one for one, domains in box.open.items() if domains & {"orange.fr", "wanadoo.fr"}}
            speaking.update(ours)
        return (
            "250 OK" if len(ours) < 2 else "421 Trop de connexions, Too many connections, slow down. OFR004_104 [104]"
        )

    box.answer = answer
    addresses = [
        f"m{number}@{domain}" for number in range(6) for domain in ("orange.fr", "wanadoo.fr", f"t{number}.fr")
    ]
    done = send(*addresses)
    slow = done.get("slower", 0)
    assert 1 <= slow <= 2 and len(speaking) == LARGE.connections
    assert [one for one in to(box) if one.endswith(("t1.fr", "t5.fr"))] == ["m1@t1.fr", "m5@t5.fr"]
    waiting = queue.all.filter(state=MessageState.WAITING)
    assert {message.operator for message in waiting} == {"orange"} and len(waiting) == 12 - done.get("taken", 0) + 6
    assert not Dead.objects.exists() and not queue.all.filter(state=MessageState.BOUNCED).exists()
    assert send() == {}, "the operator is left alone"
    assert "refuses" not in caplog.text
    box.answer = "250 OK"
    clock.wait(minutes=16)
    send()
    clock.wait(hours=3)
    send()
    assert to(box) == sorted(addresses) and not Pause.objects.exists()


def test_a_temporary_answer_is_tried_again_later_and_later_then_given_up(send, box, queue, clock):
    box.answer = "450 4.2.0 not now"
    assert send(TOWN) == {"later": 1}
    waits = []
    for _ in outcomes.DELAYS:
        message = queue.all.get()
        waits.append(message.next_at - clock.now)
        clock.now = message.next_at - timedelta(seconds=1)
        assert send() == {}, "not before its time"
        clock.wait(seconds=1)
        assert send() == {"later": 1}
    assert waits == list(outcomes.DELAYS) and waits == sorted(waits)
    message = queue.all.get()
    assert (message.state, message.address) == (MessageState.GIVEN_UP, "") and not Dead.objects.exists()


def test_a_full_box_is_tried_again_and_is_not_dead(send, box, queue, clock):
    box.answer = "552 5.1.1 Boite du destinataire pleine. Recipient overquota. OFR_417 [417]"
    assert send("m@orange.fr") == {"full": 1}
    for _ in outcomes.DELAYS:
        clock.now = queue.all.get().next_at
        send()
    assert queue.all.get().state == MessageState.BOUNCED and not Dead.objects.exists()


def test_a_message_that_cannot_be_made_keeps_no_other_from_going(send, box, queue, clock, caplog):
    def write(message, now):
        if message.siren == "200000001":
            raise ValueError(message.address)
        return EmailMessage("Objet", "Bonjour")

    wrong = f"a@{'é' * 60}.fr"
    assert send(wrong, "b@small.fr", TOWN, write=write) == {"unmade": 2, "taken": 1}
    assert to(box) == [TOWN] and send(write=write) == {}
    assert "cannot be made (ValueError)" in caplog.text and "b@small.fr" not in caplog.text
    assert queue.all.filter(state=MessageState.WAITING, next_at=clock.now + outcomes.UNMADE).count() == 2


def test_our_block_is_not_their_bounce(send, box, queue, clock, caplog):
    box.answer = lambda address: (
        "250 OK" if address == TOWN else "550 ME Adresse IP source bloquee. Client host blocked. OFR006_102 [102]"
    )
    with caplog.at_level(logging.ERROR):
        done = send("a@orange.fr", "b@wanadoo.fr", "c@orange.fr", TOWN)
    assert done["taken"] == 1 and done["we-are-refused"] <= LARGE.connections
    assert not Dead.objects.exists() and set(queue.all.values_list("state", flat=True)) == {"waiting", "sent"}
    pause = Pause.objects.get()
    assert (pause.operator, pause.answer, pause.until) == ("orange", "550 OFR006_102", clock.now + outcomes.REFUSED)
    (line,) = [line.getMessage() for line in caplog.records if "refuses our messages" in line.getMessage()]
    assert "orange refuses our messages (550 OFR006_102)" in line and "@" not in line
    clock.wait(hours=23)
    assert send() == {}
    Pause.objects.all().delete()  # the team has had the block lifted
    box.answer = "250 OK"
    assert send() == {"taken": 3}


def test_an_address_that_does_not_exist_is_not_written_to_again(send, box, queue):
    box.answer = "550 5.1.1 <mairie@mende.fr>: no such user"
    assert send(TOWN) == {"no-such-address": 1}
    message, dead = queue.all.get(), Dead.objects.get()
    assert (message.state, message.address, message.answer) == (MessageState.BOUNCED, "", "550 5.1.1")
    assert dead.address_mac == mac_of(TOWN) and dead.answer == "550 5.1.1"
    box.answer = "250 OK"
    assert send(TOWN.upper(), purpose=Purpose.RECEIPT) == {"dropped": 1}
    assert box.received == []


def test_whether_a_message_has_an_object_is_decided_when_it_goes(send, box, queue, clock):
    enqueue(Purpose.INVITATION, "vague", "214800955", TOWN, clock.now)
    Silent.objects.create(address_mac=mac_of(TOWN), siren="214800955", at=clock.now)
    assert send("b@quimper.bzh", write=lambda message, now: None) == {"dropped": 2}
    assert box.received == [] and set(queue.all.values_list("address", flat=True)) == {""}


def test_who_unsubscribed_still_gets_what_it_asks_for(send, box, clock):
    Silent.objects.create(address_mac=mac_of(TOWN), siren="214800955", at=clock.now)
    assert send(TOWN, purpose=Purpose.RECEIPT) == {"taken": 1}


def test_an_operator_is_sent_no_more_than_so_many_a_minute_by_few_connections(send, box, clock):
    addresses = [f"m{number}@free.fr" for number in range(LARGE.a_minute + 5)]
    towns = [f"m{number}@t.fr" for number in range(SMALL.a_minute + 5)]
    assert send(*addresses, *towns) == {"taken": LARGE.a_minute + SMALL.a_minute}
    assert box.connections <= LARGE.connections + SMALL.connections and box.most <= 3
    assert send() == {}, "within the minute"
    clock.wait(seconds=61)
    assert send() == {"taken": 10}


def test_two_senders_at_once_send_each_message_once(send, box, queue, clock):
    addresses = [f"m@t{number}.fr" for number in range(30)]
    for address in addresses:
        enqueue(Purpose.INVITATION, "vague", "214800955", address, clock.now)
    runs = [threading.Thread(target=send) for _ in range(2)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert to(box) == sorted(addresses) and not queue.all.exclude(state=MessageState.SENT).exists()


def test_when_our_server_is_down_everything_waits_and_it_is_said(send, box, queue):
    with mail_settings(1), pytest.raises(NoServerError, match="does not let us send"):
        send(TOWN)
    message = queue.all.get()
    assert (message.state, message.tries) == (MessageState.WAITING, 0)
    assert send() == {"taken": 1}


def test_what_somebody_awaits_goes_before_what_nobody_asked_for(send, box, queue, clock):
    for number in range(SMALL.a_minute):
        enqueue(Purpose.INVITATION, "vague", f"3{number:08}", f"m{number}@t.fr", clock.now - timedelta(hours=1))
    send("late@t.fr", purpose=Purpose.RECEIPT)
    assert to(box) == ["late@t.fr"]
    started = time.monotonic()
    assert send() == {"taken": SMALL.a_minute - 1} and time.monotonic() - started < 30
