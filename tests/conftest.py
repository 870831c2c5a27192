"""Shared by all tests: the national edition of the bundled data, built once and published in a real PostgreSQL."""

import gc
import io
import os
import re
import subprocess
import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path

import django
import pytest
from django.conf import settings as django_settings
from django.http import StreamingHttpResponse
from django.test import Client
from filelock import FileLock
from hypothesis import HealthCheck, settings
from jinja2 import FileSystemBytecodeCache
from whitenoise import WhiteNoise

from effort import EXAMPLES
from preparation import prepare_directory, prepare_edition, prepare_france, prepare_part, prepared_database
from streams import connection_kept

# Environment variable by which parallel workers learn the folder they share.
FOLDER = "TESTS_OF_BAROMETRE_FOLDER"
# File of that folder in a fresh clone, where no module of tests is compiled yet.
FRESH = "fresh"
# Files that one worker runs: they share what takes long (a browser, pyfixest to load, sources to parse), or make
# the same version of a questionnaire and take the same locks in the database of all, each in its own transaction, or
# send for good, which those that read what operators answered must not see.
TOGETHER = {
    "browser": r"tests/web/browser/",
    "effect": r"tests/programme/effect/",
    "survey": r"tests/web/(mailing|survey|waves|results)/",
    "source": r"tests/test_(architecture|documentation|sizes)\.py",
}
# What makes a test heavy: `make test-fast` leaves it out, `make test` runs it after the others.
HEAVY = {
    "bundled_facts",
    "finistere_edition",
    "national_edition",
    "edition_folder",
    "published",
    "own_server",
    "instance",
    "net",
    "national",
}


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    """Choose the folder that all workers share, and set Django on the PostgreSQL that will run there.

    The temporary folders of tests are there too: pytest shuts its usual one to other users each time that it starts,
    and the servers of a run under way, which root starts as another user, would lose their data.
    """
    if FOLDER not in os.environ:
        os.environ[FOLDER] = tempfile.mkdtemp(prefix="barometre-")
        config.add_cleanup(lambda: subprocess.Popen(["rm", "-rf", os.environ.pop(FOLDER)], start_new_session=True))
        config.option.basetemp = config.option.basetemp or f"{os.environ[FOLDER]}/tests"
        if not any(Path(__file__).parent.rglob("__pycache__/test_*")):
            Path(os.environ[FOLDER], FRESH).touch()
    var, authorities = Path(os.environ[FOLDER]) / "var", Path(os.environ[FOLDER]) / "no-authority.pem"
    authorities.touch()
    os.environ |= {
        "BAROMETRE_VAR": str(var),
        "BAROMETRE_SECRET_KEY": "only-for-tests",
        "BAROMETRE_LOG_LEVEL": "error",
        "DATABASE_URL": f"postgresql://postgres:@/postgres?host={var / 'postgresql'}",
        "DJANGO_SETTINGS_MODULE": "barometre.web.settings",
        "NO_PROXY": "localhost,127.0.0.1",
        # Tests name the authorities that they trust: to read those of the system takes 30 ms, three times a visitor.
        "SSL_CERT_FILE": str(authorities),
        # Workers share the processors already: more threads on few rows cost a tenth more. They read it as they start.
        "POLARS_MAX_THREADS": "1",
    }
    # Modules and tests are collected to stay: to look among them for what can go takes a quarter of the time.
    gc.disable()
    deals = config.getoption("numprocesses", None) and not hasattr(config, "workerinput")
    if deals and not _is_fresh():
        return  # it runs no test; in a fresh clone it compiles for the workers what Django imports
    django.setup()
    # Templates are compiled once for all workers: a second for each of them.
    templates = Path(os.environ[FOLDER], "templates")
    templates.mkdir(exist_ok=True)
    django_settings.TEMPLATES[0]["OPTIONS"]["bytecode_cache"] = FileSystemBytecodeCache(str(templates))
    # Without a deadline: tests assert no times, since a busy machine is not a fault.
    settings.register_profile(
        "suite", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=EXAMPLES
    )
    settings.load_profile("suite")


