"""A package is whole, or it is refused in one line that names the file, and nothing of it stays."""

import shutil
import stat
import zipfile
from datetime import date

import pytest

from barometre.edition.package import source
from barometre.edition.package.layout import SUMS
from barometre.edition.package.opening import check_all, files_of, keep, unpacked
from barometre.errors import BarometreError
from barometre.tables import sha256
from small_edition import small_edition
from small_package import sealed, small_package, zipped

DAY = date(2026, 11, 1)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    out = tmp_path_factory.mktemp("package")
    return small_package(small_edition(out, DAY), [], out / "package")


@pytest.fixture
def package(whole, tmp_path):
    """One to spoil."""
    return shutil.copytree(whole, tmp_path / "package")


@pytest.fixture
def var(tmp_path):
    return tmp_path / "var"


def refused(path, var):
    """Return why a package is refused; nothing of it is left."""
    with pytest.raises(BarometreError) as error, unpacked(path, var):
        pytest.fail("it was taken")
    assert not list(var.glob("packages/*"))
    assert len(str(error.value).splitlines()) == 1
    return str(error.value)


@pytest.mark.parametrize("root", ["", "barometre-2026-11-01/"])
def test_a_folder_and_a_zip_of_it_give_the_same(whole, tmp_path, var, root):
    given = [whole, zipped(whole, tmp_path / "p.zip", root)]
    for path in given:
        with unpacked(path, var) as package:
            assert (package.day, package.demonstration) == (DAY, False)
            assert package.digest == sha256(whole / SUMS)
            found = {one.relative_to(package.folder): one.read_bytes() for one in package.folder.rglob("*.*")}
        assert found == {one.relative_to(whole): one.read_bytes() for one in whole.rglob("*.*")}
    assert not list(var.glob("packages/*"))


def test_what_is_kept_is_the_package_and_its_edition(whole, var):
    for _ in range(2):
        with unpacked(whole, var) as package:
            keep(package, var)
    kept = var / "packages" / "2026-11-01"
    assert check_all(files_of(kept)) == check_all(files_of(whole))
    edition = {one.name: one.read_bytes() for one in (var / "editions" / "2026-11-01").iterdir()}
    assert edition == {one.name: one.read_bytes() for one in (whole / "edition").iterdir()}
    assert [one.name for one in (var / "packages").iterdir()] == ["2026-11-01"]


@pytest.mark.parametrize("form", ["folder", "zip"])
@pytest.mark.parametrize(
    "name", ["edition/facts.parquet", "edition/manifest.json", "README.md", "history/past.parquet"]
)
def test_one_byte_changed_is_found_in_every_file(package, tmp_path, var, form, name):
    content = bytearray((package / name).read_bytes())
    content[len(content) // 2] ^= 1
    (package / name).write_bytes(content)
    path = package if form == "folder" else zipped(package, tmp_path / "p.zip")
    assert f"{name} is not what SHA256SUMS says" in refused(path, var)


@pytest.mark.parametrize("form", ["folder", "zip"])
def test_a_file_missing_or_one_too_many_is_named(package, tmp_path, var, form):
    def given():
        return package if form == "folder" else zipped(package, tmp_path / "p.zip")

    (package / "edition" / ".DS_Store").write_text("x")
    assert "edition/.DS_Store is not in its SHA256SUMS" in refused(given(), var)
    (package / "edition" / ".DS_Store").unlink()
    (package / "edition" / "scores.parquet").unlink()
    assert "edition/scores.parquet is missing from the package" in refused(given(), var)


@pytest.mark.parametrize("part", [0.999, 0.5, 0.0])
def test_a_zip_that_was_cut_is_refused(package, tmp_path, var, part):
    path = zipped(package, tmp_path / "p.zip")
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * part)])
    assert "is not a whole .zip file" in refused(path, var)


@pytest.mark.parametrize(
    "name",
    ["../escaped", "/etc/passwd", "edition/../../escaped", "..\\escaped", "C:/escaped", "edition//x", "./x", "a\nb"],
)
def test_an_entry_that_would_leave_the_folder_is_refused(package, tmp_path, var, name):
    path = zipped(package, tmp_path / "p.zip")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(name, "x")
    assert "is not a plain file of a package" in refused(path, var)
    assert not list(tmp_path.rglob("escaped"))


