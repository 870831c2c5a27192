"""An edition is published whole or not at all, once, and readers keep the old one until the new one is there."""

import json
import shutil
import time
from datetime import date

import polars as pl
import psycopg
import pytest

from barometre.edition.files import read_table, write_edition
from barometre.edition.schema import TABLES
from barometre.web.editions.grid import grid_of
from barometre.web.editions.publish import LOCK
from handmade_edition import PARIS, QUIMPER, handmade_edition
from small_edition import small_edition


@pytest.fixture(scope="module")
def part(tmp_path_factory):
    """An edition of twelve collectivités of every kind."""
    return handmade_edition(tmp_path_factory.mktemp("editions"))


@pytest.fixture(scope="module")
def site(make_instance, upgraded, part):
    """An instance of its own on which that edition was published by the command."""
    site = make_instance("site", upgraded)
    assert publish(site, part)[0] == 0
    return site


def on(day, part, out):
    """Write the same edition under another date."""
    folder = shutil.copytree(part, out / day.isoformat())
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | {"date": day.isoformat()}))
    return folder


def publish(instance, folder):
    status, _, error = instance.run("publish", folder)
    return status, error


def rows(instance, query):
    with psycopg.connect(instance.url) as connection:
        return connection.execute(query).fetchall()


def test_every_row_of_the_edition_is_there(site, part):
    counts = rows(
        site, "SELECT (SELECT count(*) FROM editions_collectivite), (SELECT count(*) FROM editions_aggregate)"
    )
    assert counts == [(read_table(part, "collectivites").height, read_table(part, "aggregates").height)]


def test_scores_arrive_unchanged(site, part):
    (quimper,) = read_table(part, "scores").filter(siren=QUIMPER, measure="communication.seen").to_dicts()
    query = f"SELECT scores->'communication.seen' FROM editions_collectivite WHERE siren = '{QUIMPER}'"
    assert rows(site, query)[0][0]["coverage"] == quimper["coverage"] > 0


def test_an_edition_published_without_a_grid_is_given_one(site, part):
    """As after an upgrade from a version that made none; nothing else is loaded."""
    query = "SELECT edition_id, length(parquet) FROM editions_grid"
    made, editions = rows(site, query), rows(site, "SELECT published_at FROM editions_edition")
    with psycopg.connect(site.url) as connection:
        connection.execute("DELETE FROM editions_grid")
    assert publish(site, part)[0] == 0
    assert rows(site, query) == made == [(date(2026, 11, 1), len(grid_of(part)))]
    assert rows(site, "SELECT published_at FROM editions_edition") == editions


def test_publishing_the_same_again_loads_nothing(site, part):
    query = "SELECT date, build_id, published_at, current FROM editions_edition"
    before = rows(site, query)
    assert publish(site, part)[0] == 0
    assert rows(site, query) == before
    assert [row[3] for row in before] == [True]


def test_a_broken_edition_changes_nothing(site, part, tmp_path):
    broken = shutil.copytree(part, tmp_path / "broken")
    (broken / "facts.parquet").unlink()
    before = rows(site, "SELECT date, current FROM editions_edition")
    status, error = publish(site, broken)
    assert (status, "facts.parquet is missing" in error) == (1, True)
    assert rows(site, "SELECT date, current FROM editions_edition") == before


def test_a_later_edition_becomes_the_current_one_and_the_older_stays(site, part, tmp_path):
    assert publish(site, on(date(2026, 12, 1), part, tmp_path))[0] == 0
    found = rows(site, "SELECT date::text, current FROM editions_edition ORDER BY date")
    assert found == [(part.name, False), ("2026-12-01", True)]
    publish(site, part)
    assert rows(site, "SELECT date::text FROM editions_edition WHERE current") == [(part.name,)]


def test_of_editions_before_it_the_figures_are_loaded_and_compared(make_instance, upgraded, part, tmp_path):
    site = make_instance("history", upgraded)
    for day in (date(2025, 5, 5), date(2026, 4, 22), date(2026, 11, 1)):
        newest = on(day, part, tmp_path)
    assert publish(site, newest)[0] == 0
    found = rows(site, "SELECT date::text, light, current FROM editions_edition ORDER BY date")
    assert found == [("2025-05-05", True, False), ("2026-04-22", True, False), ("2026-11-01", False, True)]
    assert rows(site, "SELECT DISTINCT edition_id::text FROM editions_collectivite") == [("2026-11-01",)]
    of_paris = f"SELECT answers->'site-declare' FROM editions_past WHERE siren = '{PARIS}'"
    assert rows(site, of_paris) == [([["2025-05-05", 100.0], ["2026-04-22", 100.0]],)]
    moved = "SELECT DISTINCT before::text FROM editions_movement WHERE mean_before = mean_now ORDER BY 1"
    assert rows(site, moved) == [("2025-05-05",), ("2026-04-22",)]


