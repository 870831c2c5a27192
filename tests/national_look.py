"""Observe every site of the test internet, in a process that tests wait for: `python -m national_look FOLDER`."""

import json
import os
import subprocess
import sys
from pathlib import Path

import internet

CONTACT = "mairie-contact@exemple.fr"
# Seconds after which it hangs: its slowest sites take a minute, on a machine that does nothing else.
HANGS = 900


def look(folder: Path) -> None:
    """Observe everything, second looks included, and write what is to be compared in `done.json`."""
    with internet.run(folder / "internet") as net:
        command = [Path(sys.executable).with_name("barometre"), "observe", "--targets", net.targets]
        command += ["--out", folder / "out", *net.arguments(), "--only", "web,dns,mail,page"]
        command += ["--recheck-after", "0", "--concurrency", "80", "--workers", "1"]
        environment = os.environ | {"BAROMETRE_OPERATOR_CONTACT": CONTACT}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=HANGS)
        result = {
            "status": done.returncode,
            "said": done.stdout + done.stderr,
            "complaints": done.stderr,
            "truth": net.truth,
            "counts": net.counts(),
        }
    temporary = folder / "done.json.tmp"
    temporary.write_text(json.dumps(result), "utf-8")
    temporary.replace(folder / "done.json")


if __name__ == "__main__":
    look(Path(sys.argv[1]) / "national-look")
