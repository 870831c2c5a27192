"""CAA records as they are found in the field, each with its reason; sections are of RFC 8659."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.facts.reason import Reason
from barometre.facts.reason_codes import ReasonCode as Code
from barometre.observation.standards.caa import judge_caa, read_issuer
from words import words


@pytest.mark.parametrize(
    ("value", "issuer", "reason"),
    [
        ("letsencrypt.org", "letsencrypt.org", "the plain case"),
        (" LetsEncrypt.org\t", "letsencrypt.org", "spaces around, case"),
        (";", "", "nobody (4.2)"),
        ("", "", "nobody too: everything is optional (4.2)"),
        ("ca.fr; account=12", "ca.fr", "a parameter"),
        ("ca.fr ;a = 1 ; validationmethods=dns-01;", "ca.fr", "several parameters"),
        ("; policy=ev", "", "parameters for nobody"),
        ("ca.fr; a=", "ca.fr", "an empty value (4.2)"),
        ("%%%%%", None, "malformed: nobody (4.2)"),
        ("https://letsencrypt.org", None, "an address is no name"),
        ("letsencrypt.org,digicert.com", None, "one authority a record"),
        ("letsencrypt.org digicert.com", None, "idem"),
        ("letsencrypt..org", None, "an empty label"),
        ("-ca.fr", None, "a label begins with a letter or a digit"),
        ("ca.fr; account", None, "a parameter without value"),
        ('"letsencrypt.org"', None, "quotation marks left by a DNS form"),
    ],
)
def test_issuers(value, issuer, reason):
    assert read_issuer(value) == issuer


@pytest.mark.parametrize(
    ("records", "answer", "code", "context", "reason"),
    [
        ([], 0, Code.CAA_MISSING, {}, "no record: all authorities may issue"),
        ([(0, "issue", "a.fr")], 1, Code.CAA_RESERVED, {"authorities": ("a.fr",)}, "the plain case"),
        ([(0, "ISSUE", "a.fr")], 1, Code.CAA_RESERVED, {"authorities": ("a.fr",)}, "tags in any case (4.1)"),
        ([(128, "issue", "a.fr")], 1, Code.CAA_RESERVED, {"authorities": ("a.fr",)}, "critical, and known"),
        (
            [(0, "issue", "b.fr"), (0, "issue", "a.fr")],
            1,
            Code.CAA_RESERVED,
            {"authorities": ("a.fr", "b.fr")},
            "several authorities",
        ),
        ([(0, "issue", ";")], 1, Code.CAA_NOBODY, {}, "nobody may issue"),
        (
            [(0, "issue", "@"), (0, "issue", "a.fr")],
            1,
            Code.CAA_RESERVED,
            {"authorities": ("a.fr",)},
            "one of two is malformed",
        ),
        ([(0, "issue", "@")], 0, Code.CAA_NO_ISSUER, {"record": "0 issue @"}, "malformed"),
        (
            [(0, "issuewild", "a.fr")],
            0,
            Code.CAA_NO_ISSUER,
            {"record": "0 issuewild a.fr"},
            "ordinary certificates are open to all (4.3)",
        ),
        (
            [(0, "iodef", "mailto:anne@b.fr")],
            0,
            Code.CAA_NO_ISSUER,
            {"record": "0 iodef mailto:…@b.fr"},
            "restricts nothing (4.4), names nobody",
        ),
        (
            [(0, "issue", "a.fr"), (128, "tbs", "x")],
            1,
            Code.CAA_RESERVED,
            {"authorities": ("a.fr",), "critical": "tbs"},
            "an unknown critical property forbids all (4.1)",
        ),
        (
            [(1, "tbs", "x"), (0, "issue", "a.fr")],
            1,
            Code.CAA_RESERVED,
            {"authorities": ("a.fr",)},
            "1 is not the critical bit (4.1)",
        ),
        (
            [(128, "issuemail", "a.fr")],
            0,
            Code.CAA_NO_ISSUER,
            {"record": "128 issuemail a.fr"},
            "for mail certificates (RFC 9495)",
        ),
    ],
)
def test_statements(records, answer, code, context, reason):
    statement = judge_caa(records, "mairie.fr" if records else None)
    assert (statement.fact, statement.number) == ("site.caa", answer)
    holder = {"holder": "mairie.fr"} if records else {}
    assert statement.reason == Reason(code, holder | context)


def test_unknown_properties_count_only_when_critical():
    records = [(0, "issue", "a.fr"), (0, "x", ""), (255, "z", ""), (128, "Y", ""), (127, "t", "")]
    assert judge_caa(records).reason.context["critical"] == "y"
    assert "critical" not in judge_caa(records[:2]).reason.context


@given(st.lists(st.tuples(st.integers(0, 255), st.text(max_size=12), st.text(max_size=40)), max_size=4))
def test_any_record_is_read(records):
    assert words(judge_caa(records).reason)


@given(st.text("abc.-;= \t", max_size=20))
def test_case_and_spaces_around_change_nothing(value):
    assert read_issuer(value) == read_issuer(f" \t{value.upper()} ")
