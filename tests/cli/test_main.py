"""The command line as a user meets it: one clear line when something is wrong, and a quick start.

Refusals are asked for in this process; one start of each command proves its entry point.
"""

import re
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
# Packages that are slow to load, and that neither help nor a mistyped option needs.
HEAVY = {"polars", "django", "psycopg", "pydantic_settings", "uvloop", "yaml"}


def start(instance, *arguments):
    return subprocess.run([COMMAND, *arguments], env=instance, capture_output=True, text=True, timeout=300)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["--version"], 0, "0."),
        (["--help"], 0, "publish"),
        (["catalogue", "--help"], 0, "document"),
        (["observe", "explain", "--help"], 0, "--allow-private"),
        (["programme", "fund", "import", "--help"], 0, "--dry-run"),
        (["build", "--as-of", "31/12/2026"], 2, "31/12/2026"),
    ],
)
def test_what_computes_nothing_loads_nothing(instance, arguments, status, words):
    done = start(instance | {"PYTHONPROFILEIMPORTTIME": "1"}, *arguments)
    loaded = set(re.findall(r"\| +([\w.]+)$", done.stderr, re.MULTILINE))
    assert (done.returncode, words in done.stdout + done.stderr) == (status, True)
    assert "barometre.cli.main" in loaded
    assert loaded & HEAVY == set()


def test_completion_proposes_commands(instance):
    done = start(
        instance | {"_BAROMETRE_COMPLETE": "complete_bash", "COMP_WORDS": "barometre observe e", "COMP_CWORD": "2"}
    )
    assert done.stdout.split() == ["explain"]


def test_help_names_every_command(run_here):
    status, shown, _ = run_here("--help")
    assert status == 0
    assert all(name in shown for name in ("build", "publish", "serve", "catalogue", "sources", "territory"))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["build", "--as-of", "2021-01-01"], "No fact is known on 2021-01-01; the oldest are of 2021-02-09"),
        (["build", "--out", "/proc/editions"], "Cannot write the edition to /proc/editions"),
        (["publish"], "No edition in"),
        (["publish", "/nowhere"], "/nowhere does not exist"),
        (["publish", "/etc/passwd"], "/etc/passwd is not an edition"),
        (["serve", "--host", "999.1.1.1"], "--host"),
        (["serve", "--host", "192.0.2.1"], "--host"),
        (["catalogue", "check", "/nowhere"], "/nowhere"),
        (["territory", "resolve", "99999"], "99999"),
    ],
)
def test_what_is_wrong_is_one_line(refusal, instance, arguments, message):
    assert message in refusal(*arguments, environment=instance)


@pytest.mark.parametrize("option", [("--as-of", "2021-01-01"), ("--out", "/proc/editions")])
def test_a_build_that_cannot_end_well_stores_nothing(refusal, instance, option):
    refusal("build", *option, environment=instance)
    assert list(Path(instance["BAROMETRE_VAR"]).iterdir()) == []


def test_a_date_that_is_none_is_refused_with_an_example(run_here, instance):
    status, _, error = run_here("build", "--as-of", "31/12/2026", environment=instance)
    assert status == 2
    assert "31/12/2026" in error
    assert "2026-11-01" in error


def test_help_shows_how_a_day_is_written(run_here):
    _, shown, _ = run_here("build", "--help")
    assert "YYYY-MM-DD" in shown
    assert " ." not in shown


@pytest.mark.parametrize("command", ["build", "publish", "serve"])
def test_a_folder_that_is_none_is_named(refusal, instance, tmp_path, command):
    (tmp_path / "file").write_text("")
    for var in (tmp_path / "file", tmp_path / "file" / "var"):
        line = refusal(command, environment=instance | {"BAROMETRE_VAR": str(var)})
        assert f"BAROMETRE_VAR: {var} is not a folder one can write to" in line


def test_a_database_that_is_down_is_one_line_without_the_password(refusal, instance, edition_folder):
    down = instance | {"DATABASE_URL": f"postgresql://someone:hush@127.0.0.1:{free_port()}/none"}
    line = refusal("publish", edition_folder, environment=down)
    assert "DATABASE_URL does not answer" in line
    assert "hush" not in line


def test_a_setting_that_is_not_allowed_is_named(refusal, instance):
    assert "BAROMETRE_WORKERS" in refusal("sources", "status", environment=instance | {"BAROMETRE_WORKERS": "0"})


@pytest.mark.parametrize("listing", ["catalogue", "sources"])
def test_a_list_keeps_its_identifiers_whole_at_80_columns(instance, listing):
    shown = start(instance | {"COLUMNS": "80"}, listing, "list").stdout
    catalogue = load_catalogue()
    wanted = catalogue.indicators if listing == "catalogue" else catalogue.sources
    assert [word for word in wanted if word not in shown] == []
    assert max(map(len, shown.splitlines())) <= 80


def test_the_documents_of_the_catalogue_are_written(run_here, tmp_path):
    assert run_here("catalogue", "document", "--out", tmp_path / "docs")[0] == 0
    names = ["data-dictionary.md", "methodology.md", "questionnaires.md"]
    assert sorted(path.name for path in (tmp_path / "docs").iterdir()) == names


def test_a_former_commune_leads_to_that_of_today(instance):
    done = start(instance, "territory", "resolve", "35001", "--on", "2026-01-01")
    assert done.returncode == 0, done.stderr
    assert "Acigné" in done.stdout


def test_a_port_in_use_is_one_line(refusal, instance):
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        line = refusal("serve", "--port", busy.getsockname()[1], environment=instance)
    assert "Address already in use" in line
    assert "--port" in line


def test_a_broken_edition_is_not_published_and_nothing_is_lost(refusal, published, edition_folder, tmp_path):
    broken = tmp_path / "broken"
    broken.mkdir()
    for file in edition_folder.iterdir():
        (broken / file.name).write_bytes(file.read_bytes())
    (broken / "scores.parquet").write_bytes(b"PAR1")
    assert "scores.parquet is not what the edition's manifest says" in refusal("publish", broken)
    from barometre.web.editions.queries import current_edition

    assert current_edition() == published


def test_serve_without_an_edition_says_so_and_stops_cleanly(instance):
    """From the keyboard; `tests/web/test_server.py` stops it as services do."""
    port = free_port()
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    environment = instance | {"BAROMETRE_WORKERS": "1"}
    server = subprocess.Popen([COMMAND, "serve", "--port", str(port)], env=environment, **pipes)
    try:
        wait_for(port, server)
        with pytest.raises(OSError, match="503"):
            urlopen(f"http://127.0.0.1:{port}/", timeout=300)
        server.send_signal(signal.SIGINT)
        output, errors = server.communicate(timeout=300)
    finally:
        server.kill()
    assert server.returncode == 0, errors
    assert "barometre build" in output
    assert "Stopped" in output
    pid = Path(instance["BAROMETRE_VAR"]) / "postgresql" / "postmaster.pid"
    assert not pid.exists(), "PostgreSQL stopped too"


def wait_for(port, server):
    """Wait until the server listens, as long as it lives."""
    while server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError(server.communicate()[1])
