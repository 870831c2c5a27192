"""The command line as a user meets it: real processes, real PostgreSQL, and one clear line when something is wrong."""

import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

from barometre.catalogue.load import load_catalogue

COMMAND = Path(sys.executable).with_name("barometre")


def run(instance, *arguments):
    return subprocess.run([COMMAND, *arguments], env=instance, capture_output=True, text=True, timeout=120)


def refused(done):
    """The one line that a failed command prints."""
    assert done.returncode == 1, done.stdout + done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("barometre: ")
    return lines[0]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_help_names_every_command(instance):
    done = run(instance, "--help")
    assert all(name in done.stdout for name in ("build", "publish", "serve", "catalogue", "sources", "territory"))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["build", "--as-of", "2021-01-01"], "No fact is known on 2021-01-01"),
        (["build", "--out", "/proc/editions"], "Cannot write"),
        (["publish"], "No edition in"),
        (["publish", "/nowhere"], "/nowhere does not exist"),
        (["publish", "/etc/passwd"], "/etc/passwd is not an edition"),
        (["serve", "--host", "999.1.1.1"], "--host"),
        (["serve", "--host", "192.0.2.1"], "--host"),
        (["catalogue", "check", "/nowhere"], "/nowhere"),
        (["territory", "resolve", "99999"], "99999"),
    ],
)
def test_what_is_wrong_is_one_line(instance, arguments, message):
    assert message in refused(run(instance, *arguments))


def test_a_date_that_is_none_is_refused(instance):
    done = run(instance, "build", "--as-of", "31/12/2026")
    assert done.returncode == 2
    assert "31/12/2026" in done.stderr
    assert "2026-11-01" in done.stderr, "an example"


def test_help_shows_how_a_day_is_written(instance):
    shown = run(instance, "build", "--help").stdout
    assert "YYYY-MM-DD" in shown
    assert " ." not in shown


@pytest.mark.parametrize("command", ["build", "publish", "serve"])
def test_a_folder_that_is_none_is_named(instance, tmp_path, command):
    (tmp_path / "file").write_text("")
    for var in (tmp_path / "file", tmp_path / "file" / "var"):
        line = refused(run(instance | {"BAROMETRE_VAR": str(var)}, command))
        assert f"BAROMETRE_VAR: {var} is not a folder one can write to" in line


def test_a_database_that_is_down_is_one_line_without_the_password(instance, edition_folder):
    down = instance | {"DATABASE_URL": f"postgresql://someone:hush@127.0.0.1:{free_port()}/none"}
    line = refused(run(down, "publish", str(edition_folder)))
    assert "DATABASE_URL does not answer" in line
    assert "hush" not in line


def test_a_setting_that_is_not_allowed_is_named(instance):
    assert "BAROMETRE_WORKERS" in refused(run(instance | {"BAROMETRE_WORKERS": "0"}, "sources", "list"))


@pytest.mark.parametrize("listing", ["catalogue", "sources"])
def test_a_list_keeps_its_identifiers_whole_at_80_columns(instance, listing):
    shown = run(instance | {"COLUMNS": "80"}, listing, "list").stdout
    catalogue = load_catalogue()
    wanted = catalogue.indicators if listing == "catalogue" else catalogue.sources
    assert [word for word in wanted if word not in shown] == []
    assert max(map(len, shown.splitlines())) <= 80


def test_a_port_in_use_is_one_line(instance):
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        line = refused(run(instance, "serve", "--port", str(busy.getsockname()[1])))
    assert "Address already in use" in line
    assert "--port" in line


def test_a_broken_edition_is_not_published_and_nothing_is_lost(instance, edition_folder, tmp_path):
    broken = tmp_path / "broken"
    broken.mkdir()
    for file in edition_folder.iterdir():
        (broken / file.name).write_bytes(file.read_bytes())
    (broken / "scores.parquet").write_bytes(b"PAR1")
    assert "scores.parquet is not what the edition's manifest says" in refused(run(instance, "publish", str(broken)))


def test_another_process_with_another_number_of_threads_gives_the_same_bytes(instance, edition_folder, tmp_path):
    threads = instance | {"POLARS_MAX_THREADS": "3"}
    shutil.copytree(edition_folder.parents[1] / "facts", Path(instance["BAROMETRE_VAR"]) / "facts")
    done = run(threads, "build", "--out", str(tmp_path / "again"), "--as-of", edition_folder.name)
    assert done.returncode == 0, done.stderr
    again = tmp_path / "again" / edition_folder.name
    assert {p.name for p in again.iterdir()} == {p.name for p in edition_folder.iterdir()}
    for file in again.iterdir():
        assert file.read_bytes() == (edition_folder / file.name).read_bytes(), file.name


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_serve_without_an_edition_says_so_and_stops_cleanly(instance, stop):
    port = free_port()
    server = subprocess.Popen([COMMAND, "serve", "--port", str(port)], env=instance, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True)  # fmt: skip
    try:
        wait_for(port, server)
        with pytest.raises(OSError, match="503"):
            urlopen(f"http://127.0.0.1:{port}/", timeout=60)
        server.send_signal(stop)
        output, errors = server.communicate(timeout=60)
    finally:
        server.kill()
    assert server.returncode == 0, errors
    assert "barometre build" in output
    assert "Stopped" in output
    pid = Path(instance["BAROMETRE_VAR"]) / "postgresql" / "postmaster.pid"
    assert not pid.exists(), "PostgreSQL stopped too"


def wait_for(port, server):
    """Wait until the server listens, at most half a minute."""
    for _ in range(300):
        if server.poll() is not None:
            raise AssertionError(server.communicate()[1])
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the server did not start in 30 seconds")
