"""The embedded PostgreSQL stops with the last process that uses it, even after one was killed."""

import subprocess
import sys

import pytest

from barometre.errors import BarometreError
from barometre.web.database import embedded

pytestmark = pytest.mark.heavy

USER = "import sys, time; from pathlib import Path; from barometre.web.database import embedded\n"
HOLD = USER + "with embedded(Path(sys.argv[1])): print('up', flush=True); time.sleep(60)"
PASS = USER + "with embedded(Path(sys.argv[1])): pass"


def test_it_stops_although_a_process_that_used_it_was_killed(tmp_path):
    folder = tmp_path / "postgresql"
    holder = subprocess.Popen([sys.executable, "-c", HOLD, folder], stdout=subprocess.PIPE, text=True)
    assert holder.stdout.readline() == "up\n"
    holder.kill()
    holder.communicate()
    assert (folder / "postmaster.pid").exists(), "the server outlives a killed process"
    subprocess.run([sys.executable, "-c", PASS, folder], check=True, timeout=60)
    assert not (folder / "postmaster.pid").exists()


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(BarometreError, match="Cannot start the embedded PostgreSQL"), embedded(tmp_path / "file" / "x"):
        pass
