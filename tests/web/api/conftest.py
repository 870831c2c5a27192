import csv
import io
import json
from dataclasses import dataclass
from typing import Any

import polars as pl
import pytest


@dataclass(frozen=True)
class Answer:
    """What the API answered, whole even when it came as a stream."""

    status: int
    headers: Any
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def rows(self) -> list[dict[str, str]]:
        """Rows of a CSV."""
        return list(csv.DictReader(io.StringIO(self.body.decode("utf-8"), newline="")))


@pytest.fixture
def call(client):
    """Call the API at an address after /api/v1/, by GET unless told otherwise."""

    def call_address(address: str, method: str = "get", **headers: str) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        response = getattr(client, method)(f"/api/v1/{address}", headers=named)
        return Answer(response.status_code, response.headers, response.getvalue())

    return call_address


@pytest.fixture
def codes(call):
    """Codes of the results of a call, in order."""
    return lambda address: [row["code"] for row in call(address).json]


@pytest.fixture(scope="session")
def table(edition_folder):
    """A table of the edition on disk: what the API says must be what is in it."""
    return lambda name: pl.read_parquet(edition_folder / f"{name}.parquet")
