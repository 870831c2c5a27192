"""Units of deploy/ are those that systemd accepts, and start a command that exists."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

DEPLOY = Path(__file__).parents[1] / "deploy"
COMMANDS = {"update": "update", "send": "survey send"}
INSTALLED = "/opt/barometre/.venv/bin/barometre"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not on this machine")
@pytest.mark.parametrize("name", [f"barometre-{unit}.{kind}" for unit in COMMANDS for kind in ("service", "timer")])
def test_systemd_accepts_the_units(tmp_path, name):
    for path in DEPLOY.glob("barometre-*"):
        here = path.read_text("utf-8").replace(INSTALLED, str(Path(sys.executable).with_name("barometre")))
        (tmp_path / path.name).write_text(here, "utf-8")
    done = subprocess.run(["systemd-analyze", "verify", tmp_path / name], capture_output=True, text=True)
    assert (done.returncode, [line for line in done.stderr.splitlines() if "barometre-" in line]) == (0, [])


@pytest.mark.parametrize(("unit", "command"), COMMANDS.items())
def test_services_run_the_commands_that_the_documentation_tells(unit, command):
    assert f"ExecStart={INSTALLED} {command}\n" in (DEPLOY / f"barometre-{unit}.service").read_text("utf-8")
