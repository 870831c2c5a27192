"""What servers of mail answer, as seen in public: about us, about the box, about the moment."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from barometre.web.mailing.answers import FINAL, TEMPORARY, DeliveryVerdict, classify, codes

TAKEN, LATER, SLOWER, FULL, NONE, REFUSED, RETURNED = (
    DeliveryVerdict.TAKEN,
    DeliveryVerdict.LATER,
    DeliveryVerdict.SLOWER,
    DeliveryVerdict.FULL,
    DeliveryVerdict.NO_SUCH_ADDRESS,
    DeliveryVerdict.WE_ARE_REFUSED,
    DeliveryVerdict.RETURNED,
)


@pytest.mark.parametrize(
    ("code", "text", "verdict"),
    [
        (250, "2.0.0 Ok: queued as 4F2", TAKEN),
        (
            421,
            "mwinf5c27 ME Trop de connexions, veuillez verifier. Too many connections, slow down. OFR004_104",
            SLOWER,
        ),
        (421, "4.2.0 Service refuse. Veuillez essayer plus tard. OFR005_505 [505]", SLOWER),
        (450, "4.2.1 The user you are trying to contact is receiving mail at a rate that prevents…", SLOWER),
        (450, "4.7.1 Greylisted, try again in 5 minutes", LATER),
        (451, "4.1.1 user unknown for now", LATER),
        (452, "4.2.2 The email account is over quota", FULL),
        (452, "4.5.3 Too many recipients", SLOWER),
        (550, "mwinf5c14 ME Adresse IP source bloquee pour incident de spam. Client host blocked. OFR006_102", REFUSED),
        (550, "5.7.1 Service unavailable; client [192.0.2.1] blocked using Spamhaus", REFUSED),
        (554, "Your access to this mail system has been rejected due to the sending MTA's poor reputation", REFUSED),
        (550, "5.1.0 Emetteur invalide. Invalid Sender. OFR_415 [415]", REFUSED),
        (550, "5.1.8 Sender address has null MX", REFUSED),
        (550, "5.2.0 Mail rejete. Mail rejected. ofr_506 [506]", REFUSED),
        (550, "5.1.1 recipient rejected by policy: SPF fails", REFUSED),
        (550, "5.1.1 Adresse d au moins un destinataire invalide. Invalid recipient. OFR_416 [416]", NONE),
        (550, "5.1.1 The email account that you tried to reach does not exist", NONE),
        (550, "User unknown in virtual alias table", NONE),
        (554, "delivery error: dd This user doesn't have a yahoo.fr account", NONE),
        (556, "5.1.10 Recipient address has null MX", NONE),
        (552, "5.1.1 Boite du destinataire pleine. Recipient overquota. OFR_417 [417]", FULL),
        (552, "5.2.2 mailbox full", FULL),
        (552, "5.3.4 message too big", RETURNED),
        (550, "5.5.0 Requested action not taken: mailbox unavailable", RETURNED),
        (554, "5.6.0 content", RETURNED),
    ],
)
def test_an_answer(code, text, verdict):
    assert classify(code, text) is verdict


WORDS = st.sampled_from(
    "5.1.1 5.7.1 4.2.2 5.7.26 spamhaus OFR006_102 OFR_416 OFR_417 policy user unknown blocked blacklist host".split()
)
SAID = st.lists(WORDS | st.text(max_size=12), max_size=8).map(" ".join)


@given(code=st.integers(400, 499), said=SAID)
@example(code=450, said="5.1.1 user unknown")
def test_a_temporary_answer_never_condemns_anything(code, said):
    assert classify(code, said) in (LATER, SLOWER, FULL)


@given(
    before=SAID,
    after=SAID,
    policy=st.sampled_from(["5.7.1", "5.7.26", "spamhaus", "OFR006_102", "OFR_506", "5.1.8", "blacklist"]),
    code=st.integers(500, 599),
)
def test_a_refusal_of_us_never_condemns_an_address(before, after, policy, code):
    assert classify(code, f"{before} {policy} {after}") is not NONE


@given(code=st.integers(400, 599), said=st.text(), address=st.emails())
def test_codes_alone_are_kept(code, said, address):
    kept = codes(code, f"5.1.1 <{address}>: {said}")
    assert kept.startswith(f"{code} 5.1.1") and "@" not in kept and len(kept) <= 80


def test_each_rule_says_where_it_comes_from():
    assert all(rule.source for rule in (*TEMPORARY, *FINAL))
