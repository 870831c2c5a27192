"""The file of a back-up: whole, or refused in one line."""

import resource
import zipfile
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.errors import BarometreError
from barometre.web.backup.archive import FORMAT, MANIFEST, Manifest, Table, check_archive, new_archive

CONTENT = {
    "database/one.copy": b"1\tun\n" * 500,
    "facts/a/2026-10-06.parquet": b"PAR1" * 50,
    "files/livrables/été.pdf": b"",
}


def write(path, content=CONTENT, **told):
    with new_archive(path) as archive:
        for name, data in content.items():
            with archive.member(name) as member:
                member.write(data)
        said = {
            "format": FORMAT,
            "program": "0.1.0",
            "server": "PostgreSQL 18.1",
            "made_at": datetime(2026, 11, 1, tzinfo=UTC),
            "migrations": {"editions": ["0001_tables"]},
            "tables": {"one": Table(columns=["id", "name"], rows=500, sequences={"id": (7, True)})},
            "settings": ["BAROMETRE_OPERATOR"],
            "members": archive.members,
        }
        archive.close(Manifest(**(said | told)))
    return path


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    return write(tmp_path_factory.mktemp("archive") / "one.zip")


def test_what_is_written_is_read_back_by_its_owner_alone(archive):
    manifest = check_archive(archive)
    assert {name: member.bytes for name, member in manifest.members.items()} == {n: len(d) for n, d in CONTENT.items()}
    assert manifest.tables["one"].sequences == {"id": (7, True)}
    assert archive.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in archive.parent.iterdir()] == ["one.zip"]


@given(st.data())
def test_an_archive_cut_anywhere_is_refused(archive, data):
    whole = archive.read_bytes()
    cut = archive.with_name("cut.zip")
    cut.write_bytes(whole[: data.draw(st.integers(0, len(whole) - 1))])
    with pytest.raises(BarometreError, match="is not a whole back-up") as refused:
        check_archive(cut)
    assert "\n" not in str(refused.value)


@given(st.data())
def test_a_byte_that_changed_is_refused_or_changes_nothing(archive, data):
    whole = bytearray(archive.read_bytes())
    place = data.draw(st.integers(0, len(whole) - 1))
    whole[place] ^= data.draw(st.integers(1, 255))
    changed = archive.with_name("changed.zip")
    changed.write_bytes(whole)
    try:
        check_archive(changed)
    except BarometreError as error:
        assert "\n" not in str(error)
    else:
        with zipfile.ZipFile(changed) as members:
            assert {name: members.read(name) for name in CONTENT} == CONTENT


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"members": {}}, "its members are not those of its manifest"),
        ({"format": FORMAT + 1, "program": "9.0"}, r"made by a newer version of barometre \(9.0\)"),
    ],
)
def test_a_manifest_that_says_otherwise_is_refused(tmp_path, told, words):
    with pytest.raises(BarometreError, match=words):
        check_archive(write(tmp_path / "one.zip", **told))


@pytest.mark.parametrize("name", ["/etc/cron.d/x", "files/../../x", "files//x"])
def test_a_member_that_would_go_elsewhere_is_refused(tmp_path, name):
    with pytest.raises(BarometreError, match="outside the instance"):
        check_archive(write(tmp_path / "one.zip", {name: b"x"}))


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"format": 1}', b'{"format": "un"}', b"\xff"])
def test_a_manifest_that_is_none_is_refused(tmp_path, content):
    path = tmp_path / "one.zip"
    with zipfile.ZipFile(path, "w") as members:
        members.writestr(MANIFEST, content)
    with pytest.raises(BarometreError, match="is not a whole back-up") as refused:
        check_archive(path)
    assert "\n" not in str(refused.value)


def test_a_file_of_another_kind_is_refused(tmp_path):
    (tmp_path / "photo.zip").write_bytes(b"\x89PNG")
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as members:
        members.writestr("letter.txt", "x")
    for name, words in (("photo", "not a whole"), ("other", f"no {MANIFEST}"), ("none", "does not exist")):
        with pytest.raises(BarometreError, match=words):
            check_archive(tmp_path / f"{name}.zip")
    with pytest.raises(BarometreError, match=r"Cannot read .*: Is a directory"):
        check_archive(tmp_path)


@contextmanager
def full_after(size):
    """Let no file grow over a size, as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("size", [0, 50, 600, 1200])
def test_a_full_disk_is_one_line_and_the_former_archive_stays(archive, tmp_path, size):
    path = tmp_path / "one.zip"
    path.write_bytes(archive.read_bytes())
    assert size < path.stat().st_size
    with pytest.raises(BarometreError, match=r"Cannot write .*one\.zip: File too large"), full_after(size):
        write(path)
    assert path.read_bytes() == archive.read_bytes()
    assert [left.name for left in tmp_path.iterdir()] == ["one.zip"]


def test_a_failure_half_way_leaves_nothing(tmp_path):
    with pytest.raises(BarometreError, match="went away"), new_archive(tmp_path / "one.zip") as archive:
        with archive.member("database/one.copy") as member:
            member.write(b"1")
        raise BarometreError("The database went away")
    assert list(tmp_path.iterdir()) == []
