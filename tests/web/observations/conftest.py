import pytest
from django.test import Client, override_settings


@pytest.fixture
def visitor(undone):
    """A visitor whose looks need no network, with the protection against forged requests on."""
    with override_settings(OBSERVATION_LOOK="observed.look_now"):
        yield Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
