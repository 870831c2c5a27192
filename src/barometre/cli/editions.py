"""Editions built and shown, as `build`, `publish` and `update` do."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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
    """
    from barometre.web.database import site_database

    say("Starting PostgreSQL")
    with site_database():
        from django.utils import timezone

        from barometre.edition.package.history import FolderHistory, earlier_editions
        from barometre.web.editions.publish import publish_edition, publish_history  # models need Django set up
        from barometre.web.programme.upkeep import upkeep
        from barometre.web.replies.periods import check_publication, note_publication
        from barometre.web.survey.people import forget_people

        check_publication(folder, timezone.now())
        say(f"Loading {folder}")
        published = publish_edition(folder)
        note_publication(published.date, timezone.now())
        history = FolderHistory(folder, earlier_editions(editions, published.date))
        before = publish_history(published, history, say)
        upkeep(date.today())
        forget_people(date.today())
    return published, before


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
