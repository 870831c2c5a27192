"""Settings: typed, with defaults; a value that is not allowed is named with what was received."""

import os

import pytest

from barometre.errors import BarometreError
from barometre.settings import settings, writable_var


@pytest.fixture(autouse=True)
def forget():
    settings.cache_clear()
    yield
    settings.cache_clear()


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("BAROMETRE_WORKERS", "0"),
        ("BAROMETRE_WORKERS", "many"),
        ("BAROMETRE_LOG_LEVEL", "loud"),
        ("BAROMETRE_BEHIND_HTTPS", "perhaps"),
        ("BAROMETRE_SECRET_KEY", ""),
        ("BAROMETRE_SECRET_KEY", " "),
    ],
)
def test_a_value_that_is_not_allowed_is_named(monkeypatch, variable, value):
    monkeypatch.setenv(variable, value)
    with pytest.raises(BarometreError, match=rf"Setting {variable}: .*received '{value}'.*docs/operating\.md"):
        settings()


@pytest.mark.parametrize("value", ["http://x", "a b", "x:8000", "x/y", "", " , ", "a,http://b"])
def test_what_is_not_a_host_name_is_refused(monkeypatch, value):
    monkeypatch.setenv("BAROMETRE_ALLOWED_HOSTS", value)
    with pytest.raises(BarometreError, match=r"Setting BAROMETRE_ALLOWED_HOSTS: .*host name"):
        settings()


@pytest.mark.parametrize("value", ["localhost,127.0.0.1,[::1]", "*", ".example.fr", "a.example.fr, b.example.fr,"])
def test_host_names_are_accepted(monkeypatch, value):
    monkeypatch.setenv("BAROMETRE_ALLOWED_HOSTS", value)
    assert settings().allowed_hosts == value


def test_a_misspelt_variable_is_refused(monkeypatch):
    monkeypatch.setenv("BAROMETRE_WORKER", "5")
    with pytest.raises(BarometreError, match=r"BAROMETRE_WORKER: did you mean BAROMETRE_WORKERS\?"):
        settings()


def test_a_misspelt_line_of_the_file_is_refused(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("OTHER=1\nBAROMETRE_LOGLEVEL=debug\n")
    with pytest.raises(BarometreError, match=r"did you mean BAROMETRE_LOG_LEVEL\?"):
        settings()


def test_the_folder_is_made(monkeypatch, tmp_path):
    monkeypatch.setenv("BAROMETRE_VAR", str(tmp_path / "a" / "b"))
    assert writable_var().is_dir()


def open_to_others(folder):
    return [path.name for path in folder.rglob("*") if not path.is_symlink() and path.stat().st_mode & 0o077]


def test_what_is_written_is_for_its_user_alone(monkeypatch, tmp_path):
    monkeypatch.setenv("BAROMETRE_VAR", str(tmp_path))
    mask = os.umask(0o022)
    try:
        (tmp_path / "facts" / "annuaire").mkdir(parents=True)
        (tmp_path / "facts" / "annuaire" / "2026-10-06.parquet").touch()
        (tmp_path / "secret_key").touch()
        (tmp_path / "postgresql").mkdir()
        (tmp_path / "elsewhere").symlink_to("/nowhere")
        settings.cache_clear()
        assert open_to_others(writable_var()) == ["postgresql"]
        (tmp_path / "later").mkdir()
        (tmp_path / "later" / "file").touch()
        assert open_to_others(tmp_path) == ["postgresql"]
    finally:
        os.umask(mask)


def test_a_fresh_instance_is_not_a_state_body(monkeypatch):
    monkeypatch.delenv("BAROMETRE_OPERATOR_IS_STATE", raising=False)
    assert settings().operator_is_state is False
