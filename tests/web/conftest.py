import pytest
from django.test import Client


@pytest.fixture
def client(published) -> Client:
    """A visitor, in process, at a host name that the instance serves."""
    return Client(SERVER_NAME="localhost", raise_request_exception=False)
