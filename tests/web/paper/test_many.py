"""Sheets of many: whole files, two processes, resumed where it stopped, alone in its folder."""

import errno
import fcntl
from concurrent.futures import Future

import pytest

from barometre.errors import BarometreError
from barometre.web.paper import many, worker
from barometre.web.paper.many import Made, write_sheets
from barometre.web.paper.sheet import state_of
from pdf_structure import read_structure

PARIS = "75"


class Here:
    """Runs in this process what a pool would run in others."""

    def __init__(self, *_):
        self.stopped = False

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def submit(self, function, *arguments):
        done = Future()
        try:
            done.set_result(function(*arguments))
        except BarometreError as error:
            done.set_exception(error)
        return done

    def shutdown(self, **_):
        return None


@pytest.fixture
def here(published, monkeypatch):
    monkeypatch.setattr(many, "ProcessPoolExecutor", Here)
    monkeypatch.setattr(many, "CHUNK", 1)
    return lambda out, departement=PARIS: write_sheets(out, departement, lambda *_: None)


def sheets(out):
    return sorted(out.glob("*.pdf"))


def test_processes_write_them_all(published, tmp_path):
    told = []
    made = write_sheets(tmp_path, PARIS, lambda *counts: told.append(counts))
    assert "217500016.pdf" in [path.name for path in sheets(tmp_path)]
    assert made == Made(len(sheets(tmp_path)), 0) and told[0] == (0, made.now) and told[-1] == (made.now, made.now)
    assert all(read_structure(path.read_bytes()).pages == 2 for path in sheets(tmp_path))


def test_the_same_command_goes_on_where_it_stopped(here, tmp_path, monkeypatch):
    real, left = worker.replace_file, [2]

    def full(content, path):
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(content, path)

    monkeypatch.setattr(worker, "replace_file", full)
    with pytest.raises(
        BarometreError, match=r"^Cannot write .*\.pdf: No space left on device; free some room .*stopped$"
    ):
        here(tmp_path)
    assert len(sheets(tmp_path)) == 2
    (tmp_path / ".217500016.pdf.12.tmp").write_bytes(b"%PDF")  # what a killed one leaves
    monkeypatch.setattr(worker, "replace_file", real)
    before = {path: path.stat().st_mtime_ns for path in sheets(tmp_path)}
    made = here(tmp_path)
    assert made.before == 2 and made.now == len(sheets(tmp_path)) - 2 > 0
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert not list(tmp_path.glob("*.tmp")) and not list(tmp_path.glob(".*.tmp"))
    assert here(tmp_path) == Made(0, made.now + made.before)
    (tmp_path / "217500016.pdf").unlink()
    assert here(tmp_path).now == 1


def test_those_of_another_build_are_made_again(here, published, tmp_path):
    everybody = here(tmp_path).now
    journal = tmp_path / f".sheets-{state_of(published)}"
    gone = tmp_path / "000000000.pdf"
    gone.write_bytes(b"%PDF")
    journal.rename(tmp_path / ".sheets-another").open("a").write("000000000\n")
    assert here(tmp_path) == Made(everybody, 0)
    assert not gone.exists() and [path.name for path in tmp_path.glob(".sheets-*")] == [journal.name]


def test_a_folder_in_use_is_refused(here, tmp_path):
    with (tmp_path / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(BarometreError, match=r"^Another process writes sheets to .*; wait for it$"):
            here(tmp_path)
    assert sheets(tmp_path) == []


def test_what_cannot_be_a_folder_or_a_departement_is_told(here, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(BarometreError, match=r"^Cannot write .*file: File exists; free some room or choose a folder"):
        here(tmp_path / "file")
    with pytest.raises(BarometreError, match=r"^No département has the code '00'; give one like 48, 2A or 974$"):
        here(tmp_path, "00")


def test_sheets_of_two_states_are_never_mixed(published, tmp_path):
    with pytest.raises(
        BarometreError, match=r"^Another edition or reply was published meanwhile; run the same command"
    ):
        worker.write_chunk(tmp_path, "another", ["217500016"])
