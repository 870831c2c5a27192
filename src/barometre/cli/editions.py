"""Editions built and shown, as `build`, `publish` and `update` do."""

import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from barometre.errors import BarometreError

if TYPE_CHECKING:
    from barometre.edition.package.dcat import Publisher
    from barometre.edition.package.history import History
    from barometre.web.editions.models import Edition


def publish_folder(folder: Path, editions: Path, say: Callable[[str], None]) -> "tuple[Edition, list[date]]":
    """Load an edition into PostgreSQL, started if need be, and make it the one the site shows.

    Args:
        folder: the edition.
        editions: folder of those before it.
        say: called with the name of each step.

    Returns:
        The edition, and the days of those before it, whose figures are loaded for the curves.

    Raises:
        BarometreError: replies to it, or to one before it, are still taken; it is not whole.

    Its package is made at the end: what it lacks for that (disk, above all) is said, and the edition stays published.
    """
    from barometre.edition.files import read_manifest
    from barometre.edition.package.history import FolderHistory, earlier_editions

    day = date.fromisoformat(read_manifest(folder)["date"])
    before = earlier_editions(editions, day)
    published = _publish(folder, FolderHistory(folder, before), say)
    _keep_package(folder, before, say)
    return published


def publish_package(path: Path, var: Path, say: Callable[[str], None]) -> "tuple[Edition, list[date]]":
    """Publish the edition of a package, made elsewhere, with what it tells of those before it; keep the package.

    Args:
        path: its folder, or its .zip.
        var: folder of the instance; a new one takes the mark of a demonstration from what it is given.
        say: called with the name of each step.

    Returns:
        The edition, and the days of those before it.

    Raises:
        BarometreError: one byte of it is not what its checksums say, or as `publish_folder`; nothing is changed.
    """
    from barometre.edition.package.history import PackagedHistory
    from barometre.edition.package.keeping import pack_kept
    from barometre.edition.package.layout import package_folder
    from barometre.edition.package.opening import keep, unpacked
    from barometre.settings import MARKER, is_demonstration
    from barometre.tables import write_whole

    say(f"Checking {path}")
    with unpacked(path, var) as package:
        new = not is_demonstration(var) and not any((var / name).exists() for name in ("editions", "facts"))
        if marked := package.demonstration and new:
            write_whole(b'{"demonstration": true}\n', var / MARKER)
        try:
            published = _publish(package.edition, PackagedHistory(package.history, package.day), say)
        except BarometreError as error:
            if marked:
                (var / MARKER).unlink()
            raise BarometreError(package.in_its_words(error)) from None
        keep(package, var)
    say("Packing it in one file")
    try:
        pack_kept(package_folder(var, published[0].date))
    except BarometreError as error:
        _say_unpacked(error)
    return published


def _publish(folder: Path, history: "History", say: Callable[[str], None]) -> "tuple[Edition, list[date]]":
    from barometre.web.database import site_database

    say("Starting PostgreSQL")
    with site_database():
        from django.utils import timezone

        from barometre.web.editions.publish import publish_edition, publish_history  # models need Django set up
        from barometre.web.programme.upkeep import upkeep
        from barometre.web.replies.periods import check_publication, note_publication
        from barometre.web.survey.people import forget_people

        check_publication(folder, timezone.now())
        say(f"Loading {folder}")
        published = publish_edition(folder)
        note_publication(published.date, timezone.now())
        before = publish_history(published, history, say)
        upkeep(date.today())
        forget_people(date.today())
    return published, before


def _keep_package(folder: Path, before: Sequence[Path], say: Callable[[str], None]) -> None:
    """Make the package of an edition that is published, or say why it has none."""
    from barometre.edition.package.keeping import keep_package
    from barometre.settings import settings

    try:
        keep_package(folder, before, settings().var, publisher(), say)
    except BarometreError as error:
        _say_unpacked(error)


def _say_unpacked(error: BarometreError) -> None:
    """Say that an edition is published all the same: what is missing is made by publishing again."""
    print(f"barometre: published without its package: {error}", file=sys.stderr)  # noqa: T201


def publisher() -> "Publisher":
    """Return who publishes the packages of this instance, by its settings."""
    from barometre.edition.package.dcat import Publisher
    from barometre.settings import settings

    return Publisher(settings().operator, settings().operator_contact, settings().tag_authority)


def what_update_would_add(var: Path) -> str | None:
    """Return one line on the registers that `barometre update` would fetch; None when there is none."""
    from barometre.catalogue.load import load_catalogue
    from barometre.sources.fetch import due
    from barometre.sources.registry import REGISTERS

    cadences = {source.id: source.cadence_days for source in load_catalogue().sources.values()}
    wanted = [register.id for register in due(REGISTERS.values(), cadences, var, date.today())]
    if not wanted:
        return None
    return f"Registers to fetch: {len(wanted)} of {len(REGISTERS)}. `barometre update` does it, builds and publishes."
