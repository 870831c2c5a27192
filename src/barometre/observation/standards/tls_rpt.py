"""Read and judge TLS-RPT: where senders report failed encryption of mail (RFC 8460)."""

import re
from collections.abc import Sequence

from barometre.facts.reason import reason, without_person
from barometre.facts.reason_codes import ReasonCode
from barometre.facts.statement import Statement, we_failed, yes_no
from barometre.observation.standards.txt import near

_FACT = "mail.tls-rpt"
_VERSION = re.compile(r"v=TLSRPTv1[ \t]*;")  # RFC 8460, 3
_NEAR = re.compile(r"tlsrpt|v=", re.IGNORECASE)
_URI = re.compile(r"mailto:[^\s@!;]+@[^\s@!;]+|https://[^\s/!;]+[^\s!;]*", re.IGNORECASE)


def judge_tls_rpt(texts: Sequence[str] | None) -> Statement:
    """State `mail.tls-rpt`: yes when exactly one TXT record gives an address for reports (RFC 8460, 3).

    None instead of the records says that our look failed.
    """
    if texts is None:
        return we_failed(_FACT, reason(ReasonCode.TLS_RPT_UNREAD))
    records = [text for text in texts if _VERSION.match(text)]
    if not records:
        return yes_no(_FACT, False, reason(ReasonCode.TLS_RPT_MISSING, **near(texts, _NEAR)))
    if len(records) > 1:
        return yes_no(_FACT, False, reason(ReasonCode.TLS_RPT_DUPLICATED, count=len(records)))
    parts = [part.strip(" \t") for part in records[0].split(";")[1:]]
    written = next((part[4:] for part in parts if part.startswith("rua=")), "")
    record = without_person(records[0])
    if any(_URI.fullmatch(uri.strip(" \t")) for uri in written.split(",")):
        return yes_no(_FACT, True, reason(ReasonCode.EVIDENCE_TEXT, text=record))
    return yes_no(_FACT, False, reason(ReasonCode.TLS_RPT_NO_ADDRESS, record=record))
