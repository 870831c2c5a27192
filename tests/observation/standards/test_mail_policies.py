"""What protects incoming mail, as found in the field, each with its reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.facts.schema import Outcome
from barometre.observation.net.unread import Unread
from barometre.observation.standards.mail_policies import (
    Mx,
    Tlsas,
    judge_dane,
    judge_mta_sts,
    judge_tls_rpt,
    read_mx,
    read_sts_policy,
    read_sts_record,
    sts_covers,
    usable_tlsa,
)


@pytest.mark.parametrize(
    ("records", "hosts", "null", "fault", "reason"),
    [
        ([], (), False, False, "no MX"),
        (
            [(10, "MX2.mairie.fr."), (5, "mx1.mairie.fr.")],
            ("mx1.mairie.fr", "mx2.mairie.fr"),
            False,
            False,
            "best first",
        ),
        ([(5, "mx.fr."), (10, "MX.fr")], ("mx.fr",), False, False, "the same twice"),
        ([(0, ".")], (), True, False, "null MX (RFC 7505, 3)"),
        ([(0, "")], (), True, False, "the root written without its dot"),
        ([(10, ".")], (), True, False, "another preference: nowhere to send all the same"),
        ([(0, "."), (10, "mx.fr.")], ("mx.fr",), False, True, "a null MX stands alone (RFC 7505, 3)"),
        ([(10, "192.0.2.1.")], (), False, True, "an address is no name (RFC 1035, 3.3.9)"),
        ([(10, "2001:db8::1")], (), False, True, "idem"),
        ([(10, "1.mx.fr.")], ("1.mx.fr",), False, False, "a name that begins with a digit"),
    ],
)
def test_mx(records, hosts, null, fault, reason):
    read = read_mx(records)
    assert read == Mx(hosts, null, read.fault)
    assert (read.fault is not None) == fault
    assert list(read_mx(records).hosts) == list(hosts)


@pytest.mark.parametrize(
    ("texts", "identifier", "reason"),
    [
        (["v=STSv1; id=20260101T000000;"], "20260101T000000", "the plain case"),
        (["v=STSv1;id=1"], "1", "no space, no final semicolon"),
        (["v=STSv1 ; x-y=z ; id=1 ; "], "1", "spaces, an extension field (RFC 8461, 3.1)"),
        (["v=spf1 -all", "v=STSv1; id=1"], "1", "other records are ignored"),
        ([], None, "nothing"),
        (["v=STSv1; id=1", "v=STSv1; id=2"], None, "two records are none (RFC 8461, 3.1)"),
        (["v=stsv1; id=1"], None, "the version's case counts"),
        (["v=STSv2; id=1"], None, "another version"),
        (["v=STSv1"], None, "no id"),
        (["v=STSv1;"], None, "no id"),
        (["v=STSv1; id="], None, "an empty id"),
        (["v=STSv1; id=2026-01-01"], None, "letters and digits only"),
        (["v=STSv1; id=" + "1" * 33], None, "at most 32"),
        (["v=STSv1; id = 1"], None, "no space around = here"),
        (["v=STSv1; ID=1"], None, "the field's case counts"),
        (["id=1; v=STSv1;"], None, "the version comes first"),
    ],
)
def test_sts_records(texts, identifier, reason):
    found, fault = read_sts_record(texts)
    assert found == identifier
    assert (fault is None) == (found is not None)


POLICY = "version: STSv1\nmode: enforce\nmx: mx.mairie.fr\nmax_age: 604800\n"


@pytest.mark.parametrize(
    ("text", "mode", "mx", "reason"),
    [
        (POLICY, "enforce", ("mx.mairie.fr",), "the plain case"),
        (POLICY.replace("\n", "\r\n"), "enforce", ("mx.mairie.fr",), "CRLF (RFC 8461, 3.2)"),
        (POLICY.strip(), "enforce", ("mx.mairie.fr",), "no final end of line"),
        (POLICY.replace(": ", ":"), "enforce", ("mx.mairie.fr",), "no space after the colon"),
        (POLICY + "mx: *.ovh.net\nfoo: bar", "enforce", ("mx.mairie.fr", "*.ovh.net"), "several mx, unknown keys"),
        (POLICY + "mode: none", "enforce", ("mx.mairie.fr",), "the first of a key counts (RFC 8461, 3.2)"),
        (POLICY.replace("enforce", "testing"), "testing", ("mx.mairie.fr",), "in test"),
        ("version: STSv1\nmode: none\nmax_age: 86400", "none", (), "withdrawn: no mx needed"),
        (POLICY.replace("enforce", "Enforce"), None, (), "the mode's case counts"),
        (POLICY.replace("enforce", ""), None, (), "no mode"),
        (POLICY.replace("STSv1", "STSv2"), None, (), "another version"),
        (POLICY.replace("604800", "1 semaine"), None, (), "not a number"),
        (POLICY.replace("604800", "99999999"), None, (), "more than a year (RFC 8461, 3.2)"),
        (POLICY.replace("max_age", "maxage"), None, (), "no max_age"),
        (POLICY.replace("mx: mx.mairie.fr", ""), None, (), "no mx"),
        (POLICY.replace("mx.mairie.fr", "mx.*.fr"), None, (), "a wildcard in the middle"),
        (POLICY.replace("mx.mairie.fr", "mx.mairie.fr, mx.ovh.net"), None, (), "two in one line"),
        ("<!DOCTYPE html><html><p>version: STSv1</p>", None, (), "a web page"),
        ("", None, (), "an empty file"),
    ],
)
def test_sts_policies(text, mode, mx, reason):
    policy = read_sts_policy(text)
    assert (policy.fault is None) == (mode is not None)
    assert policy.fault or (policy.mode, policy.mx) == (mode, mx)


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
def test_sts_wildcard_is_one_label(pattern, host, covered):
    assert sts_covers([pattern], host) == covered  # RFC 8461, 4.1


RECORD, HOSTS = ["v=STSv1; id=1"], ["mx.mairie.fr"]


@pytest.mark.parametrize(
    ("texts", "policy", "hosts", "outcome", "number", "said"),
    [
        (RECORD, POLICY, HOSTS, Outcome.SEEN, 1, "enforce"),
        (RECORD, POLICY.replace("enforce", "testing"), HOSTS, Outcome.SEEN, 0, "essai"),
        (RECORD, POLICY.replace("enforce", "none"), HOSTS, Outcome.SEEN, 0, "levée"),
        (RECORD, POLICY.replace("604800", "0"), HOSTS, Outcome.SEEN, 0, "levée"),
        (RECORD, POLICY, [*HOSTS, "mx.ovh.net"], Outcome.SEEN, 0, "mx.ovh.net"),
        (RECORD, "bonjour", HOSTS, Outcome.SEEN, 0, "version"),
        ([], POLICY, HOSTS, Outcome.SEEN, 0, "pas de règle"),
        (RECORD, Unread("certificat expiré", False), HOSTS, Outcome.SEEN, 0, "certificat expiré"),
        (RECORD, Unread("pas de réponse", True), HOSTS, Outcome.WE_FAILED, None, "pas de réponse"),
        (RECORD, None, HOSTS, Outcome.WE_FAILED, None, "pas été demandé"),
        (None, None, HOSTS, Outcome.WE_FAILED, None, "DNS"),
        (RECORD, POLICY, [], Outcome.NOT_CONCERNED, None, "pas de serveur"),
    ],
)
def test_mta_sts(texts, policy, hosts, outcome, number, said):
    statement = judge_mta_sts(texts, policy, hosts)
    assert (statement.fact, statement.outcome, statement.number) == ("mail.mta-sts", outcome, number)
    assert said in statement.detail


@pytest.mark.parametrize(
    ("texts", "number", "reason"),
    [
        (["v=TLSRPTv1; rua=mailto:tls@mairie.fr"], 1, "the plain case"),
        (["v=TLSRPTv1;rua=https://x.fr/r;"], 1, "https is legal (RFC 8460, 3)"),
        (["v=TLSRPTv1; rua=ftp://x.fr , mailto:a@b.fr"], 1, "one of two is valid"),
        (["v=TLSRPTv1; x=y; rua=mailto:a@b.fr"], 1, "an extension before"),
        (["v=TLSRPTv1; rua=tls@mairie.fr"], 0, "no mailto:"),
        (["v=TLSRPTv1; rua=http://x.fr/r"], 0, "http is not allowed"),
        (["v=TLSRPTv1; rua="], 0, "empty"),
        (["v=TLSRPTv1;"], 0, "no address"),
        (["v=tlsrptv1; rua=mailto:a@b.fr"], 0, "the version's case counts"),
        (["v=TLSRPTv1; rua=mailto:a@b.fr"] * 2, 0, "two records are none (RFC 8460, 3)"),
        (["v=spf1 -all"], 0, "another record"),
        ([], 0, "nothing"),
        (None, None, "our failure"),
    ],
)
def test_tls_rpt(texts, number, reason):
    statement = judge_tls_rpt(texts)
    assert (statement.number, statement.outcome == Outcome.WE_FAILED) == (number, texts is None)
    assert statement.detail


SHA256, SHA512 = "ab" * 32, "AB" * 64
GOOD = (3, 1, 1, SHA256)


@pytest.mark.parametrize(
    ("record", "usable", "reason"),
    [
        (GOOD, True, "the usual form: key of the server, SHA-256"),
        ((2, 0, 2, SHA512), True, "an authority, SHA-512"),
        ((3, 0, 0, "3082"), True, "a whole certificate"),
        ((0, 0, 1, SHA256), False, "usage 0 has no use in mail (RFC 7672, 3.1.3)"),
        ((1, 1, 1, SHA256), False, "usage 1 neither"),
        ((3, 1, 1, SHA512), False, "wrong length"),
        ((3, 1, 2, SHA256), False, "wrong length"),
        ((3, 2, 1, SHA256), False, "unknown selector"),
        ((3, 1, 3, SHA256), False, "unknown matching type"),
        ((3, 1, 0, ""), False, "empty"),
        ((3, 1, 1, "zz" * 32), False, "not hexadecimal"),
    ],
)
def test_tlsa(record, usable, reason):
    assert usable_tlsa(record) == usable


@pytest.mark.parametrize(
    ("secure", "answers", "number", "said", "reason"),
    [
        (True, {"a.fr": Tlsas((GOOD,), True)}, 1, "a.fr", "the plain case"),
        (True, {"a.fr": Tlsas(((0, 0, 0, ""), GOOD), True)}, 1, "a.fr", "one usable is enough"),
        (False, {"a.fr": Tlsas((GOOD,), True)}, 0, "DNSSEC", "unsigned MX (RFC 7672, 2.2.1)"),
        (True, {"a.fr": Tlsas((GOOD,), False)}, 0, "non signées", "unsigned TLSA"),
        (True, {"a.fr": Tlsas((), True)}, 0, "pas d’empreinte", "no TLSA"),
        (True, {"a.fr": Tlsas((GOOD,), True), "b.fr": Tlsas((), True)}, 0, "b.fr", "a server is left out"),
        (True, {"a.fr": Tlsas(((1, 1, 1, SHA256),), True)}, 0, "inutilisables", "only unusable records"),
        (True, {"a.fr": None, "b.fr": Tlsas((), True)}, 0, "b.fr", "a no that our failure cannot change"),
        (True, {"a.fr": None, "b.fr": Tlsas((GOOD,), True)}, None, "a.fr", "our failure"),
        (True, {}, None, "pas de serveur", "no mail server"),
    ],
)
def test_dane(secure, answers, number, said, reason):
    statement = judge_dane(secure, answers)
    assert (statement.fact, statement.number, statement.negative) == ("mail.dane", number, number == 0)
    assert said in statement.detail


@given(st.text(max_size=80), st.text(max_size=30))
def test_any_text_is_read(text, host):
    read_sts_policy(POLICY + text)
    for prefix in ("", "v=STSv1;", "v=TLSRPTv1;"):
        assert judge_mta_sts([prefix + text], text, [host]).detail
        assert judge_tls_rpt([prefix + text]).detail
    read_mx([(1, host)])
    usable_tlsa((3, 1, 0, text))
