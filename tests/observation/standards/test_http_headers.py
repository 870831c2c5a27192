"""Headers of a home page: what browsers do with odd ones decides, each row says why."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.facts.reason import reason
from barometre.facts.reason_codes import ReasonCode
from barometre.facts.schema import Outcome
from barometre.observation.net.answers import Answer, Certificate, Fault, Hop, Secure
from barometre.observation.net.coding import CUT, HEAD_CUT
from barometre.observation.standards.http_headers import FACTS, judge_headers, parse_hsts
from words import negative, words

URL = "https://www.quimper.bzh/"
EXPIRED = reason(ReasonCode.CERTIFICATE_EXPIRED)
PAGE = b"<!doctype html><title>Quimper</title>" + b"<p>Bienvenue</p>" * 100


def answer(*headers, url=URL, status=200, body=PAGE, **more):
    return Answer(url, (Hop(url, status),), status=status, headers=headers, body=body, **more)


def judged(fact, *headers, **more):
    statements = judge_headers(answer(*headers, **more))
    return next(statement for statement in statements if statement.fact == f"site.{fact}")


def seen(statement):
    return bool(statement.number) if statement.outcome is Outcome.SEEN else statement.outcome.value


@pytest.mark.parametrize(
    ("value", "expected", "because"),
    [
        ("max-age=31536000", True, "one year, the least that counts"),
        ("max-age=63072000; includeSubDomains; preload", True, "the usual form"),
        ('MAX-AGE="31536000" ;; includesubdomains', True, "any case, quoted value, empty directive: RFC 6797, 6.1"),
        ('max-age=31536000; future="a;b=c"', True, "unknown directive with a quoted semicolon"),
        ("max-age=99999999999999999999999999", True, "a number too large for a computer word"),
        ("max-age=00000000000031536000", True, "leading zeros"),
        ("max-age=15768000", False, "six months"),
        ("max-age=0", False, "asks to forget: RFC 6797, 6.1.1"),
        ("includeSubDomains", False, "max-age is required"),
        ("max-age=31536000; max-age=31536000", False, "a directive comes once"),
        ("max-age=31536000; Max-Age=0", False, "also in another case"),
        ("max-age=31536000, max-age=0", False, "a comma is not a separator here"),
        ("max-age=-1", False, "digits only"),
        ("max-age=²", False, "ASCII digits only"),
        ("max-age=31536000; includeSubDomains=true", False, "that directive has no value"),
        ("max-age=31536000 includeSubDomains", False, "the semicolon was forgotten"),
        ('max-age="31536000', False, "the quotation is not closed"),
        ("", False, "empty header"),
    ],
)
def test_hsts(value, expected, because):
    assert seen(judged("hsts", ("strict-transport-security", value))) is expected, because


def test_only_the_first_hsts_header_counts():
    year, off = ("strict-transport-security", "max-age=31536000"), ("strict-transport-security", "max-age=0")
    assert seen(judged("hsts", year, off)) is True
    assert seen(judged("hsts", off, year)) is False


def test_hsts_counts_only_over_a_sound_https():
    header = ("strict-transport-security", "max-age=31536000")
    expired = Certificate("AC", datetime(2025, 1, 1, tzinfo=UTC), "EC 256", fault=EXPIRED)
    assert seen(judged("hsts", header, url="http://www.quimper.bzh/")) is False
    refused = judged("hsts", header, secure=Secure("TLSv1.3", expired))
    assert refused.reason == reason(ReasonCode.HSTS_CERTIFICATE_REFUSED, cause=EXPIRED)


def test_hsts_says_how_long():
    statement = judged("hsts", ("strict-transport-security", "max-age=2592000"))
    assert words(statement.reason) == "«\u00a0max-age=2592000\u00a0», soit 1 mois\u00a0: moins d’un an"
    assert negative(statement)


@pytest.mark.parametrize(
    ("headers", "expected", "because"),
    [
        ({"x-frame-options": "DENY"}, True, ""),
        ({"x-frame-options": " sameorigin "}, True, "any case, spaces"),
        ({"x-frame-options": "SAMEORIGIN, SAMEORIGIN"}, True, "sent twice by server and application"),
        ({"x-frame-options": "SAMEORIGIN, DENY"}, True, "contradictory: browsers refuse every frame"),
        ({"x-frame-options": "ALLOWALL"}, False, "never a value"),
        ({"x-frame-options": "ALLOW-FROM https://exemple.fr"}, False, "browsers ignore it"),
        ({"x-frame-options": "SAMEORIGIN; mode=block"}, False, "not the value"),
        ({"x-frame-options": ""}, False, "empty"),
        ({}, False, "absent"),
        ({"content-security-policy": "frame-ancestors 'self'"}, True, ""),
        ({"content-security-policy": "frame-ancestors"}, True, "an empty list allows nobody"),
        ({"content-security-policy": "frame-ancestors *", "x-frame-options": "DENY"}, False, "frame-ancestors wins"),
        ({"content-security-policy": "frame-ancestors https:", "x-frame-options": "DENY"}, False, "any site in https"),
        ({"content-security-policy": "default-src 'none'"}, False, "default-src does not cover frame-ancestors"),
        ({"content-security-policy-report-only": "frame-ancestors 'none'"}, False, "reports, does not block"),
    ],
)
def test_frame_protection(headers, expected, because):
    assert seen(judged("frame-protection", *headers.items())) is expected, because


@pytest.mark.parametrize(
    ("value", "expected", "because"),
    [
        ("strict-origin-when-cross-origin", True, ""),
        ("No-Referrer", True, "any case"),
        ("unsafe-url, same-origin", True, "the last known token wins"),
        ("same-origin, futur", True, "unknown tokens are for later browsers"),
        ("no-referrer, unsafe-url", False, "the last one again"),
        ("no-referrer-when-downgrade", False, "the whole address goes to other sites"),
        ("none", False, "not a policy"),
        ("", False, "empty"),
        (None, False, "absent: the default is the browser's, not the site's"),
    ],
)
def test_referrer_policy(value, expected, because):
    headers = [] if value is None else [("referrer-policy", value)]
    assert seen(judged("referrer-policy", *headers)) is expected, because


@pytest.mark.parametrize(
    ("value", "expected", "because"),
    [
        ("nosniff", True, ""),
        ("NoSniff, nosniff", True, "sent twice"),
        ("none, nosniff", False, "the first value counts (Fetch)"),
        ("no-sniff", False, "misspelt"),
    ],
)
def test_nosniff(value, expected, because):
    assert seen(judged("nosniff", ("x-content-type-options", value))) is expected, because
    assert seen(judged("nosniff")) is False


@pytest.mark.parametrize(
    ("name", "value", "hidden"),
    [
        ("server", "Apache", True),
        ("server", "cloudflare", True),
        ("server", "o2switch-PowerBoost-v3", True),
        ("server", "ECS (dcb/7F83)", True),
        ("x-powered-by", "ASP.NET", True),
        ("via", "1.1 varnish", True),
        ("server", "Apache/2.4.41 (Ubuntu) OpenSSL/1.1.1f", False),
        ("server", "Microsoft-IIS/10.0", False),
        ("server", "nginx/1.18.0", False),
        ("x-powered-by", "PHP/8.1.2-1ubuntu2.14", False),
        ("x-aspnet-version", "4.0.30319", False),
        ("x-generator", "Drupal 10 (https://www.drupal.org)", False),
    ],
)
def test_version_hidden(name, value, hidden):
    statement = judged("version-hidden", (name, value))
    assert seen(statement) is hidden
    shown = reason(ReasonCode.VERSION_SHOWN, headers=(reason(ReasonCode.VERSION_HEADER, name=name, value=value),))
    assert statement.reason == (reason(ReasonCode.VERSION_HIDDEN) if hidden else shown)


HTML = ("content-type", "text/html; charset=utf-8")


@pytest.mark.parametrize(
    ("headers", "body", "expected", "because"),
    [
        ([HTML, ("content-encoding", "gzip")], PAGE, True, ""),
        ([HTML, ("content-encoding", "BR")], PAGE, True, "any case"),
        ([HTML, ("content-encoding", "identity, zstd")], PAGE, True, "one of several"),
        ([HTML, ("content-encoding", "identity")], PAGE, False, "that is none"),
        ([HTML, ("content-encoding", "UTF-8")], PAGE, False, "a frequent confusion with the character set"),
        ([HTML], PAGE, False, "absent"),
        ([], PAGE, False, "no type, but text"),
        ([HTML], b"<p>ici</p>", "not-concerned", "under one kilobyte"),
        ([HTML, ("content-encoding", "gzip")], b"<p>ici</p>", True, "compressed all the same"),
        ([("content-type", "application/pdf")], b"%PDF" * 500, "not-concerned", "compressed already"),
        ([], b"\0\1" * 900, "not-concerned", "no type, not text"),
        ([("content-type", "application/xhtml+xml")], PAGE, False, ""),
    ],
)
def test_compression(headers, body, expected, because):
    assert seen(judged("compression", *headers, body=body)) == expected, because


@pytest.mark.parametrize(
    ("visit", "outcome"),
    [
        (Answer(URL, (Hop(URL, None),), fault=Fault.TIMEOUT), Outcome.WE_FAILED),
        (Answer(URL, (Hop(URL, None),), fault=Fault.REFUSED), Outcome.THEY_FAILED),
        (Answer(URL, ()), Outcome.WE_FAILED),
        (answer(status=429), Outcome.WE_FAILED),
        (answer(status=503), Outcome.THEY_FAILED),
        (answer(status=404), Outcome.THEY_FAILED),
    ],
)
def test_without_a_page_nothing_is_said_of_its_headers(visit, outcome):
    statements = judge_headers(visit)
    assert [statement.fact for statement in statements] == list(FACTS)
    assert {statement.outcome for statement in statements} == {outcome}


NAMES = st.sampled_from(
    [
        *("strict-transport-security", "content-security-policy", "content-security-policy-report-only"),
        *("x-frame-options", "referrer-policy", "x-content-type-options", "server", "x-powered-by"),
        *("content-encoding", "content-type"),
    ]
)
TEXT = st.text(st.sampled_from("a1;,=\"'\\ \t*/:.-é\x00\ud800") | st.characters(), max_size=60)


@given(st.lists(st.tuples(NAMES, TEXT), max_size=6))
def test_any_header_text_gives_seven_statements(headers):
    statements = judge_headers(answer(*headers))
    assert [statement.fact for statement in statements] == list(FACTS)
    for statement in statements:
        text = words(statement.reason)
        assert text
        assert "\n" not in text
        assert len(text) < 400


@pytest.mark.parametrize("value", [" " * 60_000 + '"', 'a="' + "\\" * 60_000, "a" * 60_000 + '"', ";" * 60_000])
def test_a_hostile_header_costs_little(value):
    assert parse_hsts(value) is None


def metas(csp=(), referrer=(), *headers, **more):
    return {one.fact: one for one in judge_headers(answer(*headers, **more), csp, referrer)}


@pytest.mark.parametrize(
    ("csp", "header", "expected", "because"),
    [
        (["default-src 'self'"], None, True, "as the catalogue counts it"),
        (["default-src *"], None, False, "too wide"),
        (["img-src 'self'"], "default-src 'self'", True, "all policies apply together"),
        (["script-src 'self'"], "default-src *", True, "idem"),
        (["sandbox"], None, False, "counts in a header only (CSP3, 3.3)"),
        ([], None, False, "none"),
    ],
)
def test_a_policy_in_the_page_counts(csp, header, expected, because):
    headers = [("content-security-policy", header)] if header else []
    assert bool(metas(csp, [], *headers)["site.csp"].number) is expected, because


def test_frame_ancestors_does_not_count_in_the_page():
    assert metas(["frame-ancestors 'none'"])["site.frame-protection"].number == 0


@pytest.mark.parametrize(
    ("referrer", "header", "expected", "because"),
    [
        (["same-origin"], None, True, ""),
        (["unsafe-url"], "same-origin", False, "the page wins over the header"),
        (["x"], "same-origin", True, "unknown: ignored"),
        (["never"], None, True, "an old word (HTML, 4.2.5.1)"),
        (["always"], None, False, "idem"),
        (["x"], None, False, "unknown"),
    ],
)
def test_a_referrer_policy_in_the_page_counts(referrer, header, expected, because):
    headers = [("referrer-policy", header)] if header is not None else []
    assert bool(metas([], referrer, *headers)["site.referrer-policy"].number) is expected, because


@pytest.mark.parametrize("fact", ["site.csp", "site.referrer-policy", "site.compression"])
def test_what_could_be_beyond_the_cut_is_not_denied(fact):
    assert metas(partial=CUT, body=b"<p>")[fact].outcome is Outcome.WE_FAILED
    assert metas(["default-src 'self'"], ["origin"], ("content-encoding", "gzip"), partial=CUT)[fact].number == 1


@pytest.mark.parametrize(
    ("fact", "header", "number"),
    [
        ("site.nosniff", ("x-content-type-options", "nosniff"), 1),
        ("site.frame-protection", ("x-frame-options", "DENY"), 1),
        ("site.version-hidden", ("server", "nginx/1.2"), 0),
    ],
)
def test_what_could_be_in_the_rest_of_a_head_that_was_cut_is_not_denied(fact, header, number):
    assert metas(partial=HEAD_CUT)[fact].outcome is Outcome.WE_FAILED
    assert metas((), (), header, partial=HEAD_CUT)[fact].number == number
    assert metas(partial=CUT)[fact].number == 1 - number
