"""The facts of the bundled town-hall directory, in the store of an instance."""

import polars as pl
import pytest

from barometre.catalogue.load import load_catalogue
from barometre.edition.build import load_bundled_facts
from barometre.facts.store import append_facts, read_facts
from barometre.territory import reference


@pytest.fixture
def few_bodies(monkeypatch):
    """One collectivité in a hundred, the same each time; some are not in the directory."""
    few = reference.collectivites().gather_every(100)
    monkeypatch.setattr(reference, "collectivites", lambda: few)


def test_a_store_that_holds_the_directory_as_it_was_read_before_gets_a_revision(few_bodies, tmp_path):
    today, former = tmp_path / "today", tmp_path / "former"
    facts = pl.read_parquet(load_bundled_facts(today, load_catalogue()))
    assert facts.height > facts.filter(pl.col("outcome") != "we-failed").height > 0
    append_facts(former, "annuaire", reference.DIRECTORY_DATE, facts.filter(pl.col("outcome") != "we-failed"))
    assert load_bundled_facts(former, load_catalogue()).name == "2026-10-06-r2.parquet"
    assert load_bundled_facts(former, load_catalogue()) is None
    assert read_facts(former).equals(read_facts(today))
