"""What an audit says, by tables; no browser here."""

from dataclasses import replace

import pytest

from barometre.facts.reason import reason
from barometre.facts.reason_codes import ReasonCode
from barometre.facts.schema import Outcome
from barometre.observation.browser.audit import Audit, Axe, BrokenRule, Share, StoredCookie
from barometre.observation.browser.resources import (
    ReceivedResource,
    cached,
    compressed,
    images,
    keeps_a_week,
    refused_cookies,
    third_parties,
)
from barometre.observation.browser.watch import error_reason
from barometre.observation.criteria.browser import FACTS, judge_audit
from words import negative, words

TRACKERS = (("Google Analytics", ("google-analytics.com", "googletagmanager.com")), ("Facebook", ("facebook.net",)))
PAGE = Audit("https://mairie.fr/", "https://www.mairie.fr/", 200, elements=400, requests=40, kilobytes=900.0, width=360)
PAGE = replace(PAGE, axe=Axe(9, (BrokenRule("image-alt", "critical", 3),), "4.12"), hosts=("www.mairie.fr",))


def _judged(**changes):
    return {statement.fact: statement for statement in judge_audit(replace(PAGE, **changes), TRACKERS)}


def test_every_fact_once():
    assert tuple(statement.fact for statement in judge_audit(PAGE, TRACKERS)) == FACTS


def test_failed_look_says_nothing_of_the_page():
    crashed = reason(ReasonCode.BROWSER_CRASHED)
    statements = judge_audit(Audit("https://mairie.fr/", fault=crashed), TRACKERS)
    assert tuple(statement.fact for statement in statements) == FACTS
    assert {(s.outcome, s.reason, negative(s)) for s in statements} == {(Outcome.WE_FAILED, crashed, False)}


def test_frugality():
    facts = _judged(images=Share(1, 4, ("mairie.fr/…/a.png",)))
    assert facts["site.ecoindex"].number == 70  # weights 3, 2, 1 of the places 6.71, 4.75, 6.75 among twentieths
    assert facts["site.ecoindex-grade"].text == "C"
    assert facts["site.page-weight"].number == 900
    assert words(facts["site.ecoindex"].reason) == "400 éléments, 40 requêtes, 0,90 Mo"
    assert words(facts["site.ecoindex-grade"].reason) == "note 70 sur 100"
    assert facts["site.requests"].reason is None
    images = facts["site.images-modern"]
    assert (images.number, words(images.reason).replace("\u00a0", " ")) == (
        25,
        "1 sur 4 images en WebP, AVIF ou SVG ; pas mairie.fr/…/a.png",
    )
    cached = facts["site.cached-resources"]
    assert (cached.outcome, cached.reason.code) == (Outcome.NOT_CONCERNED, ReasonCode.CACHE_NONE)


def test_a_page_cut_short_is_measured_at_least():
    bounds = (
        reason(ReasonCode.MEASURE_MANY_REQUESTS, requests=400),
        reason(ReasonCode.MEASURE_MANY_BYTES, megabytes=20),
    )
    facts = _judged(bounds=bounds)
    cut = "mesure arrêtée, au moins cela : plus de 400 requêtes et plus de 20 Mo échangés"
    assert words(facts["site.requests"].reason).replace("\u00a0", " ") == cut
    whole = words(facts["site.ecoindex"].reason).replace("\u00a0", " ")
    assert whole == f"400 éléments, 40 requêtes, 0,90 Mo ; {cut}"


@pytest.mark.parametrize(
    ("hosts", "names"),
    [
        (("www.mairie.fr",), []),
        (("www.google-analytics.com",), ["Google Analytics"]),
        (("www.googletagmanager.com", "region1.google-analytics.com"), ["Google Analytics"]),  # one tracker, two hosts
        (("google-analytics.com", "connect.facebook.net"), ["Google Analytics", "Facebook"]),
        (("notfacebook.net", "facebook.net.mairie.fr"), []),  # only the host itself and its subdomains
    ],
)
def test_trackers(hosts, names):
    statement = _judged(hosts=hosts)["site.trackers"]
    assert (statement.number, words(statement.reason)) == (len(names), ", ".join(names))
    assert negative(statement) == bool(names)


