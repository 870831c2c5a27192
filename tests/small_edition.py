"""An edition without any collectivité, whole and quickly published."""

from datetime import date
from pathlib import Path

import polars as pl


def small_edition(out: Path, day: date = date(2026, 11, 1)) -> Path:
    """Write one to a folder of editions."""
    from barometre.edition.files import write_edition
    from barometre.edition.schema import TABLES, schema_of

    tables = {name: pl.DataFrame(schema=schema_of(name)) for name in TABLES}
    documents = {"catalogue.json": {"themes": {}}, "datapackage.json": {}}
    return write_edition(out, day, tables, documents, {"date": day.isoformat()})
