"""Look at every site of the test internet, in a process that tests wait for: `python -m national_look FOLDER`."""

import json
import subprocess
import sys
from pathlib import Path

import internet

SILENT_AT_MOST = 240
"""Seconds in which it must have come to an end."""


def look(folder: Path) -> None:
    """Observe everything, second looks included, and write what is to be compared in `done.json`."""
    with internet.run(folder / "internet") as net:
        command = [
            Path(sys.executable).with_name("barometre"), "observe", "--targets", net.targets, "--out", folder / "out",
            *net.arguments(), "--only", "web,dns,mail,page", "--recheck-after", "0", "--concurrency", "160",
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, timeout=SILENT_AT_MOST)
        result = {
            "status": done.returncode,
            "said": done.stdout + done.stderr,
            "truth": net.truth,
            "counts": net.counts(),
        }
    aside = folder / "done.json.tmp"
    aside.write_text(json.dumps(result), "utf-8")
    aside.replace(folder / "done.json")


if __name__ == "__main__":
    look(Path(sys.argv[1]))