@pytest.mark.parametrize(
    ("cookie", "foreign"),
    [
        (StoredCookie("PHPSESSID", "www.mairie.fr", False), False),  # needed by the service
        (StoredCookie("_pk_id.1", "www.mairie.fr", False), False),  # Matomo may be exempt from consent
        (StoredCookie("_ga_12AB", "mairie.fr", False), True),  # a tracker's, under the site's own domain
        (StoredCookie("session", "video.example", True), True),
        (StoredCookie("NID", "stats.google-analytics.com", True), True),
    ],
)
def test_cookies_before_consent(cookie, foreign):
    statement = _judged(cookies=(StoredCookie("langue", "www.mairie.fr", False), cookie))["site.cookies-before-consent"]
    assert statement.number == 2
    other = words(reason(ReasonCode.CONSENT_OWN_COOKIE, name="langue", domain="www.mairie.fr"))
    if foreign:
        assert words(statement.reason) == f"{cookie.name} ({cookie.domain}, d’un tiers ou d’un traceur), {other}"
    else:
        assert words(statement.reason) == f"{other}, {cookie.name} ({cookie.domain})"


@pytest.mark.parametrize(("width", "readable"), [(360, 1), (361, 1), (362, 0), (980, 0)])
def test_mobile(width, readable):
    statement = _judged(width=width)["site.mobile"]
    assert statement.number == readable and negative(statement) == (not readable)
    assert statement.reason == reason(ReasonCode.MOBILE_WIDTH, width=width, screen=360)


def test_parts_that_did_not_finish_are_our_failure():
    facts = _judged(width=None, axe=None)
    failures = {fact for fact, statement in facts.items() if statement.outcome is Outcome.WE_FAILED}
    assert failures == {"site.mobile", *(fact for fact in FACTS if fact.startswith("site.axe-"))}
    assert facts["site.mobile"].reason.code is ReasonCode.MOBILE_SLOW
    assert facts["site.axe-minor"].reason.code is ReasonCode.AXE_SLOW


def test_accessibility():
    rules = (BrokenRule("list", "serious", 1), BrokenRule("image-alt", "critical", 3), BrokenRule("odd", "unheard", 2))
    facts = _judged(axe=Axe(6, rules, "4.12"))
    counts = {
        fact: facts[f"site.axe-{fact}"].number for fact in ("violations", "critical", "serious", "moderate", "minor")
    }
    assert counts == {"violations": 3, "critical": 1, "serious": 1, "moderate": 0, "minor": 1}
    assert facts["site.axe-passed"].number == pytest.approx(66.7)
    assert words(facts["site.axe-passed"].reason) == "6 règles respectées sur 9 qui s’appliquent (axe-core 4.12)"
    assert words(facts["site.axe-violations"].reason).startswith(
        "images sans texte de remplacement (3), listes mal formées"
    )
    assert words(facts["site.axe-minor"].reason) == "odd (2)"  # a rule without French
    assert negative(facts["site.axe-serious"]) and not negative(facts["site.axe-moderate"])
    assert _judged(axe=Axe(0, (), "4.12"))["site.axe-passed"].outcome is Outcome.NOT_CONCERNED


