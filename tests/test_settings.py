"""Settings: typed, with defaults; a value that is not allowed is named with what was received."""

import pytest

from barometre.errors import BarometreError
from barometre.settings import settings


@pytest.fixture(autouse=True)
def forget():
    settings.cache_clear()
    yield
    settings.cache_clear()


@pytest.mark.parametrize(
    ("variable", "value"),
    [("BAROMETRE_WORKERS", "0"), ("BAROMETRE_WORKERS", "many"), ("BAROMETRE_LOG_LEVEL", "loud"),
     ("BAROMETRE_BEHIND_HTTPS", "perhaps")],
)  # fmt: skip
def test_a_value_that_is_not_allowed_is_named(monkeypatch, variable, value):
    monkeypatch.setenv(variable, value)
    with pytest.raises(BarometreError, match=rf"Setting {variable}: .*received '{value}'.*docs/operating\.md"):
        settings()


def test_a_fresh_instance_is_not_a_state_body(monkeypatch):
    monkeypatch.delenv("BAROMETRE_OPERATOR_IS_STATE", raising=False)
    assert settings().operator_is_state is False