def test_what_changed_and_why_is_kept_with_the_edition_and_told_again_when_the_one_before_changes(
    make_instance, upgraded, part, tmp_path
):
    """Before, the directory said that Quimper declares no site; the score of Paris came of another method."""
    site = make_instance("changes", upgraded)
    now = shutil.copytree(part, tmp_path / "2026-11-01")
    on(date(2025, 5, 5), part, tmp_path)
    tables = {name: read_table(now, name) for name in TABLES}
    quimper, paris = pl.col("siren") == QUIMPER, pl.col("siren") == PARIS
    said = quimper & (pl.col("fact") == "site.declared") & (pl.col("source") == "annuaire")
    tables["facts"] = tables["facts"].with_columns(
        number=pl.when(said).then(0.0).otherwise("number"),
        observed_on=pl.when(said).then(date(2026, 1, 1)).otherwise("observed_on"),
    )
    site_declared = pl.col("indicator") == "site-declare"
    tables["indicators"] = tables["indicators"].with_columns(
        score=pl.when(site_declared & (quimper | paris)).then(0.0).otherwise("score"),
        observed_on=pl.when(site_declared & quimper).then(date(2026, 1, 1)).otherwise("observed_on"),
    )
    documents = {name: json.loads((now / name).read_text()) for name in ("catalogue.json", "datapackage.json")}
    write_edition(tmp_path, date(2026, 4, 22), tables, documents, {"date": "2026-04-22"})
    assert publish(site, now)[0] == 0
    editions = "SELECT date::text, before::text FROM editions_edition ORDER BY date"
    assert rows(site, editions) == [("2025-05-05", None), ("2026-04-22", "2025-05-05"), ("2026-11-01", "2026-04-22")]
    changed = (
        "SELECT siren, answers->'site-declare' FROM editions_change "
        "WHERE edition_id = '2026-11-01' AND answers ? 'site-declare' ORDER BY siren"
    )
    assert rows(site, changed) == [(QUIMPER, [0, 100, "evidence"]), (PARIS, [0, 100, "method"])]
    counted = (
        "SELECT gained, lost, by_method FROM editions_tally WHERE edition_id = '2026-11-01' "
        "AND indicator = 'site-declare' AND territory_kind = 'france' AND kind = 'commune'"
    )
    assert rows(site, counted) == [(1, 0, 1)]
    shutil.rmtree(tmp_path / "2026-04-22")
    assert publish(site, now)[0] == 0
    assert rows(site, changed) == []
    assert rows(site, f"{editions} DESC")[0] == ("2026-11-01", "2025-05-05")


def test_of_two_publications_at_once_the_second_waits(make_instance, upgraded, tmp_path):
    """Both are stopped at the door by a third, so that they do meet."""
    instance = make_instance("publications", upgraded)
    days = (date(2027, 1, 1), date(2027, 1, 2))
    waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    with psycopg.connect(instance.url, autocommit=True) as third:
        third.execute("SELECT pg_advisory_lock(hashtext(%s))", [LOCK])
        folders = [small_edition(tmp_path, day) for day in days]
        processes = [instance.start(instance.command, "publish", str(folder)) for folder in folders]
        while third.execute(waiting).fetchone() != (2,):
            assert all(process.poll() is None for process in processes), [one.communicate() for one in processes]
            time.sleep(0.05)
        third.execute("SELECT pg_advisory_unlock(hashtext(%s))", [LOCK])
        said = [process.communicate()[1] for process in processes]
        assert (said, [process.returncode for process in processes]) == (["", ""], [0, 0])
        found = third.execute("SELECT date, current FROM editions_edition ORDER BY date").fetchall()
    assert tuple(day for day, _ in found) == days
    assert sorted(current for _, current in found) == [False, True]


def test_a_publication_killed_half_way_changes_nothing(site, part, tmp_path):
    """It is killed while its aggregates wait to be written: its collectivités already are."""
    query = "SELECT date, build_id, current, (SELECT count(*) FROM editions_collectivite) FROM editions_edition"
    before = rows(site, query)
    later = on(date(2027, 2, 1), part, tmp_path)
    waiting = "SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'editions_aggregate'::regclass"
    with psycopg.connect(site.url) as other:
        other.execute("LOCK TABLE editions_aggregate IN SHARE MODE")  # readers pass, writers wait
        process = site.start(site.command, "publish", str(later))
        while not other.execute(waiting).fetchall():
            assert process.poll() is None, process.communicate()
            time.sleep(0.05)
        process.kill()
        process.communicate()
    assert process.returncode == -9
    assert rows(site, query) == before


def test_an_edition_that_postgresql_refuses_is_one_line_and_changes_nothing(site, tmp_path):
    before = rows(site, "SELECT date, build_id, current FROM editions_edition")
    folder = small_edition(tmp_path, date(2027, 3, 1))
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | {"note": "\0"}))
    status, error = publish(site, folder)
    assert (status, len(error.splitlines()), "cannot be published" in error) == (1, 1, True)
    assert rows(site, "SELECT date, build_id, current FROM editions_edition") == before
