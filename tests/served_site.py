"""The site served as in production, for browsers and for our own looks."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager

# Seconds after which a server that does not answer hangs.
HANGS = 300


@contextmanager
def serving(**environment: str):
    """Serve the site with settings of its own for the time of a `with`, and give its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "barometre.web.gateway", "127.0.0.1", str(port)]
    own = {"BAROMETRE_WORKERS": "1"} | environment
    with subprocess.Popen(command, env=os.environ | own, stdin=subprocess.PIPE) as server:
        try:
            _wait_for(f"http://127.0.0.1:{port}/robots.txt")
            yield port
        finally:
            server.terminate()


def _wait_for(address: str) -> None:
    """Wait until an address answers."""
    end = time.monotonic() + HANGS
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(address, timeout=HANGS).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise TimeoutError(address)
