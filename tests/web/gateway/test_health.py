import json
from datetime import UTC, date, datetime

import pytest

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
