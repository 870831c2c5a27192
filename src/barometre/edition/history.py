"""Editions of the past: one for each day of which a register still says what it said.

All are made with today's collectivités and today's method: along them a figure moves because the answers did.
"""

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path

from barometre.catalogue.load import load_catalogue
from barometre.catalogue.models import Catalogue
from barometre.edition.build import build_edition, load_bundled_facts, manifest_of
from barometre.edition.files import MANIFEST, canonical_json, read_manifest
from barometre.facts.store import fact_files


def build_history(
    out: Path, store: Path, since: date | None, today: date, progress: Callable[[str], None]
) -> Iterator[tuple[date, bool]]:
    """Build the editions of the past, oldest first; yield the day of each, and whether it had to be made.

    Args:
        out: folder of editions.
        store: facts.
        since: first day; None: the first that is known.
        today: editions of that day and later are not of the past.
        progress: called with the name of each step.

    Raises:
        BarometreError: see `build_edition`.
    """
    catalogue = load_catalogue()
    load_bundled_facts(store, catalogue)
    for day in past_days(store, catalogue, today):
        if since is None or day >= since:
            made = not _is_made(out / day.isoformat(), day, store, catalogue)
            if made:
                told = partial(_told, progress, day)
                build_edition(out, day, store, told)
            yield day, made


def _told(progress: Callable[[str], None], day: date, step: str) -> None:
    progress(f"{day}: {step}")


def past_days(store: Path, catalogue: Catalogue, today: date) -> list[date]:
    """Return the days before `today` of the files of registers, oldest first."""
    registers = {source.id for source in catalogue.sources.values() if source.kind == "register"}
    files = [path for path in fact_files(store) if path.parent.name in registers]
    return sorted({day for path in files if (day := date.fromisoformat(path.name[:10])) < today})


def _is_made(folder: Path, day: date, store: Path, catalogue: Catalogue) -> bool:
    """Return whether the edition is there, from these very inputs and this catalogue."""
    if not (folder / MANIFEST).is_file():
        return False
    manifest = {key: value for key, value in read_manifest(folder).items() if key != "files"}
    content = (folder / "catalogue.json").read_text(encoding="utf-8")
    return manifest == manifest_of(day, store) and content == canonical_json(catalogue.model_dump(mode="json"))
