"""A test internet on loopback: names, certificates, web and mail servers, with every defect, and its truth."""

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Internet:
    """Where a running test internet answers."""

    resolver: str
    http_port: int
    https_port: int
    smtp_port: int
    control: int
    ca: Path
    geoip: Path
    asn: Path
    targets: Path
    truth: dict
    process: int

    def arguments(self) -> list[str]:
        """Options of `barometre observe` to look at it."""
        options = {
            "--resolver": self.resolver,
            "--http-port": self.http_port,
            "--https-port": self.https_port,
            "--smtp-port": self.smtp_port,
            "--ca": self.ca,
            "--geoip": self.geoip,
            "--asn": self.asn,
        }
        return [str(word) for pair in options.items() for word in pair] + ["--allow-private"]

    def counts(self) -> dict:
        """What clients did: requests by host, connections by address, DNS queries, user agents."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.control}/counts") as answer:
            return json.load(answer)

    def reset(self) -> None:
        """Set the counts to zero."""
        self._post("/reset")

    def set(self, host: str, state: str) -> None:
        """Change what the https side of a host does: `web.STATES`; `as-built` is what it was at first."""
        self._post(f"/set?host={host}&state={state}")

    def _post(self, path: str) -> None:
        asked = urllib.request.Request(f"http://127.0.0.1:{self.control}{path}", method="POST")
        urllib.request.urlopen(asked).close()


@contextmanager
def run(folder: Path, healthy: int = 0) -> Iterator[Internet]:
    """Start the internet in a process of its own that ends with this one, whatever ends it; files go to `folder`."""
    command = [sys.executable, "-m", "internet", "--folder", str(folder), "--healthy", str(healthy)]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    with subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        line = json.loads(process.stdout.readline())
        truth = json.loads(Path(line.pop("truth")).read_text("utf-8"))
        paths = {key: Path(line.pop(key)) for key in ("ca", "geoip", "asn", "targets")}
        try:
            yield Internet(**line, **paths, truth=truth, process=process.pid)
        finally:
            process.stdin.close()
            process.wait(60)
