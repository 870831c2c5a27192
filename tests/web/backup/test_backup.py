"""An instance saved while people write, and restored: every row, every file, or nothing at all."""

import shutil
import signal
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest

pytestmark = pytest.mark.heavy

CONTENT = Path(__file__).with_name("content.py")
PAIR = (
    "INSERT INTO observations_contest (token, siren, subject, text, email, sent_at, outcome, answer) "
    "SELECT md5(random()::text), '212902324', 'site.caa', %s, '', now(), '', '' FROM generate_series(1, 2)"
)


def rows_of(url):
    """Table -> its rows as PostgreSQL writes them, sorted; and the last number drawn of each sequence."""
    with psycopg.connect(url) as connection:
        names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        found = {}
        for (name,) in names:
            columns = connection.execute(
                "SELECT string_agg(quote_ident(column_name), ',' ORDER BY column_name) "
                "FROM information_schema.columns WHERE table_name = %s",
                [name],
            ).fetchone()[0]
            with connection.cursor().copy(f'COPY "{name}" ({columns}) TO STDOUT') as copy:
                found[name] = columns, sorted(map(bytes, copy))
        sequences = connection.execute("SELECT sequencename, last_value FROM pg_sequences").fetchall()
    return found | {"sequences": sorted(sequences)}


def files_of(var):
    """File -> its content, in the folders that are saved."""
    return {
        path.relative_to(var).as_posix(): path.read_bytes()
        for folder in ("facts", "editions", "files", "sources")
        for path in (var / folder).rglob("*")
        if path.is_file()
    }


def until_gone(url, name):
    """Wait until PostgreSQL has noticed that those who used a database are gone."""
    with psycopg.connect(url, autocommit=True) as connection:
        while connection.execute("SELECT 1 FROM pg_stat_activity WHERE datname = %s", [name]).fetchall():
            time.sleep(0.01)


@pytest.fixture(scope="module")
def original(make_instance, upgraded):
    """An instance with something of everything."""
    instance = make_instance("original", upgraded)
    process = instance.start(sys.executable, CONTENT, str(instance.var))
    assert process.communicate()[1] == ""
    return instance


@pytest.fixture(scope="module")
def archive(original, tmp_path_factory):
    """Its back-up, made while somebody writes two contests at a time; nothing is written once it is made."""
    before, stop, written = rows_of(original.url), threading.Event(), []

    def write():
        with psycopg.connect(original.url, autocommit=True) as connection:
            while not stop.wait(0.002):
                connection.execute(PAIR, [f"{len(written)}"])
                written.append(None)

    writer = threading.Thread(target=write)
    writer.start()
    path = tmp_path_factory.mktemp("archive") / "one.zip"
    status, _, error = original.run("backup", path)
    stop.set()
    writer.join()
    assert (status, error) == (0, "")
    return SimpleNamespace(path=path, before=before, written=len(written))


@pytest.fixture(scope="module")
def restored(make_instance, archive):
    """The back-up, restored on an empty instance."""
    instance = make_instance("restored")
    status, output, error = instance.run("restore", archive.path)
    assert (status, error) == (0, "")
    assert "DATABASE_URL" in output and instance.url not in output
    return instance


def test_every_row_and_every_file_come_back(original, restored, archive):
    here, there = archive.before, rows_of(restored.url)
    assert here.keys() == there.keys()
    assert here["django_session"][1] and not there["django_session"][1], "accounts log in again"
    assert here["townhall_link"][1] and not there["townhall_link"][1], "a link revoked since does not open again"
    assert there["townhall_declared"][1] and there["townhall_event"][1]
    changing = {"observations_contest", "django_session", "townhall_link", "sequences"}
    assert {name: rows for name, rows in there.items() if name not in changing} == {
        name: rows for name, rows in here.items() if name not in changing
    }
    assert files_of(restored.var) == files_of(original.var)
    assert any(name.startswith("files/livrables/") for name in files_of(restored.var))
    assert not [path for path in (original.var / "files").rglob("*") if path.stat().st_mode & 0o077]


def test_what_is_written_meanwhile_is_there_whole_or_not_at_all(restored, archive):
    with psycopg.connect(restored.url) as connection:
        pairs = connection.execute(
            "SELECT count(*) FROM observations_contest WHERE subject = 'site.caa' GROUP BY text"
        ).fetchall()
    assert archive.written > len(pairs)
    assert {count for (count,) in pairs} <= {2}


def test_a_number_once_given_is_not_given_again(restored):
    with psycopg.connect(restored.url) as connection:
        (highest,) = connection.execute("SELECT max(id) FROM observations_contest").fetchone()
        connection.execute(PAIR, ["later"])
        (later,) = connection.execute("SELECT min(id) FROM observations_contest WHERE text = 'later'").fetchone()
        ((drawn,),) = connection.execute("SELECT last_value FROM townhall_link_id_seq").fetchall()
        ((noted,),) = connection.execute("SELECT max(link) FROM townhall_event").fetchall()
        connection.rollback()
    assert later > highest and drawn >= noted


