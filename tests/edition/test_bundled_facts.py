"""The facts of the bundled town-hall directory, of today and of past days, in the store of an instance."""

from datetime import date

import polars as pl
import pytest

from barometre.catalogue.load import load_catalogue
from barometre.edition.build import load_bundled_facts
from barometre.facts.store import append_facts, fact_files, read_facts
from barometre.territory import reference

DAYS = ["2021-02-09", "2021-09-30", "2022-03-10", "2025-05-05", "2026-04-22", "2026-09-02", "2026-10-06"]


def test_each_day_of_the_directory_has_its_facts_once(bundled_facts):
    assert [path.stem for path in fact_files(bundled_facts)] == DAYS
    assert load_bundled_facts(bundled_facts, load_catalogue()) == []


@pytest.mark.parametrize(
    ("on", "known", "sites"),
    [("2021-03-01", 34_579, 18_764), ("2021-09-30", 34_939, 19_394), ("2023-01-31", 34_941, 19_675)],
)
def test_what_communes_declared_on_a_past_day(bundled_facts, on, known, sites):
    facts = read_facts(bundled_facts, date.fromisoformat(on), whole={"annuaire"}).filter(fact="site.declared")
    assert (facts["number"].count(), facts["number"].sum()) == (known, sites)


def test_a_site_given_up_leaves_nothing_of_what_it_was(bundled_facts):
    """Its host was told by an older directory only: it is the past."""
    facts = read_facts(bundled_facts, whole={"annuaire"})
    no_site = facts.filter(fact="site.declared", number=0.0).select("siren")
    assert facts.filter(fact="site.host").join(no_site, on="siren", how="semi").is_empty()


def test_a_commune_lost_by_the_last_directory_keeps_what_was_read_less_than_six_months_before(bundled_facts):
    cloyes = read_facts(bundled_facts, whole={"annuaire"}).filter(siren="200064764", fact="site.declared")
    assert cloyes.select("outcome", pl.col("observed_on", "attempted_on").cast(pl.String)).row(0) == (
        "seen",
        "2026-04-22",
        "2026-10-06",
    )


def test_a_store_that_holds_the_directory_as_it_was_read_before_gets_a_revision(bundled_facts, tmp_path, monkeypatch):
    """Those of Meuse, where some records are not found, are enough to say it, and quicker to read again."""
    communes = reference.collectivites().filter(kind="commune", departement="55")
    here = pl.col("siren").is_in(communes["siren"].implode())
    for file in fact_files(bundled_facts):
        facts = pl.read_parquet(file).filter(here)
        read_before = facts.filter(pl.col("outcome") != "we-failed") if file.stem == DAYS[-1] else facts
        append_facts(tmp_path, "annuaire", date.fromisoformat(file.stem), read_before)
    last = reference.directories().filter(here, day=date.fromisoformat(DAYS[-2]))
    monkeypatch.setattr(reference, "directories", lambda: last)
    monkeypatch.setattr(reference, "collectivites", lambda: communes)
    assert [path.name for path in load_bundled_facts(tmp_path, load_catalogue())] == ["2026-10-06-r2.parquet"]
    assert load_bundled_facts(tmp_path, load_catalogue()) == []
    assert read_facts(tmp_path, whole={"annuaire"}).equals(read_facts(bundled_facts, whole={"annuaire"}).filter(here))
