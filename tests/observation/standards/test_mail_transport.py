"""Encryption of mail received: MTA-STS or DANE is enough, and what we could not see is not « no »."""

import pytest

from barometre.facts.reason import reason
from barometre.facts.reason_codes import ReasonCode as Code
from barometre.facts.schema import Outcome
from barometre.facts.statement import not_concerned, we_failed, yes_no
from barometre.observation.standards.mail_transport import BOTH, NEITHER, REPORTED, REQUIRED, judge_mail_transport

STS, RPT, DANE = "mail.mta-sts", "mail.tls-rpt", "mail.dane"
WHY = {
    STS: reason(Code.MTA_STS_TESTING),
    RPT: reason(Code.TLS_RPT_MISSING),
    DANE: reason(Code.DANE_MX_UNSIGNED),
}


def statement(fact, answer):
    return we_failed(fact, WHY[fact]) if answer is None else yes_no(fact, answer, WHY[fact])


@pytest.mark.parametrize(
    ("sts", "rpt", "dane", "text", "why"),
    [
        (True, True, False, BOTH, STS),
        (True, False, False, REQUIRED, STS),
        (False, True, True, BOTH, DANE),
        (False, True, False, REPORTED, STS),
        (False, False, False, NEITHER, STS),
        (True, True, None, BOTH, STS),  # MTA-STS is enough
        (None, False, True, REQUIRED, DANE),
        (False, True, None, None, DANE),
        (None, True, False, None, STS),
        (True, None, False, None, RPT),
    ],
)
def test_what_the_three_say_together(sts, rpt, dane, text, why):
    found = judge_mail_transport(statement(STS, sts), statement(RPT, rpt), statement(DANE, dane))
    outcome = Outcome.SEEN if text else Outcome.WE_FAILED
    assert (found.outcome, found.text, found.reason) == (outcome, text, WHY[why])


def test_a_domain_that_receives_nothing_is_not_concerned():
    none = reason(Code.MX_NO_SERVER)
    found = judge_mail_transport(not_concerned(STS, none), statement(RPT, False), statement(DANE, False))
    assert (found.outcome, found.reason) == (Outcome.NOT_CONCERNED, none)