def test_it_is_checked_and_nothing_is_started(archive, original):
    status, output, _ = original.run("backup", "--check", archive.path)
    assert status == 0
    assert "is whole" in output


def test_an_instance_that_holds_something_is_not_overwritten(restored, archive):
    before = rows_of(restored.url), files_of(restored.var)
    status, _, error = restored.run("restore", archive.path)
    assert (status, "is not empty; give --replace" in error, len(error.splitlines())) == (1, True, 1)
    assert (rows_of(restored.url), files_of(restored.var)) == before


def test_an_instance_in_use_is_left_alone(restored, archive):
    with psycopg.connect(restored.url):
        status, _, error = restored.run("restore", "--replace", archive.path)
    assert (status, "stop it, then restore" in error) == (1, True)


def test_a_restoration_killed_anywhere_is_not_done_or_done(make_instance, original, restored, archive):
    """Killed while the files are put aside, then while the tables are loaded; the next command tidies up."""
    until_gone(original.url, "restored")
    instance = make_instance("killed", "restored")
    shutil.copytree(restored.var, instance.var, dirs_exist_ok=True)
    mark = (
        "INSERT INTO programme_fundcategory (id, name, source_title, source_url, loaded_hash) VALUES ('x','x','','','')"
    )
    locked = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory'"
    for watched in (locked, "SELECT 1 FROM pg_stat_progress_copy"):
        with psycopg.connect(instance.url) as connection:
            connection.execute(f"{mark} ON CONFLICT DO NOTHING")
        before = rows_of(instance.url), files_of(instance.var)
        process = instance.start(instance.command, "restore", "--replace", str(archive.path))
        with psycopg.connect(original.url, autocommit=True) as watcher:
            for query, pause in ((locked, 0.02), (watched, 0.001)):  # seldom asked while it starts
                while process.poll() is None and not watcher.execute(query).fetchall():
                    time.sleep(pause)
        process.kill()
        process.communicate()
        assert process.returncode == -signal.SIGKILL
        until_gone(original.url, "killed")
        assert instance.run("contests", "list")[0] == 0
        assert not list(instance.var.glob(".restore-*"))
        after = rows_of(instance.url), files_of(instance.var)
        assert after == before


def test_files_follow_the_tables_after_a_kill(make_instance, upgraded):
    """The tables are there, the folders were moved in part: the next command moves the others, a back-up too."""
    instance = make_instance("cut", upgraded)
    aside = instance.var / ".restore-1234"
    for folder in ("facts", "editions", "files"):
        for place, text in ((aside, "new"), (instance.var, "former")):
            (place / folder / "one").mkdir(parents=True)
            (place / folder / "one" / "file").write_text(text)
    for folder in ("facts", "editions"):
        (instance.var / folder).rename(aside / f"former-{folder}")
    (aside / "facts").rename(instance.var / "facts")
    with psycopg.connect(instance.url) as connection:
        connection.execute("COMMENT ON TABLE django_migrations IS '.restore-1234'")
    obstacle = aside / "former-files" / "file"  # it stands for a folder that cannot be moved, a mount for one
    obstacle.parent.mkdir()
    obstacle.touch()
    status, _, error = instance.run("backup", instance.var / "one.zip")
    assert (status, "Cannot move the files" in error, len(error.splitlines())) == (1, True, 1)
    obstacle.unlink()
    assert instance.run("backup", instance.var / "one.zip")[0] == 0
    assert files_of(instance.var) == {f"{folder}/one/file": b"new" for folder in ("facts", "editions", "files")}
    assert not list(instance.var.glob(".restore-*"))


def test_an_instance_without_any_table_comes_back(make_instance):
    instance = make_instance("bare")
    assert instance.run("backup", instance.var / "bare.zip")[0] == 0
    status, _, error = instance.run("restore", instance.var / "bare.zip")
    assert (status, error) == (0, "")


def test_a_back_up_of_an_older_version_is_upgraded(make_instance, tmp_path):
    earlier, later = make_instance("earlier"), make_instance("later")
    process = earlier.start(sys.executable, CONTENT, str(earlier.var), "old")
    assert process.communicate()[1] == ""
    assert earlier.run("backup", tmp_path / "old.zip")[0] == 0
    assert "observations_look" in rows_of(earlier.url), "a back-up upgrades nothing"
    status, _, error = later.run("restore", tmp_path / "old.zip")
    assert (status, error) == (0, "")
    with psycopg.connect(later.url) as connection:
        ((records,),) = connection.execute("SELECT records FROM observations_requestedlook").fetchall()
        assert records[0][:2] == ["212902324", "requested"]
        kept = connection.execute("SELECT subject, text, outcome, length(token) FROM observations_contest").fetchall()
        assert kept == [("site.hsts", "faux", "", 22)], "followed from now on, like the others"
    assert earlier.run("contests", "list")[0] == 0
    upgraded, there = rows_of(earlier.url), rows_of(later.url)
    for name in ("django_migrations", "observations_contest"):  # the day of each; the address drawn for each contest
        del upgraded[name], there[name]
    assert upgraded == there
