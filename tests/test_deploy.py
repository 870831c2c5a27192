"""Units of deploy/ are those that systemd accepts, and start a command that exists."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

DEPLOY = Path(__file__).parents[1] / "deploy"
INSTALLED = "/opt/barometre/.venv/bin/barometre"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not on this machine")
@pytest.mark.parametrize("name", ["barometre-update.service", "barometre-update.timer"])
def test_systemd_accepts_the_units_of_the_update(tmp_path, name):
    for path in DEPLOY.glob("barometre-update.*"):
        here = path.read_text("utf-8").replace(INSTALLED, str(Path(sys.executable).with_name("barometre")))
        (tmp_path / path.name).write_text(here, "utf-8")
    done = subprocess.run(["systemd-analyze", "verify", tmp_path / name], capture_output=True, text=True)
    assert (done.returncode, [line for line in done.stderr.splitlines() if "barometre-update" in line]) == (0, [])


def test_the_service_runs_the_update_that_the_documentation_tells():
    assert f"ExecStart={INSTALLED} update\n" in (DEPLOY / "barometre-update.service").read_text("utf-8")
