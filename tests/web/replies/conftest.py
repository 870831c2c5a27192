import pytest
from django.db import transaction
from django.utils import timezone

from replied import make_period
from townhall_visits import MENDE, browser, enter


@pytest.fixture
def undone(published):
    """What a test writes is undone at its end: others read the same database."""
    _forget()
    with transaction.atomic():
        yield published
        transaction.set_rollback(True)
    _forget()


def _forget():
    """Drop what is kept in memory of the replies of another test."""
    from barometre.web.replies import shown

    shown.replies_version.cache_clear()
    shown._published.cache_clear()


@pytest.fixture
def asked(undone):
    """What Mende is asked about, in an open period."""
    return make_period(undone, MENDE)


@pytest.fixture
def inside(undone):
    """Enter the room of a collectivité by a link of the operator's; `link` is it."""

    def entered(siren=MENDE, **more):
        from barometre.web.townhall.models import Link
        from barometre.web.townhall.queries import issue

        visitor, (link, token) = browser(), issue(siren, timezone.now())
        Link.objects.filter(pk=link.pk).update(**more)
        assert enter(visitor, token).status_code == 302
        visitor.link = link
        return visitor

    return entered
