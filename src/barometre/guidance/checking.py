"""A file checked in a process of its own, which may take neither long nor much memory: anyone may send it.

`python -m barometre.guidance.checking FORM` reads the file on standard input and writes the report in JSON.
"""

import json
import resource
import subprocess
import sys
from dataclasses import asdict
from typing import Any

from barometre.catalogue.typography import non_breaking
from barometre.guidance.datasets import Form, Report, check_file, forms
from barometre.guidance.faults import Fault

# Seconds of processor, then of clock, and bytes of addresses.
SECONDS, PATIENCE, ADDRESSES = 10, 25.0, 1_000_000_000

_TOO_LONG = "La vérification prend trop de temps ou de mémoire, et nous l’avons arrêtée. Envoyez une partie des lignes."


def check_apart(content: bytes, form: Form) -> Report:
    """Check a file in another process; one that takes too long is stopped, and the report says so."""
    # Isolated and without environment: it needs none, and the settings of the instance hold secrets.
    command = [sys.executable, "-I", "-m", "barometre.guidance.checking", form.id]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=PATIENCE, check=False, env={})
    except subprocess.TimeoutExpired:
        return Report(refused=non_breaking(_TOO_LONG))
    return from_json(done.stdout) if done.returncode == 0 else Report(refused=non_breaking(_TOO_LONG))


def to_json(report: Report) -> bytes:
    """Return a report as JSON."""
    return json.dumps(asdict(report)).encode()


def from_json(text: bytes) -> Report:
    """Return a report written by `to_json`."""
    found: dict[str, Any] = json.loads(text)
    return Report(
        **found
        | {
            "missing": tuple(found["missing"]),
            "absent": tuple(found["absent"]),
            "unknown": tuple((name, meant) for name, meant in found["unknown"]),
            "faults": tuple(Fault(**one) for one in found["faults"]),
        }
    )


def main(form: str) -> None:
    """Check standard input within the bounds of this process."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESSES, ADDRESSES))
    sys.stdout.buffer.write(to_json(check_file(sys.stdin.buffer.read(), forms()[form])))


if __name__ == "__main__":
    main(sys.argv[1])
