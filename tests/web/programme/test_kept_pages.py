"""What is kept of pages of the programme, and of those that mention it."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from barometre.web.middleware import PublishedEdition
from barometre.web.programme.models import Organisation
from barometre.web.programme.version import programme_version


@pytest.fixture
def answer(programme):
    """Answer of the middleware for an address, without any page behind."""

    def ask(address, method="get", user=None, **headers):
        request = getattr(RequestFactory(headers=headers), method)(address)
        if user:
            request.user, request.COOKIES["session"] = user, "x"
        return PublishedEdition(lambda request: HttpResponse("page"))(request)

    return ask


def test_the_public_keeps_a_page_until_something_changes(answer):
    first = answer("/programme/")
    assert (first.headers["Cache-Control"], first.headers["Vary"]) == ("public, no-cache", "Cookie")
    tag = first.headers["ETag"]
    assert answer("/programme/", **{"If-None-Match": tag}).status_code == 304
    organisation = Organisation.objects.first()
    organisation.note = "Autre remarque"
    organisation.save()
    again = answer("/programme/", **{"If-None-Match": tag})
    assert (again.status_code, again.headers["ETag"] == tag) == (200, False)


def test_an_account_has_pages_of_its_own(answer, someone):
    page = answer("/programme/", user=someone("reader").user)
    assert "private" in page.headers["Cache-Control"]
    assert "no-store" in page.headers["Cache-Control"]
    assert "ETag" not in page.headers
    assert "ETag" in answer("/communes/29232/", user=someone("team").user).headers


@pytest.mark.parametrize(
    ("address", "method", "status"),
    [
        ("/programme/", "post", 405),
        ("/programme/projets/cybersecurite/", "post", 405),
        ("/programme/projets/cybersecurite/inscription/", "post", 200),
        ("/programme/projets/cybersecurite/inscription/", "get", 200),
        ("/programme/projets/cybersecurite/inscription/", "put", 405),
        ("/gestion/programme/objective/add/", "post", 200),
        ("/communes/29232/contester/site-declare/", "get", 200),
    ],
)
def test_where_something_may_be_sent(answer, address, method, status):
    assert answer(address, method).status_code == status


def test_a_form_is_never_kept(answer):
    assert "no-store" in answer("/programme/projets/cybersecurite/inscription/").headers["Cache-Control"]


def test_the_version_does_not_move_by_itself(programme):
    assert programme_version() == programme_version()
