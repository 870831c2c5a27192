"""One of the processes that set sheets: it has Django and a connection of its own."""

import os
from collections.abc import Sequence
from pathlib import Path

import django

from barometre.errors import BarometreError
from barometre.processes import end_with_parent
from barometre.tables import replace_file


def start() -> None:
    """Set up a process, which ends with the one that started it; the other processors are for the others."""
    os.environ["RAYON_NUM_THREADS"] = "1"
    end_with_parent()
    django.setup()


def write_chunk(out: Path, state: str, sirens: Sequence[str]) -> Sequence[str]:
    """Write the sheets of some collectivités to a folder; return their SIREN.

    Raises:
        BarometreError: the site is no more in the state that was asked for, or a file cannot be written.
    """
    from django.conf import settings  # noqa: PLC0415  (models need Django set up)

    from barometre.web.editions import queries  # noqa: PLC0415
    from barometre.web.paper.one import edition_of_sheets, file_name  # noqa: PLC0415
    from barometre.web.paper.sheet import sheet_pdf, state_of  # noqa: PLC0415

    edition = edition_of_sheets()
    if state_of(edition) != state:
        raise BarometreError("Another edition or reply was published meanwhile; run the same command again")
    for body in queries.universe(edition).filter(siren__in=sirens):
        path = out / file_name(body.siren)
        try:
            replace_file(sheet_pdf(edition, body, settings.PUBLIC_URL), path)
        except OSError as error:
            raise unwritten(path, error) from None
    return sirens


def unwritten(path: Path, error: OSError) -> BarometreError:
    """Return what is said when a file of the folder cannot be written."""
    return BarometreError(
        f"Cannot write {path}: {error.strerror}; free some room or choose a folder you may write to, then run the same "
        "command again: it goes on where it stopped"
    )
