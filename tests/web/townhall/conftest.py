import pytest

from townhall_visits import MENDE, browser, enter, mail_settings


@pytest.fixture
def mailbox(mail_server):
    """An instance that sends messages, and what its server receives."""
    mail_server.box.received.clear()
    mail_server.box.answer = "250 OK"
    with mail_settings(mail_server.port):
        yield mail_server.box


@pytest.fixture
def visitor(undone):
    """A visitor, with the protection against forged requests on."""
    return browser()


@pytest.fixture
def given(undone):
    """A link of the operator's, as (link, token), of Mende unless told otherwise."""
    from django.utils import timezone

    from barometre.web.townhall.queries import issue

    return lambda siren=MENDE: issue(siren, timezone.now())


@pytest.fixture
def inside(visitor, given):
    """A visitor who entered the room of Mende."""
    link, token = given()
    assert enter(visitor, token).status_code == 302
    visitor.link = link
    return visitor
