"""`barometre serve` mends its PostgreSQL, and leaves nothing behind when it is killed."""

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


def until(wanted, process=None):
    """Wait for something to be true, as long as a process lives."""
    while not wanted():
        assert process is None or process.poll() is None, "serve ended"
        time.sleep(0.1)


def test_it_mends_its_database_and_leaves_nothing_when_killed(instance):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
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
    again = subprocess.Popen([COMMAND, "serve", "--port", str(port)], env=environment, stdout=subprocess.DEVNULL)
    try:
        until(ready, again)
    finally:
        again.terminate()
        assert again.wait(300) == 0
    assert not pid_file.exists(), "PostgreSQL stopped too"
