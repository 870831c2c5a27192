"""What a server of mail answers, as what to do with the message. Pure.

A 4xx is temporary whatever it says (RFC 5321, 4.2.1). Of a 5xx, only what says that the mailbox does not exist is about
the address: what says that we are not wanted is about us, and some operators say both with the same code.
"""

import re
from dataclasses import dataclass
from enum import StrEnum


class DeliveryVerdict(StrEnum):
    """What an answer means for the message, the address and the operator."""

    TAKEN = "taken"
    LATER = "later"
    SLOWER = "slower"
    FULL = "full"
    NO_SUCH_ADDRESS = "no-such-address"
    WE_ARE_REFUSED = "we-are-refused"
    RETURNED = "returned"


@dataclass(frozen=True)
class SmtpRule:
    """One kind of answer: a pattern searched in « code enhanced-code text », what it means, who says so."""

    pattern: re.Pattern[str]
    verdict: DeliveryVerdict
    source: str


def _rule(pattern: str, verdict: DeliveryVerdict, source: str) -> SmtpRule:
    return SmtpRule(re.compile(pattern, re.IGNORECASE), verdict, source)


_RFC3463 = "RFC 3463, 3"
_ORANGE = "codes of Orange (OFR) and La Poste (LPN), collected by sisimai and Postmastery"

# The first rule that fits a temporary answer tells what it is; without one it is just later.
TEMPORARY = (
    _rule(r"^4\d\d.*\b4\.2\.2\b|^452\b(?!.*\b4\.[35]\.)", DeliveryVerdict.FULL, _RFC3463),
    _rule(r"(OFR|LPN)\w*_10[3459]\b", DeliveryVerdict.SLOWER, _ORANGE),
    _rule(r"too many (connections|messages|recipients)|trop de connexions", DeliveryVerdict.SLOWER, _ORANGE),
    _rule(r"\b4\.7\.28\b|rate.?limit|at a rate", DeliveryVerdict.SLOWER, "answers of Gmail to those who send too much"),
    _rule(r"^421\b", DeliveryVerdict.SLOWER, "RFC 5321, 4.2.2: the server closes, nothing else is to be sent now"),
)
# The same for a final answer. The order counts: Orange says 5.1.1 of a full box, and 5.1.0 of a sender it refuses.
FINAL = (
    _rule(
        r"OFR_?\w*417\b|\b5\.2\.2\b|over.?quota|(mailbox|boite|boîte)\b.{0,30}\b(full|pleine)",
        DeliveryVerdict.FULL,
        _ORANGE,
    ),
    _rule(r"^552\b(?!.*\b5\.(3\.4|2\.3)\b)", DeliveryVerdict.FULL, "RFC 5321, 4.2.2: exceeded storage allocation"),
    _rule(r"(OFR|LPN)\w*_?(102|103|105|109|305|401|415|506|513)\b", DeliveryVerdict.WE_ARE_REFUSED, _ORANGE),
    _rule(r"\b5\.7\.\d+\b|\b5\.1\.[78]\b", DeliveryVerdict.WE_ARE_REFUSED, _RFC3463 + ".8 (policy) and .2 (sender)"),
    _rule(
        r"spamhaus|spamcop|barracuda|sorbs|abuseat|block.?list|black.?list|\bRBL\b|DNSBL",
        DeliveryVerdict.WE_ARE_REFUSED,
        "names of public lists of blocked networks",
    ),
    _rule(
        r"(host|ip|sender|adresse ip|emetteur)\b.{0,40}\b(blocked|bloque|bloquee|bloquée|banned|refused)"
        r"|\bspam|reputation|not authori[sz]ed|\b(SPF|DKIM|DMARC)\b|\bpolicy\b",
        DeliveryVerdict.WE_ARE_REFUSED,
        "words that only tell of who sends",
    ),
    _rule(r"OFR_?\w*416\b", DeliveryVerdict.NO_SUCH_ADDRESS, _ORANGE),
    _rule(r"\b5\.1\.(1|2|3|6)\b", DeliveryVerdict.NO_SUCH_ADDRESS, _RFC3463 + ".2"),
    _rule(r"\b5\.1\.10\b", DeliveryVerdict.NO_SUCH_ADDRESS, "RFC 7505: the domain takes no mail"),
    # Without an enhanced code, words are all there is.
    _rule(
        r"^55[0134]\b(?!.*\b5\.\d)"
        r".*(user unknown|unknown (user|recipient)|no such (user|recipient|mailbox)|does(n.t| not) exist"
        r"|doesn.t have an? \S+ account|invalid recipient|destinataire invalide)",
        DeliveryVerdict.NO_SUCH_ADDRESS,
        "words of servers that give no enhanced code (RFC 2034)",
    ),
)
# Codes that may be kept: nothing of the rest, which may have the address in it.
_CODES = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b|\b(?:OFR|LPN)\w{0,12}", re.IGNORECASE)


def classify(code: int, text: str) -> DeliveryVerdict:
    """Return what an answer means.

    Args:
        code: of three digits, as SMTP has it (RFC 5321, 4.2).
        text: what follows it, enhanced code included (RFC 2034).
    """
    if 200 <= code < 300:
        return DeliveryVerdict.TAKEN
    line = f"{code} {' '.join(text.split())}"
    final = 500 <= code < 600
    for rule in FINAL if final else TEMPORARY:
        if rule.pattern.search(line):
            return rule.verdict
    return DeliveryVerdict.RETURNED if final else DeliveryVerdict.LATER


def codes(code: int, text: str) -> str:
    """Return what is kept of an answer: its codes, without a word of its text."""
    return " ".join([str(code), *dict.fromkeys(_CODES.findall(text))])[:80]