@pytest.mark.parametrize(
    ("headers", "kept"),
    [
        ({"cache-control": "max-age=604800"}, True),
        ({"cache-control": "public, MAX-AGE=31536000, immutable"}, True),
        ({"cache-control": "max-age=604799"}, False),
        ({"cache-control": 'max-age="604800"'}, True),  # quoted: to be accepted (RFC 9111, 5.2)
        ({"cache-control": "immutable"}, True),
        ({"cache-control": "no-cache, max-age=604800"}, False),
        ({"cache-control": "max-age=0", "expires": "Thu, 01 Jan 2099 00:00:00 GMT"}, False),  # max-age wins (5.3)
        ({"cache-control": "max-age=soon"}, False),
        ({"expires": "Thu, 01 Jan 2099 00:00:00 GMT"}, True),
        ({"expires": "Thu, 08 Jan 2026 00:00:00 GMT", "date": "Thu, 01 Jan 2026 00:00:00 GMT"}, True),
        ({"expires": "Wed, 07 Jan 2026 00:00:00 GMT", "date": "Thu, 01 Jan 2026 00:00:00 GMT"}, False),
        ({"expires": "0"}, False),
        ({}, False),
    ],
)
def test_kept_a_week(headers, kept):
    assert keeps_a_week(headers) is kept


def _resource(kind, content_type, size, status=200, **headers):
    return ReceivedResource("https://mairie.fr/a", kind, status, {"content-type": content_type, **headers}, 100, size)


def test_shares():
    rows = [
        _resource("document", "text/html; charset=utf-8", 9_000, **{"content-encoding": "br"}),
        _resource("script", "application/javascript", 9_000),
        _resource("stylesheet", "text/css", 900),  # too small for compression to spare anything
        _resource("image", "image/svg+xml", 9_000, **{"content-encoding": "GZIP", "cache-control": "max-age=9999999"}),
        _resource("image", "IMAGE/AVIF", 9_000),
        _resource("fetch", "image/jpeg", 9_000),
        _resource("image", "image/gif", 43),  # an empty pixel
        _resource("image", "image/png", 9_000, status=404),
    ]
    assert (images(rows).met, images(rows).total) == (2, 3)
    assert (compressed(rows).met, compressed(rows).total) == (2, 3)
    assert (cached(rows).met, cached(rows).total) == (1, 5)


def test_third_parties():
    hosts = ["www.mairie.fr", "cdn.mairie.fr", "", "b.example", "a.example", "192.0.2.1"]
    assert third_parties(hosts, "mairie.fr") == ("192.0.2.1", "a.example", "b.example")


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("id=1; Secure; SameSite=None", [("id", "pub.example.org")]),
        ("id=1; secure; samesite=NONE; Domain=.Example.org", [("id", "example.org")]),
        ("id=1; SameSite=None", []),  # browsers refuse it without Secure
        ("id=1; Secure", []),  # Lax unless said: not sent nor taken in another's page
        ("id=; Secure; SameSite=None; Max-Age=0", []),  # a deletion
    ],
)
def test_cookies_that_a_private_window_refuses(line, found):
    rows = [
        ReceivedResource(f"https://{host}/", "script", 200, set_cookies=(line,))
        for host in ("pub.example.org", "mairie.fr")
    ]
    assert refused_cookies(rows, "www.mairie.fr") == found


@pytest.mark.parametrize(
    ("message", "why"),
    [
        (
            "Page.goto: net::ERR_CERT_DATE_INVALID at https://mairie.fr/",
            reason(ReasonCode.BROWSER_CERTIFICATE_REFUSED, error="ERR_CERT_DATE_INVALID"),
        ),
        (
            "Page.goto: net::ERR_TUNNEL_CONNECTION_FAILED at https://mairie.fr/",
            reason(ReasonCode.BROWSER_UNREACHABLE),
        ),
        (
            "Page.goto: net::ERR_HTTP2_PROTOCOL_ERROR at https://mairie.fr/",
            reason(ReasonCode.BROWSER_NOT_OPENED, error="ERR_HTTP2_PROTOCOL_ERROR"),
        ),
        ("Target page, context or browser has been closed", reason(ReasonCode.BROWSER_STOPPED)),
        ("Page.goto: Download is starting", reason(ReasonCode.BROWSER_DOWNLOAD)),
        ("Protocol error", reason(ReasonCode.BROWSER_UNREAD)),
    ],
)
def test_reasons_of_errors(message, why):
    assert error_reason(message) == why
