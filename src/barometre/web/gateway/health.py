"""/sante: is this worker alive, and ready to show an edition? For a proxy, a supervisor, or a person with curl."""

import json
from datetime import UTC, datetime

from barometre.web.gateway.kept import KeptAnswer
from barometre.web.gateway.state import State

ALIVE, READY = "/sante/vivant", "/sante"


def alive() -> KeptAnswer:
    """Answer 200: this worker answers, whatever there is to show."""
    return _json(200, {"etat": "vivant"})


def ready(state: State, now: float, at: datetime | None = None) -> KeptAnswer:
    """Answer 200 with the edition and its age, or 503 with what is missing."""
    if not state.is_present(now):
        return _json(503, {"etat": "indisponible", "raison": "base-indisponible"})
    if state.edition is None or state.published_at is None:
        return _json(503, {"etat": "indisponible", "raison": "aucune-edition"})
    age = ((at or datetime.now(UTC)).date() - state.edition).days
    return _json(
        200,
        {
            "etat": "pret",
            "edition": state.edition.isoformat(),
            "ageJours": age,
            "publieeLe": state.published_at.isoformat(timespec="seconds"),
        },
    )


def _json(status: int, value: dict[str, str | int]) -> KeptAnswer:
    body = json.dumps(value, ensure_ascii=False).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"cache-control", b"no-store"),
        (b"content-length", str(len(body)).encode()),
    ]
    return KeptAnswer(status, [*headers, (b"retry-after", b"10")] if status == 503 else headers, body)
