"""The history of an edition is the same, told from the folders before it or read from the files that carry it."""

from datetime import date

import polars as pl
import pytest

from barometre.edition.files import read_table, write_edition
from barometre.edition.package.history import (
    HISTORY_TABLES,
    FolderHistory,
    PackagedHistory,
    earlier_editions,
    write_history,
)
from barometre.edition.schema import TABLES
from barometre.errors import BarometreError
from small_edition import departement_edition, small_edition

DAYS = [date(2025, 5, 5), date(2026, 4, 22)]
NOW = date(2026, 11, 1)
QUIMPER, BREST = "212902324", "212900195"


@pytest.fixture(scope="module")
def folders(finistere_edition, tmp_path_factory):
    """Finistère in three editions: in the first Quimper declared no site, in the second Brest."""
    out = tmp_path_factory.mktemp("editions")
    now = departement_edition(finistere_edition, out, NOW)
    tables = {name: read_table(now, name) for name in TABLES}
    documents = {"catalogue.json": {"themes": {}, "indicators": {}}, "datapackage.json": {}}
    indicators = tables["indicators"]
    for day, other in zip(DAYS, (QUIMPER, BREST), strict=True):
        otherwise = (pl.col("indicator") == "site-declare") & (pl.col("siren") == other)
        tables["indicators"] = indicators.with_columns(score=pl.when(otherwise).then(0.0).otherwise("score"))
        write_edition(out, day, tables, documents | {"method.json": {"of": day.isoformat()}}, {"date": day.isoformat()})
    return out


@pytest.fixture(scope="module")
def both(folders, tmp_path_factory):
    now, before = folders / NOW.isoformat(), earlier_editions(folders, NOW)
    written = tmp_path_factory.mktemp("history")
    write_history(now, before, written)
    return FolderHistory(now, before), PackagedHistory(written, NOW)


def test_both_name_the_same_editions_of_the_same_builds_with_the_same_documents(both):
    folder, package = both
    assert list(package.builds.items()) == list(folder.builds.items())
    assert list(package.builds) == DAYS
    for day in DAYS:
        assert package.manifest(day) == folder.manifest(day)
        assert package.documents(day) == folder.documents(day)
        assert package.documents(day)["method"] == {"of": day.isoformat()}


def test_both_give_the_same_rows_in_the_same_order(both):
    folder, package = both
    pairs = [(package.past(), folder.past())]
    for day in DAYS:
        pairs += [(package.figures(day), folder.figures(day)), (package.movements(day), folder.movements(day))]
    for day in (DAYS[1], None):
        pairs += zip(package.changed(day), folder.changed(day), strict=True)
    for kept, computed in pairs:
        assert kept.rows() == computed.select(kept.columns).rows()
    assert all(computed.height for _, computed in pairs)


def test_a_first_edition_has_a_history_without_rows(tmp_path):
    write_history(small_edition(tmp_path, NOW), [], tmp_path / "history")
    history = PackagedHistory(tmp_path / "history", NOW)
    assert (history.builds, history.past().height) == ({}, 0)
    assert {path.stem for path in (tmp_path / "history").iterdir()} == set(HISTORY_TABLES)


def test_written_twice_it_has_the_same_bytes(folders, tmp_path):
    now, before = folders / NOW.isoformat(), earlier_editions(folders, NOW)
    for name in ("one", "other"):
        write_history(now, before, tmp_path / name)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "other" / path.name).read_bytes()


def test_a_file_that_is_not_whole_is_one_line_that_names_it(folders, tmp_path):
    write_history(small_edition(tmp_path, NOW), [], tmp_path / "history")
    (tmp_path / "history" / "past.parquet").write_bytes(b"PAR1")
    with pytest.raises(BarometreError, match=r"past\.parquet is not a readable Parquet file"):
        PackagedHistory(tmp_path / "history", NOW).past()


def test_only_folders_named_by_a_day_before_are_earlier_editions(folders, tmp_path):
    assert [one.name for one in earlier_editions(folders, NOW)] == [day.isoformat() for day in DAYS]
    assert earlier_editions(tmp_path, NOW) == []
