"""Web addresses as servers write them."""

from urllib.parse import urlsplit

import ada_url
import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.observation.net.urls import domain_of, host_of, is_address, plain_url, redirect_target, without_www

BASE = "https://www.ville.fr/a/b?c=d"


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("https://www.ville.fr/", "https://www.ville.fr/"),
        ("https://www.ville.fr", "https://www.ville.fr/"),
        ("HTTPS://WWW.Ville.FR/Accueil", "https://www.ville.fr/Accueil"),
        ("/accueil", "https://www.ville.fr/accueil"),
        ("accueil", "https://www.ville.fr/a/accueil"),
        ("../x", "https://www.ville.fr/x"),
        ("../../../x", "https://www.ville.fr/x"),
        ("?p=1", "https://www.ville.fr/a/b?p=1"),
        ("", "https://www.ville.fr/a/b?c=d"),
        ("//autre.fr/x", "https://autre.fr/x"),
        ("#haut", "https://www.ville.fr/a/b?c=d"),
        ("/x#haut", "https://www.ville.fr/x"),
        ("  /x  ", "https://www.ville.fr/x"),
        ("http://ville.fr:80/", "http://ville.fr/"),
        ("https://ville.fr:443/", "https://ville.fr/"),
        ("https://ville.fr:8443/", "https://ville.fr:8443/"),
        ("https://moi:secret@ville.fr/", "https://ville.fr/"),
        ("https://ville.fr./", "https://ville.fr/"),
        ("/été".encode().decode("latin-1"), "https://www.ville.fr/%C3%A9t%C3%A9"),
        ("/\xe9t\xe9", "https://www.ville.fr/%E9t%E9"),
        ("/déjà%20vu <x>".encode().decode("latin-1"), "https://www.ville.fr/d%C3%A9j%C3%A0%20vu%20%3Cx%3E"),
        ("https://mairie-été.fr/".encode().decode("latin-1"), "https://xn--mairie-t-h1ab.fr/"),
        ("http://127.0.0.1/x", "http://127.0.0.1/x"),
        ("http://[::1]/x", "http://[::1]/x"),
        ("http://2130706433/", "http://127.0.0.1/"),
        ("http://localhost/", "http://localhost/"),
        ("ftp://ville.fr/", None),
        ("file:///etc/passwd", None),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("mailto:mairie@ville.fr", None),
        ("http://", None),
        ("http://ville.fr:99999/", None),
        ("http://ville.fr:port/", None),
        ("http://[::1/", None),
        ("http://exa mple.fr/", None),
        ("http://-ville-.fr/", "http://-ville-.fr/"),
        ("http://mairie_x.ville.fr/", "http://mairie_x.ville.fr/"),
        ("http://a..b.fr/", None),
        ("http:x", "http://x/"),
        ("https:x", "https://www.ville.fr/a/x"),
        ("https:/x", "https://www.ville.fr/x"),
        ("https:\\\\ville.fr\\x", "https://ville.fr/x"),
        ("\\x", "https://www.ville.fr/x"),
        ("/a\tb", "https://www.ville.fr/ab"),
        ("/%2e%2E/x", "https://www.ville.fr/x"),
        ("http://vi%6Cle.fr/", "http://ville.fr/"),
        ("http://ville.fr:00080/", "http://ville.fr/"),
        ("/?q=\xe9", "https://www.ville.fr/?q=%E9"),
        ("http://mairie-\xe9t\xe9.fr/", None),
        ("http://..../", None),
        ("http://" + "a" * 300 + ".fr/", None),
        ("/" + "漢".encode().decode("latin-1"), "https://www.ville.fr/%E6%BC%A2"),
        ("http://ville.fr/\u4e2d", None),
    ],
)
def test_redirections(location, target):
    assert redirect_target(BASE, location) == target


@given(st.text())
def test_any_location_gives_an_address_that_can_be_asked_or_none(location):
    found = redirect_target(BASE, location)
    if found is not None:
        parts = urlsplit(found)
        assert found.isascii() and " " not in found
        assert parts.scheme in ("http", "https") and parts.hostname and parts.path.startswith("/")
        assert not parts.fragment and "@" not in parts.netloc
        assert redirect_target(BASE, found) == found


SIMPLE = st.from_regex(r"https?://([a-z0-9-]{1,4}\.){1,2}[a-z0-9]{1,4}/[a-z0-9/._:@~?&=-]{0,9}", fullmatch=True)


@given(SIMPLE)
def test_addresses_left_as_they_are_are_those_that_the_standard_leaves_so(address):
    if plain_url("", address) == address:
        assert ada_url.URL(address).href == address


@pytest.mark.parametrize("host", "127.0.0.1 ::1 2130706433 0x7f.1 0X7F000001 127.1 127.0.0.1.".split())
def test_literals(host):
    assert is_address(host)


@pytest.mark.parametrize("host", ["ville.fr", "1.2.3.fr", "localhost", ""])
def test_names_are_not_literals(host):
    assert not is_address(host)


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("www.ville.fr", "ville.fr"),
        ("a.b.ville.fr", "ville.fr"),
        ("mairie.gouv.fr", "mairie.gouv.fr"),
        ("gouv.fr", "gouv.fr"),
        ("127.0.0.1", "127.0.0.1"),
        ("::1", "::1"),
        ("localhost", "localhost"),
    ],
)
def test_domains(host, domain):
    assert domain_of(host) == domain


def test_hosts():
    assert host_of("https://WWW.Ville.fr:8443/x") == "www.ville.fr"
    assert host_of("http://[::1") == ""
    assert without_www("www.ville.fr") == "ville.fr" and without_www("wwww.fr") == "wwww.fr"
