"""The packages that an instance keeps: made once for a build, made again when there is more to tell, never half."""

import resource

import pytest

from barometre.cli.editions import _keep_package
from barometre.edition.package import layout
from barometre.edition.package.dcat import Publisher
from barometre.edition.package.keeping import builds, keep_package
from barometre.errors import BarometreError
from barometre.settings import Settings
from handmade_edition import BEFORE, NOW, QUIMPER, handmade_edition

pytestmark = pytest.mark.heavy

WHO = Publisher("Essai", "", "localhost,2026")


@pytest.fixture(scope="module")
def edition(tmp_path_factory):
    out = tmp_path_factory.mktemp("editions")
    handmade_edition(out, BEFORE, without_site=(QUIMPER,))
    return handmade_edition(out, NOW)


@pytest.fixture
def steps():
    return []


def there(var):
    return sorted(path.name for path in (var / "packages").iterdir())


def test_it_is_made_once_for_a_build(edition, tmp_path, steps):
    before = [edition.with_name(str(BEFORE))]
    folder = keep_package(edition, before, tmp_path, WHO, steps.append)
    assert (len(steps), there(tmp_path)) == (2, [str(NOW), f"{NOW}.zip"])
    assert list(builds(folder)) == [str(BEFORE), str(NOW)]
    keep_package(edition, before, tmp_path, WHO, steps.append)
    keep_package(edition, [], tmp_path, WHO, steps.append)
    assert len(steps) == 2, "a mirror that has not the editions before it leaves it as it came"


def test_it_is_made_again_when_an_edition_before_it_comes_or_the_build_is_another(edition, tmp_path, steps):
    folder = keep_package(edition, [], tmp_path, WHO)
    alone = (folder / layout.SUMS).read_bytes()
    keep_package(edition, [edition.with_name(str(BEFORE))], tmp_path, WHO, steps.append)
    assert (len(steps), (folder / layout.SUMS).read_bytes() != alone) == (2, True)
    other = handmade_edition(tmp_path / "editions", NOW, without_site=(QUIMPER,))
    keep_package(other, [], tmp_path, WHO)
    assert (folder / "edition/manifest.json").read_bytes() == (other / "manifest.json").read_bytes()
    assert there(tmp_path) == [str(NOW), f"{NOW}.zip"]


def test_a_file_that_was_taken_away_is_packed_again_alone(edition, tmp_path, steps):
    folder = keep_package(edition, [], tmp_path, WHO)
    whole = layout.packed(folder).read_bytes()
    layout.packed(folder).unlink()
    keep_package(edition, [], tmp_path, WHO, steps.append)
    assert (len(steps), layout.packed(folder).read_bytes()) == (1, whole)


def test_a_disk_that_is_full_leaves_the_package_that_was_there(edition, tmp_path):
    folder = keep_package(edition, [], tmp_path, WHO)
    kept = (folder / layout.SUMS).read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
    try:
        with pytest.raises(BarometreError):
            keep_package(edition, [edition.with_name(str(BEFORE))], tmp_path, WHO)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert ((folder / layout.SUMS).read_bytes(), there(tmp_path)) == (kept, [str(NOW), f"{NOW}.zip"])


def test_a_publication_without_its_package_says_so_and_stands(edition, tmp_path, monkeypatch, capsys):
    (tmp_path / "packages").write_text("a file where the folder should be")
    monkeypatch.setattr("barometre.settings.settings", lambda: Settings(var=tmp_path))
    _keep_package(edition, [], print)
    assert capsys.readouterr().err.startswith("barometre: published without its package: Cannot write ")


def test_what_a_killed_process_left_is_cleared(edition, tmp_path):
    packages = tmp_path / "packages"
    for left in (f".{NOW}.new", f"..{NOW}.new.unfinished"):
        (packages / left).mkdir(parents=True)
        (packages / left / "half").touch()
    keep_package(edition, [], tmp_path, WHO)
    assert there(tmp_path) == [str(NOW), f"{NOW}.zip"]
