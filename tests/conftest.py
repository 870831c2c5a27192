"""Shared by all tests: the national edition of the bundled data, built once and published in a real PostgreSQL."""

import io
import os
import shutil
import sys
import tempfile
from datetime import date
from pathlib import Path

import django
import pytest
from django.core.management import call_command
from django.test import Client
from filelock import FileLock
from hypothesis import HealthCheck, settings

DAY = date(2026, 11, 1)
"""Date of the edition that tests read."""
FOLDER = "TESTS_OF_BAROMETRE_FOLDER"
"""Environment variable by which parallel workers learn the folder they share."""


def pytest_configure(config):
    """Choose the folder that all workers share, and set Django on the PostgreSQL that will run there."""
    if FOLDER not in os.environ:
        os.environ[FOLDER] = tempfile.mkdtemp(prefix="barometre-")
        config.add_cleanup(lambda: shutil.rmtree(os.environ.pop(FOLDER), ignore_errors=True))
    var = Path(os.environ[FOLDER]) / "var"
    os.environ |= {
        "BAROMETRE_VAR": str(var),
        "BAROMETRE_SECRET_KEY": "only-for-tests",
        "BAROMETRE_LOG_LEVEL": "error",
        "DATABASE_URL": f"postgresql://postgres:@/postgres?host={var / 'postgresql'}",
        "DJANGO_SETTINGS_MODULE": "barometre.web.settings",
    }
    django.setup()
    settings.register_profile("no clock", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("no clock")  # tests assert no times: a busy machine is not a fault


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder that all parallel workers share."""
    return Path(os.environ[FOLDER])


@pytest.fixture(scope="session")
def edition_folder(shared) -> Path:
    """The national edition, as `barometre build` makes it; some communes of Lozère are observed (tests/observed.py)."""
    from barometre.edition.build import build_edition
    from barometre.facts.store import append_facts
    from observed import SEEN, TRIED, first_look, second_look

    folder = shared / "var" / "editions" / DAY.isoformat()
    with FileLock(shared / "edition.lock"):
        if not folder.exists():
            store = shared / "var" / "facts"
            append_facts(store, "observation", SEEN, first_look())
            append_facts(store, "observation", TRIED, second_look())
            build_edition(folder.parent, DAY, store, lambda step: None)
    return folder


@pytest.fixture(scope="session")
def published(shared, edition_folder):
    """The national edition and the programme in PostgreSQL, read by every test of pages and API; none writes to it."""
    from barometre.web.database import embedded
    from barometre.web.editions.publish import publish_edition
    from barometre.web.editions.queries import current_edition
    from barometre.web.programme.load import load_content

    with FileLock(shared / "publish.lock"):
        server = embedded(shared / "var" / "postgresql")
        url = server.__enter__()
        assert url == os.environ["DATABASE_URL"]
        call_command("migrate", interactive=False, verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        edition = current_edition() or publish_edition(edition_folder)
        load_content()
    yield edition
    server.__exit__(None, None, None)


@pytest.fixture
def importing(shared):
    """The turn of one test to import awards: two imports at once are refused, and workers share the database."""
    with FileLock(shared / "import.lock"):
        yield


@pytest.fixture
def client(published) -> Client:
    """A visitor, in process, on the published edition."""
    return Client(SERVER_NAME="localhost")


@pytest.fixture
def instance(tmp_path) -> dict[str, str]:
    """Environment of a new instance of its own, for commands run as a user runs them."""
    ours = {"BAROMETRE_VAR": str(tmp_path / "var"), "PYTHONWARNINGS": "default"}
    return {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL",)} | ours


@pytest.fixture
def run_here(monkeypatch, capsys):
    """Run `barometre` in this process, from its entry point: (status, standard output, standard error)."""
    from barometre.cli.main import main
    from barometre.settings import settings as instance_settings

    def run(*arguments, environment=None, given=""):
        with monkeypatch.context() as here:
            here.setattr(sys, "argv", ["barometre", *map(str, arguments)])
            here.setattr(sys, "stdin", io.StringIO(given))
            for name in os.environ.keys() - (environment or os.environ).keys():
                here.delenv(name)
            for name, value in (environment or {}).items():
                here.setenv(name, value)
            instance_settings.cache_clear()
            with pytest.raises(SystemExit) as end:
                main()
        instance_settings.cache_clear()
        return (end.value.code, *capsys.readouterr())

    return run


@pytest.fixture
def refusal(run_here):
    """Run `barometre` in this process; it must fail: return the one line that it prints."""

    def run(*arguments, **options):
        status, _, error = run_here(*arguments, **options)
        (line,) = error.splitlines()
        assert (status, line.partition(" ")[0]) == (1, "barometre:")
        return line

    return run
