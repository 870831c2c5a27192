"""Sources that an instance added by a mapping: `<var>/sources/<id>/source.yaml`, joined to those of the catalogue."""

from collections.abc import Collection
from pathlib import Path

import yaml

from barometre.catalogue.models import Catalogue, Source
from barometre.catalogue.reading import read_entries
from barometre.catalogue.rules import refuse
from barometre.errors import BarometreError

SOURCE_FILE = "source.yaml"


def added_files(folder: Path) -> dict[str, Path]:
    """Return the file of each added source, by id; `folder` is the one of sources (`<var>/sources`)."""
    return {path.parent.name: path for path in sorted(folder.glob(f"*/{SOURCE_FILE}"))}


def write_source(folder: Path, source: Source) -> None:
    """Write who gives the facts of a source, in the folder of that source; whole or not at all.

    Raises:
        BarometreError: it cannot be written.
    """
    entry = source.model_dump(mode="json", exclude_defaults=True)
    aside = folder / f".{SOURCE_FILE}.tmp"
    try:
        aside.write_text(yaml.safe_dump([entry], allow_unicode=True, sort_keys=False), encoding="utf-8")
        aside.replace(folder / SOURCE_FILE)
    except OSError as error:
        raise BarometreError(f"Cannot write in {folder}: {error.strerror}") from None


def with_added_sources(catalogue: Catalogue, folder: Path, given: Collection[str] | None = None) -> Catalogue:
    """Join to a catalogue the sources that this instance added, only those of `given` when it is told.

    Raises:
        BarometreError: a file is damaged; names it, the line and the key.
    """
    added: dict[str, Source] = {}
    for name, path in added_files(folder).items():
        if (given is None or name in given) and name not in catalogue.sources:
            entries, problems = read_entries(path, str(path), Source)
            refuse(problems)
            added[name] = entries[0].entry
    return catalogue.model_copy(update={"sources": catalogue.sources | added}) if added else catalogue
