"""TLS-RPT records as they are found in the field, each with its reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.facts.reason_codes import ReasonCode as Code
from barometre.facts.schema import Outcome
from barometre.observation.standards.tls_rpt import judge_tls_rpt
from words import words


@pytest.mark.parametrize(
    ("texts", "number", "code", "why"),
    [
        (["v=TLSRPTv1; rua=mailto:tls@mairie.fr"], 1, Code.EVIDENCE_TEXT, "the plain case"),
        (["v=TLSRPTv1;rua=https://x.fr/r;"], 1, Code.EVIDENCE_TEXT, "https is legal (RFC 8460, 3)"),
        (["v=TLSRPTv1; rua=ftp://x.fr , mailto:a@b.fr"], 1, Code.EVIDENCE_TEXT, "one of two is valid"),
        (["v=TLSRPTv1; x=y; rua=mailto:a@b.fr"], 1, Code.EVIDENCE_TEXT, "an extension before"),
        (["v=TLSRPTv1; rua=tls@mairie.fr"], 0, Code.TLS_RPT_NO_ADDRESS, "no mailto:"),
        (["v=TLSRPTv1; rua=http://x.fr/r"], 0, Code.TLS_RPT_NO_ADDRESS, "http is not allowed"),
        (["v=TLSRPTv1; rua="], 0, Code.TLS_RPT_NO_ADDRESS, "empty"),
        (["v=TLSRPTv1;"], 0, Code.TLS_RPT_NO_ADDRESS, "no address"),
        (["v=tlsrptv1; rua=mailto:a@b.fr"], 0, Code.TLS_RPT_MISSING, "the version's case counts"),
        (["v=TLSRPTv1; rua=mailto:a@b.fr"] * 2, 0, Code.TLS_RPT_DUPLICATED, "two records are none (RFC 8460, 3)"),
        (["v=spf1 -all"], 0, Code.TLS_RPT_MISSING, "another record"),
        ([], 0, Code.TLS_RPT_MISSING, "nothing"),
        (None, None, Code.TLS_RPT_UNREAD, "our failure"),
    ],
)
def test_statements(texts, number, code, why):
    statement = judge_tls_rpt(texts)
    assert (statement.fact, statement.number, statement.reason.code) == ("mail.tls-rpt", number, code)
    assert (statement.outcome is Outcome.WE_FAILED) == (texts is None)


def test_no_person_is_named():
    statement = judge_tls_rpt(["v=TLSRPTv1; rua=mailto:anne@mairie.fr"])
    assert statement.reason.context == {"text": "v=TLSRPTv1; rua=mailto:…@mairie.fr"}


@given(st.text(max_size=80))
def test_any_text_is_read(text):
    for prefix in ("", "v=TLSRPTv1;"):
        assert words(judge_tls_rpt([prefix + text]).reason)
