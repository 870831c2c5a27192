"""Load the catalogue: content read, checked, and given as one immutable object."""

from functools import cache
from pathlib import Path

from barometre.catalogue.check import read_content
from barometre.catalogue.models import GUIDANCE, Catalogue
from barometre.catalogue.rules import refuse


@cache
def load_catalogue(folder: Path | None = None) -> Catalogue:
    """Read the catalogue of a folder (default: the package's).

    Raises:
        BarometreError: bad content; names the first file, line and key, and how many other problems there are.
    """
    located, problems = read_content(folder)
    refuse(problems)
    content = {name: [item.entry for item in entries] for name, entries in located.items()}
    by_id = ("themes", "priorities", "sources", "facts", "indicators", *GUIDANCE)
    return Catalogue(
        **{name: {entry.id: entry for entry in content[name]} for name in by_id},
        levels=tuple(content["levels"]),
        general_mail_providers=frozenset(entry.domain for entry in content["general_mail_providers"]),
        site_platforms={entry.domain: entry.name for entry in content["site_platforms"]},
        signs=tuple(content["signs"]),
        walls=tuple(content["walls"]),
        delivery_networks={entry.number: entry.name for entry in content["delivery_networks"]},
        journal=tuple(sorted(content["journal"], key=lambda change: change.day, reverse=True)),
    )
