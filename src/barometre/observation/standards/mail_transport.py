"""What MTA-STS, DANE and TLS-RPT say together: must mail reach a domain encrypted, and are failures told? Pure."""

from barometre.facts.schema import Outcome
from barometre.facts.statement import Statement, we_failed

FACT = "mail.chiffrement-recu"
# Texts of the fact, from the least to the most.
NEITHER, REPORTED, REQUIRED, BOTH = "non exigé", "signalé seulement", "exigé", "exigé et signalé"


def judge_mail_transport(sts: Statement, rpt: Statement, dane: Statement) -> Statement:
    """State whether senders must encrypt, by MTA-STS (RFC 8461) or DANE (RFC 7672), and report failures (RFC 8460).

    Either is enough: who has both lets senders choose (RFC 8461, 2). A policy on trial requires nothing yet.
    """
    if sts.outcome is Outcome.NOT_CONCERNED:
        return Statement(FACT, reason=sts.reason, outcome=sts.outcome)
    required = next((one for one in (sts, dane) if one.number == 1), None)
    ours = (rpt,) if required else (sts, dane, rpt)
    failure = next((one.reason for one in ours if one.outcome is Outcome.WE_FAILED), None)
    if failure is not None:
        return we_failed(FACT, failure)
    reported = rpt.number == 1
    text = (BOTH if reported else REQUIRED) if required else (REPORTED if reported else NEITHER)
    return Statement(FACT, text=text, reason=(required or sts).reason)
