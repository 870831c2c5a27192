"""Answers that come as streams, closed as servers close them."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.signals import request_finished
from django.db import close_old_connections


@contextmanager
def connection_kept() -> Iterator[None]:
    """Let answers be closed without the connection of the test, as Django's own client does."""
    request_finished.disconnect(close_old_connections)
    try:
        yield
    finally:
        request_finished.connect(close_old_connections)