def _is_fresh():
    return Path(os.environ[FOLDER], FRESH).exists()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection():
    """In a fresh clone, let one worker compile the modules of tests before the others read them."""
    with FileLock(Path(os.environ[FOLDER], "collection.lock")) if _is_fresh() else nullcontext():
        return (yield)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark the heavy tests, and put their files last: what they share is made while the others run.

    Those that want the published edition, which takes the longest to make, are the very last. Those with a fixture of
    their own, or that change the content of the programme, which others wait for, come before others of their kind: a
    long piece that comes last is waited for.
    """
    files = {}
    for item in items:
        if HEAVY.intersection(item.fixturenames):
            item.add_marker("heavy")
        files.setdefault(item.path, []).append(item)
    places = {path: _place(path, inside) for path, inside in files.items()}
    items.sort(key=lambda item: places[item.path])


def pytest_xdist_make_scheduler(config, log):
    """Give whole files to workers, and those that share what takes long to start to one of them."""
    from xdist.scheduler import LoadFileScheduling

    class ByFile(LoadFileScheduling):
        def _split_scope(self, nodeid):
            file = super()._split_scope(nodeid)
            return next((name for name, files in TOGETHER.items() if re.search(files, file)), file)

    return ByFile(config, log)


def _place(path, items):
    heavy = any(item.get_closest_marker("heavy") for item in items)
    published = any("published" in item.fixturenames for item in items)
    texts = (one.read_text("utf-8") for one in (path, path.with_name("conftest.py")) if one.is_file())
    return heavy, published, not any(re.search(r'scope="(module|package)"|load_content\(', text) for text in texts)


def pytest_collection_finish(session):
    """Start what takes long in processes of their own, as soon as a test is known to want it."""
    gc.freeze()  # thousands of tests, which live to the end: collections need not go through them again and again
    gc.set_threshold(50_000)
    gc.enable()
    if session.config.option.collectonly:
        return
    wanted = {name for item in session.items for name in item.fixturenames}
    if "published" in wanted and hasattr(session.config, "workerinput"):
        _start("preparation")
    if "national" in wanted:
        _start("national_look")


def pytest_sessionfinish():
    """Leave aside what the tests have kept: pytest collects five times as it ends, to tell of errors in finalizers."""
    gc.freeze()


def _start(module: str) -> None:
    """Run a module of this folder on the folder that workers share, once for all of them."""
    shared = Path(os.environ[FOLDER])
    try:
        log = (shared / f"{module}.log").open("x")
    except FileExistsError:
        return
    with log:
        environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent)}
        subprocess.Popen([sys.executable, "-m", module, str(shared)], env=environment, stdout=log, stderr=log)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder that all parallel workers share."""
    return Path(os.environ[FOLDER])


@pytest.fixture(scope="session")
def bundled_facts(shared) -> Path:
    """Store of the facts of the bundled directory, as a new instance has it. None writes to it."""
    return prepare_directory(shared)


@pytest.fixture(scope="session")
def national_edition(shared) -> Path:
    """Folder of the national edition, as `barometre build` makes it."""
    return prepare_france(shared)


@pytest.fixture(scope="session")
def edition_folder(shared) -> Path:
    """Folder of the edition that the site shows: figures of the national one, and a part of its bodies."""
    return prepare_edition(shared)


@pytest.fixture(scope="session")
def finistere_edition(shared) -> Path:
    """Folder of what that edition says of Finistère: France takes ten seconds to read or to publish."""
    return prepare_part(shared)


@pytest.fixture(scope="session")
def published(shared):
    """That edition and the programme in PostgreSQL, read by every test of pages and API; none writes to it."""
    with prepared_database(shared) as edition:
        yield edition


@pytest.fixture
def importing(shared):
    """The right of one test to import awards: two imports at once are refused, and workers share the database."""
    with FileLock(shared / "import.lock"):
        yield


@pytest.fixture(scope="session", autouse=True)
def static_files_listed_once():
    """Let visitors share one list of static files: to make it, as each new `Client` does, is longer than a page."""
    listed, really = {}, WhiteNoise.update_files_dictionary

    def update(self, root, prefix):
        if (root, prefix) not in listed:
            before = dict(self.files)
            really(self, root, prefix)
            listed[root, prefix] = {url: file for url, file in self.files.items() if url not in before}
        self.files.update(listed[root, prefix])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoise, "update_files_dictionary", update)
        yield


# Streams that visitors were answered and that are not closed yet.
_STREAMS: list[StreamingHttpResponse] = []


@pytest.fixture(scope="session", autouse=True)
def streams_are_closed():
    """Close, as servers do, what a test was answered and left unread: see `pytest_runtest_teardown`."""
    really = Client.request

    def request(self, **environ):
        answer = really(self, **environ)
        if answer.streaming:
            _STREAMS.append(answer)
        return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Client, "request", request)
        yield


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown():
    """Close streams before the transaction of a test ends: the garbage collector would, amid another query."""
    if _STREAMS:
        with connection_kept():
            while _STREAMS:
                _STREAMS.pop().close()


@pytest.fixture
def client(published) -> Client:
    """A visitor, in process, on the published edition."""
    return Client(SERVER_NAME="localhost")


@pytest.fixture
def files_read_once(monkeypatch):
    """For tests of the content that spoil one file of a copy: all the others are read once for all of them."""
    import content_files
    from barometre.catalogue import rules

    monkeypatch.setattr(rules, "read_entries", content_files.read_entries)
    monkeypatch.setattr(rules, "typography_of", content_files.typography_of)


@pytest.fixture
def instance(tmp_path) -> dict[str, str]:
    """Environment of a new instance of its own, for commands run as a user runs them."""
    own = {"BAROMETRE_VAR": str(tmp_path / "var"), "PYTHONWARNINGS": "default"}
    return {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | own


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
            mask = os.umask(0o022)
            with pytest.raises(SystemExit) as end:
                main()
            os.umask(mask)
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
