import pytest
from django.utils import timezone

from asked import make_wave
from townhall_visits import MENDE, browser, enter


@pytest.fixture
def wave(undone):
    """An open wave with every kind of question."""
    return make_wave("repondre-2026", timezone.now())


@pytest.fixture
def given(undone):
    """A link of the operator's, as (link, token), of Mende unless told otherwise."""
    from barometre.web.townhall.queries import issue

    return lambda siren=MENDE: issue(siren, timezone.now())


@pytest.fixture
def inside(given, wave):
    """A visitor who entered the room of Mende, with its link."""
    visitor = browser()
    link, token = given()
    assert enter(visitor, token).status_code == 302
    visitor.link, visitor.token = link, token
    return visitor


@pytest.fixture
def guest(inside, undone):
    """Another visitor, by a link shared for the technical services, who may not send."""
    from barometre.web.townhall.queries import share

    visitor = browser()
    link, token = share(inside.link, "services techniques", False, timezone.now())
    assert enter(visitor, token).status_code == 302
    visitor.link = link
    return visitor
