import asyncio
import json
import time
from datetime import UTC, date, datetime

import pytest
from prometheus_client import REGISTRY

from barometre.settings import settings
from barometre.web.gateway import warm
from barometre.web.gateway.health import alive, ready
from barometre.web.gateway.state import OLD, State

PUBLISHED = datetime(2026, 11, 2, 8, tzinfo=UTC)


def read(answer):
    return answer.status, json.loads(answer.body), answer.named[b"cache-control"]


def test_alive_needs_nothing():
    assert read(alive()) == (200, {"etat": "vivant"}, b"no-store")


def test_ready_says_the_edition_and_its_age():
    state = State(date(2026, 11, 1), PUBLISHED, read_at=100.0)
    assert read(ready(state, 101.0, datetime(2026, 12, 1, tzinfo=UTC))) == (
        200,
        {"etat": "pret", "edition": "2026-11-01", "ageJours": 30, "publieeLe": "2026-11-02T08:00:00+00:00"},
        b"no-store",
    )


@pytest.mark.parametrize(
    ("state", "why"),
    [
        (State(), "base-indisponible"),
        (State(date(2026, 11, 1), PUBLISHED, read_at=100.0), "base-indisponible"),
        (State(read_at=100.0 + OLD), "aucune-edition"),
    ],
)
def test_what_is_missing_is_said(state, why):
    answer = ready(state, 101.0 + OLD)
    assert read(answer)[:2] == (503, {"etat": "indisponible", "raison": why})
    assert answer.named[b"retry-after"]


def test_the_state_is_read_again_after_whatever_went_wrong(monkeypatch):
    from barometre.web.gateway import app

    monkeypatch.setattr(app, "EVERY", 0)
    failures = [RuntimeError("the connection is closed")]

    async def watch():
        again = asyncio.Event()

        async def act():
            if failures:
                raise failures.pop()
            again.set()

        clock = asyncio.create_task(app._every_second(act))
        await again.wait()
        clock.cancel()

    asyncio.run(asyncio.wait_for(watch(), 60))


@pytest.mark.parametrize(
    ("allowed", "host"),
    [
        ("localhost,127.0.0.1,[::1]", "localhost"),
        (" .example.fr, a.fr", "example.fr"),
        ("*", "localhost"),
        ("[::1]", "[::1]"),
    ],
)
def test_the_first_pages_are_asked_for_a_name_that_is_served(allowed, host):
    assert warm.host_among(allowed) == host


@pytest.mark.parametrize(("ago", "up"), [(0, 1), (OLD + 1, 0)])
def test_a_database_that_hangs_is_not_up(ago, up):
    """A reading that does not end tells no failure."""
    from barometre.web.gateway.app import Gateway

    gateway = Gateway(None, "secret", settings())
    gateway._state = State(read_at=time.monotonic() - ago)
    asyncio.run(gateway._measure())
    assert REGISTRY.get_sample_value("barometre_database_up") == up
