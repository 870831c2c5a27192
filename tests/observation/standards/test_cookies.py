"""Set-Cookie as browsers read it, odd input included."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.facts.reason_codes import ReasonCode
from barometre.facts.schema import Outcome
from barometre.observation.net.answers import Answer, Fault, Hop
from barometre.observation.net.coding import HEAD_CUT
from barometre.observation.standards.cookies import Cookie, cookie_faults, cookies_set, judge_cookies, parse_cookie
from words import negative, words

NOW = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)
URL = "https://www.quimper.bzh/"
GOOD = "PHPSESSID=s3cret; Path=/; Secure; HttpOnly; SameSite=Lax"


def answer(*values, status=200, partial=None):
    headers = tuple(("set-cookie", value) for value in values)
    return Answer(URL, (Hop(URL, status),), status=status, headers=headers, partial=partial)


@pytest.mark.parametrize(
    ("value", "expected", "reason"),
    [
        (GOOD, Cookie("PHPSESSID", True, True, "Lax", path="/"), ""),
        ("a=1;secure;HTTPONLY;samesite=NONE", Cookie("a", True, True, "None"), "any case, no space"),
        ("a=1; Secure=false; HttpOnly=0", Cookie("a", True, True), "an attribute counts whatever its value"),
        ("a=1; SameSite=Lax; SameSite=Strict", Cookie("a", same_site="Strict"), "the last one wins"),
        ("a=1; SameSite=Lax; SameSite=oui", Cookie("a"), "the last one wins, and is unknown"),
        ("a=1; SameSite", Cookie("a"), "no value"),
        (" a = b=c ; Path = /x ", Cookie("a", path="/x"), "spaces, and the first equal sign"),
        ("=valeur", Cookie(""), "no name: 6265bis keeps it"),
        ("valeur", Cookie(""), "no equal sign: a value without a name"),
        ('a="x; Secure"', Cookie("a"), 'quotation marks hide nothing: `Secure"` is another attribute'),
        ("a=1, b=2; Secure", Cookie("a", True), "a comma does not separate cookies"),
        ("a=1; Domain=.Quimper.BZH", Cookie("a", domain="quimper.bzh"), "the leading dot goes"),
        ("a=; Max-Age=0", Cookie("a", ends=True), "asks to forget"),
        ("a=; Max-Age=-1", Cookie("a", ends=True), ""),
        ("a=x; Expires=Thu, 01 Jan 1970 00:00:00 GMT", Cookie("a", ends=True), ""),
        ("a=x; expires=Thu, 01-Jan-70 00:00:01 GMT", Cookie("a", ends=True), "the old form of the date"),
        ("a=x; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=60", Cookie("a"), "Max-Age goes before Expires"),
        ("a=x; Max-Age=soon", Cookie("a"), "not a number: ignored"),
        ("", None, "nothing"),
        ("=", None, "neither name nor value"),
        ("; Secure", None, "neither name nor value"),
        ("a=1\x00; Secure", None, "control character"),
        ("a=" + "x" * 5000, None, "over 4,096 bytes"),
        ("a=1; Path=" + "x" * 2000 + "; Secure", Cookie("a", True), "too long an attribute is ignored alone"),
    ],
)
def test_parse(value, expected, reason):
    assert parse_cookie(value, NOW) == expected, reason


@pytest.mark.parametrize(
    ("value", "https", "faults"),
    [
        (GOOD, True, []),
        ("a=1; Secure; HttpOnly; SameSite=Strict", True, []),
        ("a=1; Secure; HttpOnly; SameSite=None", True, []),
        ("__Host-a=1; Secure; HttpOnly; SameSite=Lax; Path=/", True, []),
        ("a=1", True, [ReasonCode.COOKIE_NO_SECURE, ReasonCode.COOKIE_NO_HTTP_ONLY, ReasonCode.COOKIE_NO_SAME_SITE]),
        ("a=1; HttpOnly; SameSite=None", True, [ReasonCode.COOKIE_NO_SECURE, ReasonCode.COOKIE_SAME_SITE_NONE]),
        (GOOD, False, [ReasonCode.COOKIE_SECURE_ON_HTTP]),
        ("__Host-a=1; Secure; HttpOnly; SameSite=Lax", True, [ReasonCode.COOKIE_HOST_PREFIX]),
        (
            "__HOST-a=1; Secure; HttpOnly; SameSite=Lax; Path=/; Domain=quimper.bzh",
            True,
            [ReasonCode.COOKIE_HOST_PREFIX],
        ),
        ("__Secure-a=1; HttpOnly; SameSite=Lax", True, [ReasonCode.COOKIE_NO_SECURE, ReasonCode.COOKIE_SECURE_PREFIX]),
    ],
)
def test_protection(value, https, faults):
    assert cookie_faults(parse_cookie(value, NOW), https) == faults


def test_a_first_visit_without_cookie_is_not_concerned():
    number, protected = judge_cookies(answer(), https=True, now=NOW)
    assert (number.number, protected.outcome) == (0, Outcome.NOT_CONCERNED)


def test_names_are_shown_values_never():
    number, protected = judge_cookies(answer(GOOD, "lang=secr3t-fr"), https=True, now=NOW)
    assert (number.number, negative(number)) == (2, False)
    assert words(number.reason) == "PHPSESSID, lang"
    assert (protected.number, negative(protected)) == (0, True)
    assert words(protected.reason) == "lang (sans Secure, sans HttpOnly, sans SameSite)"
    assert "secr3t" not in f"{number}{protected}"


def test_protected_cookies_are_named():
    protected = judge_cookies(answer(GOOD, "valeur; Secure; HttpOnly; SameSite=Lax"), https=True, now=NOW)[1]
    assert (protected.number, words(protected.reason)) == (1, "tous protégés\u00a0: PHPSESSID, (sans nom)")


def test_the_last_of_a_name_domain_and_path_stays():
    cookies = cookies_set(answer("a=1", "a=2; Secure", "a=3; Path=/x", "b=1"), NOW)
    assert [cookie.name for cookie in cookies] == ["a", "a", "b"]
    assert cookies_set(answer("a=1", "a=; Max-Age=0"), NOW) == []


@pytest.mark.parametrize(
    ("attribute", "deleted", "why"),
    [
        ("Expires=Thu, 01 Jan 1970 00:00:00 GMT", True, "the usual date"),
        ("expires=Sat, 28-Nov-2026 12:00:00 GMT", True, "yesterday, with hyphens"),
        ("expires=Sun, 29 Nov 2026 12:00:00 GMT", True, "now"),
        ("expires=Sun, 29 Nov 2026 12:00:01 GMT", False, "to come"),
        ("expires=Wednesday, 09-Nov-99 23:12:40 GMT", True, "two digits: 1999"),
        ("expires=Wednesday, 09-Nov-27 23:12:40 GMT", False, "two digits: 2027"),
        ("expires=12:00:00 2020 1 january", True, "in any order"),
        ("expires=Sun, 31 Feb 2020 12:00:00 GMT", False, "no such day: not a date"),
        ("expires=hier", False, "not a date"),
        ("expires=", False, "nothing"),
        ("Max-Age=0", True, ""),
        ("Max-Age=-1", True, ""),
        ("Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT", False, "Max-Age wins"),
        ("Max-Age=x; Expires=Thu, 01 Jan 1970 00:00:00 GMT", True, "not a number: Expires counts"),
        ("Max-Age=" + "9" * 500, False, "more than a computer word"),
    ],
)
def test_a_deleted_cookie_is_not_counted(attribute, deleted, why):
    assert (cookies_set(answer(f"a=; {attribute}"), NOW) == []) is deleted, why


def test_no_page_says_nothing_of_cookies():
    refused = Answer(URL, (Hop(URL, None),), fault=Fault.REFUSED)
    assert {statement.outcome for statement in judge_cookies(refused, True, NOW)} == {Outcome.THEY_FAILED}
    for unknown in (answer(GOOD, status=429), answer(partial=HEAD_CUT)):
        assert {statement.outcome for statement in judge_cookies(unknown, True, NOW)} == {Outcome.WE_FAILED}


@given(
    st.lists(st.text(st.sampled_from("a=;, \t-_HostSecurMx1970\x00é\ud800") | st.characters(), max_size=80), max_size=5)
)
def test_any_text_is_read(values):
    assert len(judge_cookies(answer(*values), https=True, now=NOW)) == 2