@pytest.mark.parametrize("name", ["../escaped", "/etc/passwd", "SHA256SUMS"])
def test_a_name_that_would_leave_the_folder_is_refused_in_the_sums_too(package, var, name):
    with (package / SUMS).open("a") as sums:
        sums.write(f"{'0' * 64}  {name}\n")
    assert "SHA256SUMS, line" in refused(package, var)


def test_links_are_refused(package, tmp_path, var):
    path = zipped(package, tmp_path / "p.zip")
    link = zipfile.ZipInfo("edition/link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    assert "'edition/link' is not a plain file" in refused(path, var)
    (package / "edition" / "link").symlink_to("/etc/passwd")
    assert "link is not a file" in refused(package, var)


def test_a_zip_that_grows_beyond_all_bounds_is_refused_before_it_grows(package, tmp_path, var, monkeypatch):
    monkeypatch.setattr("barometre.edition.package.opening.MOST_BYTES", 2**24)
    path = tmp_path / "p.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(package / SUMS, SUMS)
        with archive.open("edition/facts.parquet", "w", force_zip64=True) as entry:
            for _ in range(17):
                entry.write(bytes(2**20))
    assert path.stat().st_size < 2**17
    assert "holds more than" in refused(path, var)


def test_an_entry_that_lies_about_its_size_is_not_read_beyond_it(package, tmp_path, var):
    """The directory of the .zip says 10 bytes; what is compressed is longer."""
    (package / "README.md").write_bytes(bytes(5000))
    path = zipped(sealed(package), tmp_path / "p.zip")
    content = path.read_bytes()
    place = content.rindex(b"PK\x01\x02", 0, content.rindex(b"README.md"))
    path.write_bytes(content[: place + 24] + (10).to_bytes(4, "little") + content[place + 28 :])
    assert "README.md" in refused(path, var)


def test_too_many_entries_are_refused(package, tmp_path, var, monkeypatch):
    monkeypatch.setattr(source, "MOST_FILES", 5)
    assert "files, a package at most 5" in refused(zipped(package, tmp_path / "p.zip"), var)


def test_what_is_no_package_is_said_to_be_none(tmp_path, var):
    assert "does not exist" in refused(tmp_path / "nothing.zip", var)
    (tmp_path / "text.zip").write_text("text")
    assert "is not a whole .zip file" in refused(tmp_path / "text.zip", var)
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("photo.jpg", "x")
    assert "is not a package: it has no SHA256SUMS" in refused(tmp_path / "other.zip", var)


@pytest.mark.parametrize("name", ["edition", "history"])
def test_sums_that_are_right_do_not_make_a_package_of_anything(package, var, name):
    shutil.rmtree(package / name)
    assert f"package: {name}" in refused(sealed(package), var)


def test_what_a_killed_process_left_is_removed_and_what_it_had_set_aside_is_put_back(whole, var):
    """No process has a number above 4194304 (Linux, pid_max)."""
    packages = var / "packages"
    for name in (".unpacked.4194305", ".2026-05-01.4194305.tmp", ".2026-05-01.4194305.old", ".2026-11-01.zip.new"):
        (packages / name).mkdir(parents=True)
    with unpacked(whole, var):
        left = {path.name for path in packages.iterdir() if not path.name.startswith(".unpacked")}
    assert left == {"2026-05-01", ".2026-11-01.zip.new"}


def test_a_package_that_takes_the_place_of_another_takes_away_what_was_packed_of_it(whole, var):
    (var / "packages").mkdir(parents=True)
    (var / "packages" / "2026-11-01.zip").write_text("another")
    with unpacked(whole, var) as package:
        keep(package, var)
    assert [one.name for one in (var / "packages").iterdir()] == ["2026-11-01"]


def test_a_folder_that_cannot_be_written_is_one_line(whole, tmp_path):
    (tmp_path / "var").write_text("a file")
    with pytest.raises(BarometreError, match="Cannot unpack"), unpacked(whole, tmp_path / "var"):
        pytest.fail("it was taken")
