from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from townhall_visits import PUBLIC

# Lozère: 152 communes, whose addresses the directory of the tests has; the others of its area have none.
LOZERE = {"departements": ["48"]}


@pytest.fixture
def undone(published):
    """What a test writes is undone at its end: others read the same database."""
    with transaction.atomic(), override_settings(PUBLIC_URL=PUBLIC, DEFAULT_FROM_EMAIL="barometre@example.fr"):
        yield published
        transaction.set_rollback(True)


@pytest.fixture
def make_wave(undone):
    """Make a wave that is not open, of Lozère unless told otherwise."""
    from barometre.catalogue.load import load_catalogue
    from barometre.web.survey.models import Wave

    today = timezone.localdate()
    first = next(one.id for one in load_catalogue().questionnaires.values() if one.theme)

    def make(**more):
        known = {
            "id": "hiver",
            "title": "Enquête d’hiver",
            "opens_on": today,
            "closes_on": today + timedelta(days=30),
            "questionnaires": [first],
            "selection": LOZERE,
        }
        return Wave.objects.create(**known | more)

    return make


@pytest.fixture
def opened(make_wave):
    """A wave open since this moment, none of whose messages is sent yet."""
    from barometre.web.survey import waves

    wave, now = make_wave(), timezone.now()
    queued = waves.open_wave(wave, now)
    wave.refresh_from_db()
    return SimpleNamespace(wave=wave, now=now, queued=queued)


@pytest.fixture
def taken(opened):
    """The same wave, of which a server took every invitation."""
    from barometre.web.mailing.models import Message
    from barometre.web.survey import waves

    Message.objects.filter(about="hiver").update(state="sent", done_at=opened.now)
    waves.note_asked()
    return opened
