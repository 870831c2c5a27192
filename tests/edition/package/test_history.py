"""The history of an edition is the same, told from the folders before it or read from the files that carry it."""

import pytest

from barometre.edition.package.history import (
    HISTORY_TABLES,
    FolderHistory,
    PackagedHistory,
    earlier_editions,
    write_history,
)
from barometre.errors import BarometreError
from small_edition import small_edition
from small_package import DAYS, NOW, three_editions


@pytest.fixture(scope="module")
def folders(finistere_edition, tmp_path_factory):
    return three_editions(finistere_edition, tmp_path_factory.mktemp("editions")).parent


@pytest.fixture(scope="module")
def written(folders, tmp_path_factory):
    folder = tmp_path_factory.mktemp("history")
    write_history(folders / NOW.isoformat(), earlier_editions(folders, NOW), folder)
    return folder


@pytest.fixture(scope="module")
def both(folders, written):
    return FolderHistory(folders / NOW.isoformat(), earlier_editions(folders, NOW)), PackagedHistory(written, NOW)


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
        for table in ("figures", "movements", "answers", "collectivites", "facts"):
            pairs.append((getattr(package, table)(day), getattr(folder, table)(day)))
    for day in (DAYS[1], None):
        pairs += zip(package.changed(day), folder.changed(day), strict=True)
    for kept, computed in pairs:
        assert kept.rows() == computed.select(kept.columns).rows()
    assert sum(computed.height > 0 for _, computed in pairs) > 10


def test_a_first_edition_has_a_history_without_rows(tmp_path):
    write_history(small_edition(tmp_path, NOW), [], tmp_path / "history")
    history = PackagedHistory(tmp_path / "history", NOW)
    history.check()
    assert (history.builds, history.past().height) == ({}, 0)
    assert {path.stem for path in (tmp_path / "history").iterdir()} == set(HISTORY_TABLES)


def test_written_twice_it_has_the_same_bytes(folders, written, tmp_path):
    write_history(folders / NOW.isoformat(), earlier_editions(folders, NOW), tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        path.name: path.read_bytes() for path in written.iterdir()
    }


def test_a_file_that_is_not_whole_is_one_line_that_names_it(folders, tmp_path):
    write_history(small_edition(tmp_path, NOW), [], tmp_path / "history")
    (tmp_path / "history" / "past.parquet").write_bytes(b"PAR1")
    with pytest.raises(BarometreError, match=r"past\.parquet is not a readable Parquet file"):
        PackagedHistory(tmp_path / "history", NOW).check()


def test_only_folders_named_by_a_day_before_are_earlier_editions(folders, tmp_path):
    assert [one.name for one in earlier_editions(folders, NOW)] == [day.isoformat() for day in DAYS]
    assert earlier_editions(tmp_path, NOW) == []


def test_a_history_of_later_editions_is_refused(written):
    with pytest.raises(BarometreError, match=r"editions\.parquet tells of other editions"):
        PackagedHistory(written, DAYS[1]).check()
