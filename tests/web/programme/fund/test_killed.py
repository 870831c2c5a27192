"""An import of awards that is killed in the middle leaves nothing of itself."""

import psycopg
import pytest

from barometre.programme.fund.demo import demonstration

pytestmark = pytest.mark.heavy

COUNTS = (
    "SELECT (SELECT count(*) FROM programme_award), (SELECT count(*) FROM programme_project), "
    "(SELECT count(*) FROM programme_fundimport), (SELECT count(*) FROM programme_fundcall), "
    "(SELECT count(*) FROM auditlog_logentry)"
)


def test_an_import_killed_leaves_nothing_and_runs_again(make_instance, tmp_path):
    """Killed as soon as its transaction has written an award, which a lock of the table shows."""
    instance = make_instance("imports")
    assert instance.run("programme", "fund", "report")[0] in (0, 1)
    path = tmp_path / "awards.csv"
    demonstration(1).write_csv(path)
    with psycopg.connect(instance.url, autocommit=True) as watcher:
        before = watcher.execute(COUNTS).fetchone()
        process = instance.start(instance.command, "programme", "fund", "import", str(path))
        writing = "SELECT 1 FROM pg_locks WHERE relation = 'programme_award'::regclass AND mode = 'RowExclusiveLock'"
        while process.poll() is None and not watcher.execute(writing).fetchall():
            pass
        process.kill()
        process.communicate()
        assert process.returncode == -9
        while watcher.execute(writing).fetchall():
            pass
        assert watcher.execute(COUNTS).fetchone() == before
    status, _, error = instance.run("programme", "fund", "import", path)
    assert status == 0, error
    with psycopg.connect(instance.url) as connection:
        assert connection.execute(COUNTS).fetchone()[0] > before[0]
