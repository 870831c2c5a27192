"""What the parts of a demonstration share, and how many rows are written at once."""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl
from django.db import connection
from django.db.models import Model

from barometre.catalogue.load import load_catalogue
from barometre.catalogue.models import Catalogue
from barometre.demonstration.bodies import RankedBodies


@dataclass(frozen=True)
class Scene:
    """What the parts of a demonstration share.

    Attributes:
        bodies: the collectivités.
        edition: folder of the last edition.
        facts: those of that edition, of all sources.
        now: the present moment, from which what people did is dated back.
    """

    bodies: RankedBodies
    edition: Path
    facts: pl.DataFrame
    now: datetime

    @cached_property
    def catalogue(self) -> Catalogue:
        """The content."""
        return load_catalogue()

    def told(self, wanted: list[str]) -> dict[str, dict[str, float]]:
        """Return the numbers retained of some facts: SIREN -> fact -> number."""
        found: dict[str, dict[str, float]] = {}
        rows = self.facts.filter("retained", pl.col("fact").is_in(wanted), pl.col("number").is_not_null())
        for siren, fact, number in rows.select("siren", "fact", "number").iter_rows():
            found.setdefault(siren, {})[fact] = number
        return found


def copy_rows(model: type[Model], columns: list[str], rows: Any) -> None:  # noqa: ANN401  (any iterable of tuples)
    """Load rows by COPY; what JSON holds is given as it is."""
    statement = f"COPY {model._meta.db_table} ({', '.join(columns)}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row([_written(value) for value in row])


def _written(value: Any) -> Any:  # noqa: ANN401  (a value of a column)
    return value.text if isinstance(value, JsonValue) else value


class JsonValue:
    """A value of a JSON column."""

    def __init__(self, value: Any) -> None:  # noqa: ANN401  (what JSON holds)
        self.text = json.dumps(value, ensure_ascii=False)
