"""Cookies of one chain: what goes back to whom; the whole gates are in `hostile_answers`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.observation.net.cookie_jar import CookieJar

HOME = "https://www.ville.fr/a/b"


def sent(cookie: str, to: str, by: str = HOME) -> str:
    jar = CookieJar()
    jar.store(by, [("set-cookie", cookie)])
    return jar.header(to)


@pytest.mark.parametrize(
    ("cookie", "to", "header"),
    [
        ("a=1", HOME, "a=1"),
        ("a=1", "https://www.ville.fr/a/", "a=1"),
        ("a=1", "https://www.ville.fr/", ""),
        ("a=1; Path=/", "https://ville.fr/", ""),
        ("a=1; Path=/; Domain=ville.fr", "https://ville.fr/", "a=1"),
        ("a=1; Path=/; Domain=.ville.fr", "https://x.ville.fr/", "a=1"),
        ("a=1; Path=/; Domain=ville.fr", "https://grandeville.fr/", ""),
        ("a=1; Path=/; Domain=fr", HOME, ""),
        ("a=1; Path=/; Domain=mairie.ville.fr", HOME, ""),
        ("a=1; Path=/; Secure", "http://www.ville.fr/", ""),
        ("a=1; Path=/; Secure; SameSite=None", "https://www.ville.fr/", "a=1"),
        ("a=1; Path=/; SameSite=None", "https://www.ville.fr/", ""),
        ("__Host-a=1; Path=/; Secure", "https://www.ville.fr/", "__Host-a=1"),
        ("__host-a=1; Path=/a; Secure", HOME, ""),
        ("__Secure-a=1", HOME, ""),
        ("a=1; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT", HOME, "a=1"),
        ("a=1; Expires=Wed, 01 Jan 2098 00:00:00 GMT", HOME, "a=1"),
        ("a=1; Expires=Tue, 02 Jan 2024 00:00:00 GMT", HOME, ""),
        ("a=1; Expires=Tue, 02 Jan 99999999999 00:00:00 GMT", HOME, "a=1"),
        ("a", HOME, "a"),
        ("a" * 5000, HOME, ""),
        ("", HOME, ""),
    ],
)
def test_what_goes_back(cookie, to, header):
    assert sent(cookie, to) == header


@pytest.mark.parametrize(("to", "header"), [("https://gouv.fr/", "a=1"), ("https://www.gouv.fr/", "")])
def test_a_public_suffix_sets_cookies_for_itself_alone(to, header):
    assert sent("a=1; Path=/; Domain=gouv.fr", to, by="https://gouv.fr/") == header


def test_a_cookie_replaces_the_one_of_its_name_and_may_delete_it():
    jar = CookieJar()
    jar.store(HOME, [("set-cookie", "a=1"), ("set-cookie", "b=1; Path=/"), ("set-cookie", "a=2"), ("etag", "c=1")])
    assert jar.header(HOME) == "a=2; b=1"
    jar.store(HOME, [("set-cookie", "a=; Max-Age=-1")])
    assert jar.header(HOME) == "b=1"


def test_cookies_are_bounded():
    jar = CookieJar()
    jar.store(HOME, [("set-cookie", f"a{number}=1") for number in range(1000)])
    assert jar.header(HOME).count("=") == 50


@given(
    st.text(st.characters(max_codepoint=255)),
    st.sampled_from(["https://ville.fr/", "https://autre.fr/", "http://x.fr/"]),
)
def test_no_cookie_goes_to_another_domain_nor_breaks_a_line(cookie, to):
    assert sent(cookie, to, "https://www.mairie.fr/") == ""
    assert not {"\r", "\n", "\0"}.intersection(sent(cookie, HOME))
