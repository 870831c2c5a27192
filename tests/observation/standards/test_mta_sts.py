"""MTA-STS records and policies as they are found in the field, each with its reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.facts.reason import reason
from barometre.facts.reason_codes import ReasonCode as Code
from barometre.facts.schema import Outcome
from barometre.observation.net.unread import NOT_VISITED, Unread
from barometre.observation.standards.mta_sts import judge_mta_sts, read_sts_policy, record_fault, sts_covers
from words import words


@pytest.mark.parametrize(
    ("texts", "code", "why"),
    [
        (["v=STSv1; id=20260101T000000;"], None, "the plain case"),
        (["v=STSv1;id=1"], None, "no space, no final semicolon"),
        (["v=STSv1 ; x-y=z ; id=1 ; "], None, "spaces, an extension field (RFC 8461, 3.1)"),
        (["v=spf1 -all", "v=STSv1; id=1"], None, "other records are ignored"),
        ([], Code.MTA_STS_MISSING, "nothing"),
        (["v=STSv1; id=1", "v=STSv1; id=2"], Code.MTA_STS_DUPLICATED, "two records are none (RFC 8461, 3.1)"),
        (["v=stsv1; id=1"], Code.MTA_STS_MISSING, "the version's case counts"),
        (["v=STSv2; id=1"], Code.MTA_STS_MISSING, "another version"),
        (["v=STSv1"], Code.MTA_STS_MISSING, "no id"),
        (["v=STSv1;"], Code.MTA_STS_MALFORMED, "no id"),
        (["v=STSv1; id="], Code.MTA_STS_MALFORMED, "an empty id"),
        (["v=STSv1; id=2026-01-01"], Code.MTA_STS_MALFORMED, "letters and digits only"),
        (["v=STSv1; id=" + "1" * 33], Code.MTA_STS_MALFORMED, "at most 32"),
        (["v=STSv1; id = 1"], Code.MTA_STS_MALFORMED, "no space around = here"),
        (["v=STSv1; ID=1"], Code.MTA_STS_MALFORMED, "the field's case counts"),
        (["id=1; v=STSv1;"], Code.MTA_STS_MISSING, "the version comes first"),
    ],
)
def test_records(texts, code, why):
    fault = record_fault(texts)
    assert (fault and fault.code) == code


POLICY = "version: STSv1\nmode: enforce\nmx: mx.mairie.fr\nmax_age: 604800\n"


@pytest.mark.parametrize(
    ("text", "mode", "mx", "why"),
    [
        (POLICY, "enforce", ("mx.mairie.fr",), "the plain case"),
        (POLICY.replace("\n", "\r\n"), "enforce", ("mx.mairie.fr",), "CRLF (RFC 8461, 3.2)"),
        (POLICY.strip(), "enforce", ("mx.mairie.fr",), "no final end of line"),
        (POLICY.replace(": ", ":"), "enforce", ("mx.mairie.fr",), "no space after the colon"),
        (POLICY + "mx: *.ovh.net\nfoo: bar", "enforce", ("mx.mairie.fr", "*.ovh.net"), "several mx, unknown keys"),
        (POLICY + "mode: none", "enforce", ("mx.mairie.fr",), "the first of a key counts (RFC 8461, 3.2)"),
        (POLICY.replace("enforce", "testing"), "testing", ("mx.mairie.fr",), "in test"),
        ("version: STSv1\nmode: none\nmax_age: 86400", "none", (), "withdrawn: no mx needed"),
        (POLICY.replace("enforce", "Enforce"), Code.MTA_STS_UNKNOWN_MODE, (), "the mode's case counts"),
        (POLICY.replace("enforce", ""), Code.MTA_STS_UNKNOWN_MODE, (), "no mode"),
        (POLICY.replace("STSv1", "STSv2"), Code.MTA_STS_NO_VERSION, (), "another version"),
        (POLICY.replace("604800", "1 semaine"), Code.MTA_STS_BAD_AGE, (), "not a number"),
        (POLICY.replace("604800", "99999999"), Code.MTA_STS_BAD_AGE, (), "more than a year (RFC 8461, 3.2)"),
        (POLICY.replace("max_age", "maxage"), Code.MTA_STS_BAD_AGE, (), "no max_age"),
        (POLICY.replace("mx: mx.mairie.fr", ""), Code.MTA_STS_NO_SERVER, (), "no mx"),
        (POLICY.replace("mx.mairie.fr", "mx.*.fr"), Code.MTA_STS_BAD_SERVER, (), "a wildcard in the middle"),
        (POLICY.replace("mx.mairie.fr", "mx.mairie.fr, mx.ovh.net"), Code.MTA_STS_BAD_SERVER, (), "two in one line"),
        ("<!DOCTYPE html><html><p>version: STSv1</p>", Code.MTA_STS_NO_VERSION, (), "a web page"),
        ("", Code.MTA_STS_NO_VERSION, (), "an empty file"),
    ],
)
def test_policies(text, mode, mx, why):
    policy = read_sts_policy(text)
    assert (policy.fault.code if policy.fault else policy.mode, policy.mx) == (mode, mx)


@pytest.mark.parametrize(
    ("pattern", "host", "covered"),
    [
        ("mx.mairie.fr", "MX.Mairie.fr.", True),
        ("*.mairie.fr", "mx.mairie.fr", True),
        ("*.mairie.fr", "a.mx.mairie.fr", False),
        ("*.mairie.fr", "mairie.fr", False),
        ("mairie.fr", "mx.mairie.fr", False),
    ],
)
def test_wildcard_is_one_label(pattern, host, covered):
    assert sts_covers([pattern], host) == covered  # RFC 8461, 4.1


RECORD, HOSTS = ["v=STSv1; id=1"], ["mx.mairie.fr"]
EXPIRED = reason(Code.CERTIFICATE_EXPIRED)


@pytest.mark.parametrize(
    ("texts", "policy", "hosts", "outcome", "number", "code"),
    [
        (RECORD, POLICY, HOSTS, Outcome.SEEN, 1, Code.MTA_STS_ENFORCED),
        (RECORD, POLICY.replace("enforce", "testing"), HOSTS, Outcome.SEEN, 0, Code.MTA_STS_TESTING),
        (RECORD, POLICY.replace("enforce", "none"), HOSTS, Outcome.SEEN, 0, Code.MTA_STS_LIFTED),
        (RECORD, POLICY.replace("604800", "0"), HOSTS, Outcome.SEEN, 0, Code.MTA_STS_LIFTED),
        (RECORD, POLICY, [*HOSTS, "mx.ovh.net"], Outcome.SEEN, 0, Code.MTA_STS_FORGETS),
        (RECORD, "bonjour", HOSTS, Outcome.SEEN, 0, Code.MTA_STS_FILE_MALFORMED),
        ([], POLICY, HOSTS, Outcome.SEEN, 0, Code.MTA_STS_MISSING),
        (RECORD, Unread(EXPIRED, ours=False), HOSTS, Outcome.SEEN, 0, Code.MTA_STS_FILE_UNREAD),
        (RECORD, NOT_VISITED, HOSTS, Outcome.WE_FAILED, None, Code.MTA_STS_FILE_UNREAD),
        (RECORD, None, HOSTS, Outcome.WE_FAILED, None, Code.MTA_STS_FILE_UNREAD),
        (None, None, HOSTS, Outcome.WE_FAILED, None, Code.MTA_STS_DNS_UNREAD),
        (RECORD, POLICY, [], Outcome.NOT_CONCERNED, None, Code.MX_NO_SERVER),
    ],
)
def test_statements(texts, policy, hosts, outcome, number, code):
    statement = judge_mta_sts(texts, policy, hosts)
    assert (statement.fact, statement.outcome, statement.number) == ("mail.mta-sts", outcome, number)
    assert statement.reason.code is code


@pytest.mark.parametrize(
    ("policy", "cause"),
    [
        (Unread(EXPIRED, ours=False), EXPIRED),
        (None, reason(Code.MTA_STS_FILE_NOT_ASKED)),
        ("bonjour", reason(Code.MTA_STS_NO_VERSION)),
    ],
)
def test_why_a_file_does_not_count(policy, cause):
    assert judge_mta_sts(RECORD, policy, HOSTS).reason.context == {"cause": cause}


def test_no_person_is_named():
    statement = judge_mta_sts(["v=STSv1; mailto:anne@mairie.fr"], None, HOSTS)
    assert words(statement.reason).endswith("«\u00a0v=STSv1; mailto:…@mairie.fr\u00a0»")


@given(st.text(max_size=80), st.text(max_size=30))
def test_any_text_is_read(text, host):
    read_sts_policy(POLICY + text)
    for prefix in ("", "v=STSv1;"):
        assert words(judge_mta_sts([prefix + text], text, [host]).reason)
