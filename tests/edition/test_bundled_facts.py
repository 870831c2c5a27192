"""The facts of the bundled town-hall directory, in the store of an instance."""

import polars as pl

from barometre.catalogue.load import load_catalogue
from barometre.edition.build import load_bundled_facts
from barometre.facts.store import append_facts, read_facts
from barometre.territory import reference


def test_a_store_that_holds_the_directory_as_it_was_read_before_gets_a_revision(tmp_path):
    today, former = tmp_path / "today", tmp_path / "former"
    facts = pl.read_parquet(load_bundled_facts(today, load_catalogue()))
    append_facts(former, "annuaire", reference.DIRECTORY_DATE, facts.filter(pl.col("outcome") != "we-failed"))
    assert load_bundled_facts(former, load_catalogue()).name == "2026-10-06-r2.parquet"
    assert load_bundled_facts(former, load_catalogue()) is None
    assert read_facts(former).equals(read_facts(today))
