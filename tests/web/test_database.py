"""The embedded PostgreSQL stops with the last process that uses it, even after one was killed."""

import resource
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from barometre.errors import BarometreError
from barometre.web.database import embedded, explained
from preparation import copy_server

pytestmark = pytest.mark.heavy

USER = "import sys, time; from pathlib import Path; from barometre.web.database import embedded\n"
HOLD = USER + "with embedded(Path(sys.argv[1])): print('up', flush=True); time.sleep(60)"
PASS = USER + "with embedded(Path(sys.argv[1])): pass"


def test_it_stops_although_a_process_that_used_it_was_killed(tmp_path, shared):
    folder = tmp_path / "postgresql"
    copy_server(shared, folder)
    holder = subprocess.Popen([sys.executable, "-c", HOLD, folder], stdout=subprocess.PIPE, text=True)
    assert holder.stdout.readline() == "up\n"
    holder.kill()
    holder.communicate()
    assert (folder / "postmaster.pid").exists(), "the server outlives a killed process"
    subprocess.run([sys.executable, "-c", PASS, folder], check=True, timeout=300)
    assert not (folder / "postmaster.pid").exists()


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(BarometreError, match="Cannot start the embedded PostgreSQL"), embedded(tmp_path / "file" / "x"):
        pass


def test_a_disk_too_small_for_the_server_is_one_line(instance):
    """No file may grow over a megabyte: those of a new server do."""
    command = Path(sys.executable).with_name("barometre")

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (2**20, 2**20))

    words = [command, "contests", "list"]
    done = subprocess.run(words, env=instance, capture_output=True, text=True, timeout=300, preexec_fn=limit)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1), done.stderr
    assert done.stderr.startswith("barometre: The embedded PostgreSQL does not start: ")
    assert "File too large" in done.stderr


@pytest.mark.parametrize(
    ("error", "log", "words"),
    [
        (psycopg.errors.DiskFull("could not extend file"), "", "disk of the database is full: could not extend file;"),
        (psycopg.OperationalError("lost"), "PANIC:  x: No space left on device\n", "is full: PANIC:  x: No space left"),
        (psycopg.OperationalError("lost"), "LOG:  ready\n", "The database went away: lost;"),
    ],
)
def test_a_full_disk_is_told_from_a_server_that_went_away(tmp_path, error, log, words):
    (tmp_path / "log").write_text(log)
    assert words in str(explained(error, tmp_path))
