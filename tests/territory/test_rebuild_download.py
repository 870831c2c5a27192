import stat

import pytest

from barometre.errors import BarometreError
from barometre.tables import sha256
from barometre.territory.rebuild.download import PLAN, Archive, fetch


def archive(digest="0" * 64):
    return Archive("npm", "@etalab/decoupage-administratif", "6.0.0", "package.tgz", digest)


@pytest.fixture
def registry(tmp_path, monkeypatch):
    """Put a command in place of npm, the only one to be found."""

    def install(script):
        folder = tmp_path / "bin"
        folder.mkdir()
        command = folder / "npm"
        command.write_text(f"#!/bin/sh\n{script}\n")
        command.chmod(command.stat().st_mode | stat.S_IEXEC)
        monkeypatch.setenv("PATH", str(folder))

    return install


def test_a_missing_archive_is_downloaded_once(tmp_path, registry):
    registry('echo called >> "$0.log"; printf package > "$4/package.tgz"')
    expected = tmp_path / "expected"
    expected.write_text("package")
    cache = tmp_path / "cache"
    for _ in range(2):
        path = fetch(archive(sha256(expected)), cache)
    assert path.read_text() == "package"
    assert (tmp_path / "bin" / "npm.log").read_text() == "called\n"
    assert [file.name for file in cache.iterdir()] == ["package.tgz"]


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("echo 'npm error 404 Not Found' >&2; exit 1", "404 Not Found"),
        ("exit 0", "did not bring package.tgz"),
        ('printf half > "$4/package.tgz"', "truncated"),
    ],
)
def test_a_failed_download_is_reported_in_one_line(tmp_path, registry, script, said):
    registry(script)
    with pytest.raises(BarometreError, match=said) as raised:
        fetch(archive(), tmp_path / "cache")
    assert "\n" not in str(raised.value)


def test_a_missing_command_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BarometreError, match="the command `npm` is missing"):
        fetch(archive(), tmp_path / "cache")


def test_the_plan_has_a_picture_per_year_and_a_digest_per_archive():
    assert sorted(PLAN.vintages) == [2021, 2022, 2023, 2024, 2025, 2026]
    assert {len(one.sha256) for one in PLAN.archives()} == {64}
