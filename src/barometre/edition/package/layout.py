"""Where each thing is in a package: what writes it, reads it, serves it and describes it goes by these names."""

from datetime import date
from pathlib import Path

# The edition as it was built, byte for byte: its manifest, hence the identity of its build, is that of its origin.
EDITION = "edition"
# What the editions before it had, as far as pages tell it: figures, movements, changes. Parquet.
HISTORY = "history"
# The tables for programmes, compressed.
CSV = "csv"
WORKBOOK = "barometre.xlsx"
GEOPACKAGE = "barometre.gpkg"
DATAPACKAGE = "datapackage.json"
DCAT = "dcat.jsonld"
CITATION = "CITATION.cff"
README = "README.md"
CHANGELOG = "CHANGELOG.md"
LICENCE = "LICENCE.md"
# Of every other file of the package, for `sha256sum --check`; the checksum of this one is that of the package.
SUMS = "SHA256SUMS"


def package_folder(var: Path, day: date) -> Path:
    """Return where an instance keeps the package of an edition; the same in one file is beside it, with `.zip`."""
    return var / "packages" / day.isoformat()


def packed(folder: Path) -> Path:
    """Return where the package of a folder is kept in one file."""
    return folder.with_name(f"{folder.name}.zip")
