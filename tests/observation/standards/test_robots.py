"""robots.txt by RFC 9309: its own examples, and the odd files of the field."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.facts.reason import reason
from barometre.facts.reason_codes import ReasonCode
from barometre.observation.net.answers import Answer, Fault, Hop
from barometre.observation.net.coding import CUT, TOO_LONG
from barometre.observation.standards.robots import PARSED_BYTES, Rules, parse_robots, rules
from growth import assert_linear
from words import words

URL = "https://www.quimper.bzh/robots.txt"
OURS = "barometre"


def allowed(text, product, path):
    return parse_robots(text).allows(product, path)


def one(*lines):
    return "\n".join(("User-agent: *", *lines))


@pytest.mark.parametrize(
    ("text", "path", "expected", "reason"),
    [
        ("", "/", True, "empty file"),
        (one("Disallow: /"), "/mairie", False, ""),
        (one("Disallow:"), "/mairie", True, "an empty pattern says nothing"),
        (one("Disallow: /"), "/robots.txt", True, "itself is always allowed: RFC 9309, 2.2.2"),
        (one("Disallow: /example/page/", "Allow: /example/page/disallowed.gif"), "/example/page/x", False, ""),
        (one("Disallow: /example/page/", "Allow: /example/page/d"), "/example/page/d.gif", True, "the longest wins"),
        (one("Disallow: /page", "Allow: /page"), "/page", True, "allow at equal length"),
        (one("Disallow: /Mairie"), "/mairie", True, "paths have a case"),
        (one("disallow: /x", "ALLOW: /x/y"), "/x/y", True, "keys have none"),
        (one("Disallow: *.gif$"), "/a/b.gif", False, "RFC 9309, 2.2.3"),
        (one("Disallow: *.gif$"), "/a/b.gif?x", True, "the end is the end of the query"),
        (one("Disallow: /a$"), "/a", False, ""),
        (one("Disallow: /a$"), "/ab", True, ""),
        (one("Disallow: /a$b"), "/a$b", False, "a dollar in the middle is itself"),
        (one("Disallow: /*?print="), "/actes?print=1", False, "the query is part of the path"),
        (one("Disallow: /a*c*e"), "/abcde", False, ""),
        (one("Disallow: /a*c*e$"), "/abcdef", True, ""),
        (one("Disallow: /ab*ba$"), "/aba", True, "the parts may not overlap"),
        (one("Disallow: /a%2a"), "/a*", False, "an escaped star is a star: 2.2.3"),
        (one("Disallow: /%7Emaire"), "/~maire", False, "unreserved: escaped or not is the same, 2.2.2"),
        (one("Disallow: /é"), "/%c3%a9t%C3%A9", False, "UTF-8 is escaped, hexadecimal in any case"),
        (one("Disallow: /a%2Fb"), "/a/b", True, "a reserved character is not its escape"),
        (one("Disallow: admin"), "/admin", False, "the first slash was forgotten"),
        (one("Disallow: /x # sauf la mairie"), "/x", False, "comment at the end of the line"),
        (one("Disallow : /x"), "/x", False, "a space before the colon"),
        (one("Disallow /x"), "/x", False, "no colon"),
        (one("Dissalow: /x"), "/x", False, "misspelt, but clear"),
        ("Useragent: *\nDisallow: /x", "/x", False, "misspelt, but clear"),
        ("Disallow: /", "/", True, "a rule before any agent is nobody's"),
        ("<!doctype html><p>User-agent: *</p>Disallow: /", "/", True, "a page instead of the file"),
        (one("Disallow: /x").replace("\n", "\r\n"), "/x", False, "CRLF"),
        (one("Disallow: /x").replace("\n", "\r"), "/x", False, "CR alone"),
        (one("Disallow: /x"), "", True, "an empty path is the home page"),
        (one("Disallow: /x#y"), "/x#y", False, "no fragment is ever sent"),
    ],
)
def test_paths(text, path, expected, reason):
    assert allowed(text, OURS, path) is expected, reason


@pytest.mark.parametrize(
    ("text", "expected", "reason"),
    [
        ("User-agent: Barometre\nDisallow: /\n\nUser-agent: *\nAllow: /", False, "our group, in any case"),
        ("User-agent: *\nDisallow: /\n\nUser-agent: barometre\nAllow: /", True, "ours goes before all, in any order"),
        ("User-agent: *\nDisallow: /\n\nUser-agent: barometre\nDisallow:", True, "ours says nothing: all is allowed"),
        ("User-agent: *\nDisallow: /\n\nUser-agent: barometre", True, "ours has no rule"),
        ("User-agent: GPTBot\nDisallow: /", True, "not for us"),
        ("User-agent: barometre2\nDisallow: /", True, "another name that begins the same"),
        ("User-agent: barometre/1.0\nDisallow: /", False, "the version is not part of the token"),
        ("User-agent: a\nUser-agent: barometre\nUser-agent: b\nDisallow: /", False, "one group, several agents"),
        ("User-agent: barometre\nDisallow: /x\nUser-agent: barometre\nDisallow: /", False, "groups add up: 2.2.1"),
        ("User-agent: barometre\n\nSitemap: https://x/s.xml\n\nDisallow: /", False, "sitemaps close nothing: 2.2.4"),
        ("User-agent: a\nDisallow: /\nUser-agent: *\nAllow: /", True, "rules close the list of agents"),
        ("User-agent: *bot\nDisallow: /", True, "no wildcard in agents"),
    ],
)
def test_agents(text, expected, reason):
    assert allowed(text, OURS, "/mairie") is expected, reason


def answer(status=200, body=b"User-agent: *\nDisallow: /admin\n", **more):
    return Answer(URL, (Hop(URL, status),), status=status, body=body, **more)


@pytest.mark.parametrize(
    ("visit", "home", "admin", "because"),
    [
        (answer(), True, False, "read"),
        (answer(404), True, True, "absent: RFC 9309, 2.3.1.3"),
        (answer(403), True, True, "also absent"),
        (answer(429), False, False, "asks us to stay away"),
        (answer(503), False, False, "unreachable: 2.3.1.4"),
        (answer(None, fault=Fault.TIMEOUT), False, False, "unreachable"),
        (answer(None, fault=Fault.NO_NAME), False, False, "unreachable"),
        (answer(None, fault=Fault.REDIRECTS), True, True, "as if absent: 2.3.1.2"),
        (answer(403, wall="Cloudflare"), False, False, "a wall says nothing of the file"),
        (answer(partial=CUT), False, False, "cut: a rule may be beyond"),
        (answer(body=b"#" * PARSED_BYTES, partial=TOO_LONG), True, True, "whole as far as it is read"),
        (answer(body=b"\xef\xbb\xbfUser-agent: *\nDisallow: /admin"), True, False, "byte order mark"),
        (answer(body=b"\xff\xfe\x00\nUser-agent: *\nDisallow: /admin"), True, False, "garbage before"),
        (answer(body=b"#" * PARSED_BYTES + b"\nUser-agent: *\nDisallow: /"), True, True, "beyond 500 KiB: 2.5"),
    ],
)
def test_answers(visit, home, admin, because):
    found = rules(visit)
    assert (found.allows(OURS, "/"), found.allows(OURS, "/admin")) == (home, admin), because


@pytest.mark.parametrize(
    ("visit", "said"),
    [
        (answer(), "le fichier robots.txt du site nous demande de ne pas lire cette page"),
        (answer(503), "(le serveur répond 503)"),
        (answer(429), "(le serveur répond 429)"),
        (answer(None, fault=Fault.RATE_LIMITED), "(le serveur limite nos demandes (429))"),
        (answer(None, fault=Fault.TIMEOUT), "(pas de réponse complète dans le temps que nous laissons)"),
        (answer(403, wall="Cloudflare"), "(un service de protection (Cloudflare) nous a répondu à la place du site)"),
        (answer(partial=CUT), "(la réponse a été coupée avant sa fin, et nous n’en avons qu’une partie)"),
    ],
)
def test_a_file_that_was_not_read_asked_nothing(visit, said):
    refusal = rules(visit).refusal(OURS, "/admin")
    assert refusal.ours
    assert said in words(refusal.why)
    assert ("demande de ne pas" in words(refusal.why)) is (visit.status == 200 and visit.partial is None)


def test_what_is_allowed_is_not_refused():
    assert rules(answer()).refusal(OURS, "/mairie") is None


def test_robots_txt_itself_may_be_asked_again():
    assert Rules(unread=reason(ReasonCode.BODY_CUT)).allows(OURS, "/robots.txt")


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (
            lambda size: "".join(f"useragent:a{number}\n" for number in range(size // 30)) + "allow:a\n" * (size // 15),
            True,
        ),
        (lambda size: "user-agent:*\n" + "disallow:/*a*b\n" * (size // 15), True),
        (lambda size: "user-agent:*\n" + "disallow:/*a\n" * (size // 15), False),
        (lambda size: "user-agent:*\ndisallow:/" + "*a" * (size // 2), True),
        (lambda size: "user-agent:*\nallow" + " " * size, True),
        (lambda size: "user-agent:*\ndisallow:/" + "%" * size, True),
    ],
    ids=["agents", "patterns", "patterns that match", "stars", "spaces", "escapes"],
)
def test_a_hostile_file_costs_no_more_than_its_length(make, expected):
    def read(text):
        assert parse_robots(text).allows(OURS, "/" + "a" * 2_000) is expected

    assert_linear(read, make)


@given(
    st.text(st.sampled_from("user-agent: *\ndisallow: /a$%2#\r") | st.characters(), max_size=200),
    st.text(st.sampled_from("/a*$%2F?#\ud800") | st.characters(), max_size=40),
)
def test_any_file_and_path_are_read(text, path):
    assert isinstance(allowed(text, OURS, path), bool)
    assert isinstance(allowed(f"user-agent: *\ndisallow: {text}", OURS, path), bool)


@given(st.text("abc/", max_size=20), st.text("abc/", max_size=20))
def test_a_plain_pattern_is_a_prefix(pattern, path):
    assert allowed(one(f"Disallow: /{pattern}"), OURS, f"/{path}") is not path.startswith(pattern)
