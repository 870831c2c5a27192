import pytest
from django.http import HttpResponse
from django.test import RequestFactory

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
    "address", ["/communes/%00/", "/programme/projets/%00/", "/programme/projets/%00/inscription/"]
)
def test_a_null_character_is_at_no_address(client, address):
    assert client.get(address).status_code == 404


def test_asking_for_the_head_gives_the_length_and_no_body():
    """As a server does it: the test client of Django would take the body off by itself."""
    request = RequestFactory().head("/")
    answer = SecurityHeaders(lambda _: HttpResponse("douze octets"))(request)
    assert (answer.content, answer.headers["Content-Length"]) == (b"", "12")


def test_an_answer_with_a_cookie_is_kept_by_nobody_else(client):
    client.cookies["session"] = "inventee"
    headers = client.get("/programme/").headers
    assert "no-store" in headers["Cache-Control"] or "session" not in client.cookies.output()


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_nothing_can_be_sent(client, method):
    assert getattr(client, method)("/recherche/?q=brest").status_code == 405
