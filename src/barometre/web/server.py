"""Serve the site: workers and a PostgreSQL, started, watched over and stopped together."""

import errno
import hashlib
import logging
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from types import FrameType

from django.conf import settings as django_settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from barometre.errors import BarometreError
from barometre.settings import EMBEDDED, settings, writable_var
from barometre.web.database import site_database, start_again
from barometre.web.identity import check_identity
from barometre.web.stylesheet import StylesheetFinder, signature

logger = logging.getLogger(__name__)

# How long the server may finish the requests under way when asked to stop.
STOP_SECONDS = 15


def serve_site(host: str, port: int, announce: Callable[[str], None]) -> None:
    """Serve the site until interrupted (Ctrl-C or SIGTERM), then stop everything that was started.

    Args:
        host: address to listen on.
        port: port to listen on.
        announce: called with each line worth saying to the operator.

    Raises:
        BarometreError: the host is not of this machine, the port is in use, others are served and nobody is named as
            answering for the site, the database is down, a folder cannot be written, the server dies.
    """
    writable_var(demonstration=True)
    check_address(host, port)
    check_identity(host, settings())
    if metrics := settings().metrics:
        metrics_host, _, metrics_port = metrics.rpartition(":")
        check_address(metrics_host.strip("[]"), int(metrics_port), "BAROMETRE_METRICS")
    folder = None if settings().database_url else settings().var / EMBEDDED
    for stop in (signal.SIGINT, signal.SIGTERM):  # SIGINT too: a shell starts background commands with it ignored
        signal.signal(stop, _interrupt)
    with site_database():
        collect_static()
        from barometre.web.editions.queries import current_edition  # noqa: PLC0415  (models need Django set up)

        edition = current_edition()
        if edition is None:
            announce("No edition is published yet: run `barometre build`, then `barometre publish`.")
        address = f"http://{'localhost' if host in ('127.0.0.1', '0.0.0.0') else host}:{port}"
        announce(f"Serving edition {edition or '(none)'} at {address} — Ctrl-C stops.")
        _run_workers(host, port, folder)
    announce("Stopped.")


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def check_address(host: str, port: int, option: str = "--port") -> None:
    """Listen for an instant.

    Args:
        host: address.
        port: port.
        option: what the operator may change.

    Raises:
        BarometreError: says which of the host and the port is wrong.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (socket.gaierror, UnicodeError) as error:
            raise _wrong_host(host, getattr(error, "strerror", None) or "not a host name") from None
        except OSError as error:
            if error.errno == errno.EADDRNOTAVAIL:
                raise _wrong_host(host, "not an address of this machine") from None
            raise BarometreError(
                f"Cannot listen on {host}:{port}: {error.strerror}; stop what uses it or choose another with {option}"
            ) from None


def _wrong_host(host: str, reason: str) -> BarometreError:
    return BarometreError(
        f"Cannot listen on host {host}: {reason}; give an address of this machine with --host, like 127.0.0.1"
    )


def collect_static() -> None:
    """Gather style sheets and images where the server reads them, unless they are there as they would be made again.

    Raises:
        BarometreError: the folder cannot be written.
    """
    gathered, signature = Path(django_settings.STATIC_ROOT) / ".gathered", _static_signature()
    try:
        if gathered.is_file() and gathered.read_text(encoding="utf-8") == signature:
            return
        call_command("collectstatic", interactive=False, verbosity=0)
        gathered.write_text(signature, encoding="utf-8")
    except OSError as error:
        raise BarometreError(
            f"Cannot write static files: {error}; set BAROMETRE_VAR to a folder you may write to"
        ) from None


def _static_signature() -> str:
    """Return what the gathered files depend on, as one SHA-256: names and contents, what assembles and compresses."""
    digest = hashlib.sha256(version("whitenoise").encode() + signature(settings().operator_is_state))
    for finder in get_finders():
        for name, storage in () if isinstance(finder, StylesheetFinder) else finder.list([]):
            with storage.open(name) as file:
                digest.update(f"{name}\n".encode() + hashlib.sha256(file.read()).digest())
    return digest.hexdigest()


def _run_workers(host: str, port: int, folder: Path | None) -> None:
    """Run the workers as a child, which ends with this process however it ends, and watch over the database.

    Args:
        host: address to listen on.
        port: port to listen on.
        folder: that of the embedded PostgreSQL; None when another one serves.

    Raises:
        BarometreError: the child ends by itself, or PostgreSQL does not start again.
    """
    command = [sys.executable, "-m", "barometre.web.gateway", host, str(port), *([str(folder)] if folder else [])]
    signal.siginterrupt(signal.SIGINT, True)  # Polars, when it is loaded, has calls under way go on after a SIGINT
    try:
        with subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True) as child:
            try:
                while (status := _ended(child)) is None:
                    if folder and start_again(folder):
                        logger.error("The embedded PostgreSQL had stopped: started again")
            finally:
                _stop(child)
    except KeyboardInterrupt:
        return
    raise BarometreError(f"The web server stopped by itself (status {status}); its last lines above say why")


def _ended(child: "subprocess.Popen[bytes]") -> int | None:
    """Return the status of a child that ends within a second, None when it goes on."""
    try:
        return child.wait(1)
    except subprocess.TimeoutExpired:
        return None


def _stop(child: "subprocess.Popen[bytes]") -> None:
    """Ask a child to end, and end it when it takes too long."""
    child.terminate()
    try:
        child.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
