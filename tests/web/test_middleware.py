import hashlib

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from barometre.web.middleware import SecurityHeaders


def test_every_answer_has_the_strict_policy(client):
    for address in ("/", "/nulle-part", "/indicateurs/donnees.csv"):
        headers = client.get(address).headers
        assert headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'")
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "geolocation=()" in headers["Permissions-Policy"]
        assert "Set-Cookie" not in headers


def test_a_page_already_seen_is_not_sent_again(client):
    first = client.get("/communes/29232/")
    assert first.headers["Cache-Control"] == "public, max-age=300"
    again = client.get("/communes/29232/", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", first.headers["ETag"])


@pytest.mark.parametrize("seen", ['W/"another-edition"', '"x"'])
def test_a_page_of_another_edition_is_sent(client, seen):
    assert client.get("/", headers={"If-None-Match": seen}).status_code == 200


def test_a_star_never_makes_an_unknown_page_known(client):
    assert client.get("/nulle-part", headers={"If-None-Match": "*"}).status_code == 404


def test_an_error_is_not_kept(client):
    assert "ETag" not in client.get("/nulle-part").headers


def test_pages_are_compressed(client):
    assert client.get("/", headers={"Accept-Encoding": "gzip"}).headers["Content-Encoding"] == "gzip"


@pytest.mark.parametrize(
    "address",
    [
        *("/communes/%00/", "/programme/projets/%00/inscription/", "/static/%00.css", "/recherche/?q=%00", "/?%00=a"),
        *("/gestion/%00", "/gestion/login/?next=%00", "/gestion/programme/award/?q=%00"),
    ],
)
def test_a_null_character_is_refused_at_every_address(client, address):
    assert client.get(address).status_code == 400


@pytest.mark.parametrize("address", ["/communes/29232/contester/site-declare/", "/gestion/login/"])
@pytest.mark.parametrize("form", [{"text": "a\0"}, {"\0": "a"}])
def test_a_null_character_in_a_form_is_refused(client, address, form):
    assert client.post(address, form).status_code == 400


def test_asking_for_the_head_gives_the_length_and_no_body():
    """As a server does it: the test client of Django would take the body off by itself."""
    request = RequestFactory().head("/")
    answer = SecurityHeaders(lambda _: HttpResponse("douze octets"))(request)
    assert (answer.content, answer.headers["Content-Length"]) == (b"", "12")


def test_an_answer_with_a_cookie_is_kept_by_nobody_else(client):
    client.cookies["session"] = "inventee"
    headers = client.get("/programme/").headers
    assert "no-store" in headers["Cache-Control"] or "session" not in client.cookies.output()


METHODS = ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "FOO")


@pytest.fixture
def stranger(published):
    """What a program meets: unlike Django's usual client, no form is accepted without its token."""
    return Client(SERVER_NAME="localhost", enforce_csrf_checks=True, raise_request_exception=False)


# Addresses of each kind, and what they take: every method is tried at one of each, those that differ at all.
ADDRESSES = [
    ("/recherche/?q=brest", "GET, HEAD"),
    ("/nulle-part/", "GET, HEAD"),
    ("/programme/fonds/", "GET, HEAD"),
    ("/static/barometre/base.css", "GET, HEAD"),
    ("/robots.txt", "GET, HEAD"),
    ("/donnees/aggregates.parquet", "GET, HEAD"),
    ("/communes/29232/contester/site-declare/", "GET, HEAD, POST"),
    ("/communes/29232/mairie/", "GET, HEAD, POST"),
    ("/mairie/entrer/", "GET, HEAD, POST"),
    ("/gestion/", "GET, HEAD, POST"),
    ("/gestion/login/", "GET, HEAD, POST"),
    ("/api/v1/", "GET, HEAD, OPTIONS"),
    ("/api/v1/openapi.json", "GET, HEAD, OPTIONS"),
    ("/api/v1/communes", "GET, HEAD, OPTIONS"),
    ("/api/v1/nulle-part", "GET, HEAD, OPTIONS"),
]


@pytest.mark.parametrize(
    ("address", "allowed", "method"),
    [
        (*address, method)
        for address in ADDRESSES
        for method in (METHODS if address in ADDRESSES[::7] else ("POST", "OPTIONS", "DELETE"))
    ],
)
def test_each_kind_of_address_says_which_methods_it_takes(stranger, method, address, allowed):
    answer = stranger.generic(method, address)
    if method not in allowed.split(", "):
        assert (answer.status_code, answer.headers["Allow"]) == (405, allowed)
        problem = answer.headers.get("Content-Type") == "application/problem+json"
        assert problem == address.startswith("/api/")
    else:
        assert answer.status_code == (403 if method == "POST" else 204), "a form without its token; a preflight"


@pytest.mark.parametrize("address", ["/communes/29232/", "/api/v1/editions", "/donnees/catalogue.json"])
@pytest.mark.parametrize("form", ["{}", "W/{}", '"x", {}', "*"])
def test_what_was_sent_is_known_again_as_proxies_that_compress_say_it(client, address, form):
    first = client.get(address)
    tag = first.headers["ETag"].removeprefix("W/")
    again = client.get(address, headers={"If-None-Match": form.format(f'{tag[:-1]}-gzip"')})
    assert (again.status_code, client.get(address, headers={"If-None-Match": '"x"'}).status_code) == (304, 200)


def test_a_file_is_sent_as_its_checksum_says(client):
    answer = client.get("/donnees/catalogue.json", headers={"Accept-Encoding": "gzip"})
    content = b"".join(answer.streaming_content)
    assert answer.headers["ETag"] == f'"{hashlib.sha256(content).hexdigest()}"'
    assert ("Content-Encoding" in answer.headers, answer.headers["Content-Length"]) == (False, str(len(content)))
