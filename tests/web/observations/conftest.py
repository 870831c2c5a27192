import pytest
from django.db import transaction
from django.test import Client, override_settings


@pytest.fixture
def undone(published):
    """What a test writes is undone at its end: others read the same database."""
    with transaction.atomic():
        yield published
        transaction.set_rollback(True)


@pytest.fixture
def visitor(undone):
    """A visitor whose looks need no network, with the protection against forged requests on."""
    with override_settings(OBSERVATION_LOOK="observed.look_now"):
        yield Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
