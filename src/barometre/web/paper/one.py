"""The sheet of one collectivité, written by the command line; the edition and the name of all of them."""

from pathlib import Path

from django.conf import settings

from barometre.errors import BarometreError
from barometre.settings import settings as instance
from barometre.typesetting import write_pdf
from barometre.web.editions import queries
from barometre.web.editions.models import Edition
from barometre.web.paper.sheet import sheet_pdf
from barometre.web.shared.caching import published_edition
from barometre.web.shared.marks import FILE


def write_sheet(siren: str, out: Path) -> None:
    """Write the sheet of a collectivité from the published edition to a PDF file, whole or not at all.

    Raises:
        BarometreError: no edition is published, it does not measure this SIREN, or the file cannot be written.
    """
    edition = edition_of_sheets()
    body = queries.by_siren(edition, siren)
    if body is None or not body.measured:
        raise BarometreError(f"The edition of {edition} measures no collectivité of SIREN {siren!r}; give its 9 digits")
    write_pdf(sheet_pdf(edition, body, settings.PUBLIC_URL), out)


def edition_of_sheets() -> Edition:
    """Return the published edition.

    Raises:
        BarometreError: none is.
    """
    edition = published_edition()
    if edition is None:
        raise BarometreError("No edition is published; run: barometre publish")
    return edition


def file_name(siren: str) -> str:
    """Return the name of the file of a sheet; it says so in a demonstration."""
    return f"{FILE if instance().demonstration else ''}{siren}.pdf"
