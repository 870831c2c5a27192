"""`barometre serve` without an edition: it says so, mends its PostgreSQL, leaves nothing when killed, stops cleanly."""

import json
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from barometre.processes import is_running

pytestmark = pytest.mark.heavy
COMMAND = Path(sys.executable).with_name("barometre")


def health(port):
    """What /sante says, None while nothing answers."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/sante", timeout=300) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        return json.load(error)
    except OSError:
        return None


def get(port, path):
    """Status, headers and text of an answer that is an error."""
    with pytest.raises(urllib.error.HTTPError) as raised:
        urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=300)
    with raised.value as answer:
        return answer.status, answer.headers, answer.read().decode()


def until(wanted, process=None):
    """Wait for something to be true, as long as a process lives."""
    while not wanted():
        assert process is None or process.poll() is None, "serve ended"
        time.sleep(0.1)


def free_port():
    """Return a port that nobody has used lately."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def is_taken(port):
    """Whether a process has a port, listening or about to."""
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def test_it_mends_its_database_and_leaves_nothing_when_killed(instance):
    port = free_port()
    environment = instance | {"BAROMETRE_WORKERS": "1"}
    pid_file = Path(instance["BAROMETRE_VAR"]) / "postgresql" / "postmaster.pid"

    def postmaster():
        # PostgreSQL deletes the file and writes it again meanwhile.
        try:
            return int(pid_file.read_text().split()[0])
        except (FileNotFoundError, IndexError):
            return 0

    def ready():
        return health(port) == {"etat": "indisponible", "raison": "aucune-edition"}

    server = subprocess.Popen(
        [COMMAND, "serve", "--port", str(port)], env=environment, stderr=subprocess.PIPE, text=True
    )
    try:
        until(ready, server)
        assert_pages_and_api_say_what_to_do(port)
        first = postmaster()
        subprocess.run(["kill", "-KILL", str(first)], check=True)
        until(lambda: postmaster() not in (0, first) and ready(), server)
        mended = postmaster()
        assert any("The embedded PostgreSQL had stopped: started again" in line for line in server.stderr)
        server.send_signal(signal.SIGKILL)
        server.communicate(timeout=300)
        until(lambda: health(port) is None and not is_running(mended))
        assert not pid_file.exists()
    finally:
        server.kill()
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    for stop in (signal.SIGTERM, signal.SIGINT):  # by a service; then from the keyboard, by one who does not wait
        port = free_port()
        again = subprocess.Popen([COMMAND, "serve", "--port", str(port)], env=environment, **pipes)
        try:
            until(ready if stop is signal.SIGTERM else lambda port=port: is_taken(port), again)
            again.send_signal(stop)
            output, errors = again.communicate(timeout=300)
        finally:
            again.kill()
        assert again.returncode == 0, errors
        assert "barometre build" in output
        assert "Stopped" in output
        assert not pid_file.exists(), "PostgreSQL stopped too"


def assert_pages_and_api_say_what_to_do(port):
    status, headers, page = get(port, "/")
    assert (status, headers["Retry-After"], headers["Cache-Control"]) == (503, "60", "no-store")
    assert "Aucune édition publiée" in page and "barometre publish" not in page, "a command is of no use to a visitor"
    status, headers, answer = get(port, "/api/v1/communes")
    assert (status, headers["Content-Type"], headers["Retry-After"]) == (503, "application/problem+json", "60")
    assert "barometre publish" in answer
