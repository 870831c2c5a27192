"""The facts of the bundled town-hall directory, of today and of past days, in the store of an instance."""

import shutil
from datetime import date

import polars as pl
import pytest

from barometre.catalogue.load import load_catalogue
from barometre.edition.build import load_bundled_facts
from barometre.facts.store import append_facts, read_facts
from barometre.territory import reference

DAYS = ["2021-02-09", "2021-09-30", "2022-03-10", "2025-05-05", "2026-04-22", "2026-09-02", "2026-10-06"]


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """A new store, and the names of the files that were added to it."""
    store = tmp_path_factory.mktemp("store")
    return store, [path.stem for path in load_bundled_facts(store, load_catalogue())]


def test_each_day_of_the_directory_has_its_facts_once(loaded):
    store, added = loaded
    assert added == DAYS
    assert load_bundled_facts(store, load_catalogue()) == []


@pytest.mark.parametrize(
    ("on", "known", "sites"),
    [("2021-03-01", 34_579, 18_764), ("2021-09-30", 34_939, 19_394), ("2023-01-31", 34_941, 19_675)],
)
def test_what_communes_declared_on_a_past_day(loaded, on, known, sites):
    facts = read_facts(loaded[0], date.fromisoformat(on), whole={"annuaire"}).filter(fact="site.declared")
    assert (facts["number"].count(), facts["number"].sum()) == (known, sites)


def test_a_site_given_up_leaves_nothing_of_what_it_was(loaded):
    """Its host was told by an older directory only: it is the past."""
    facts = read_facts(loaded[0], whole={"annuaire"})
    no_site = facts.filter(fact="site.declared", number=0.0).select("siren")
    assert facts.filter(fact="site.host").join(no_site, on="siren", how="semi").is_empty()


def test_a_commune_lost_by_the_last_directory_keeps_what_was_read_less_than_six_months_before(loaded):
    cloyes = read_facts(loaded[0], whole={"annuaire"}).filter(siren="200064764", fact="site.declared")
    assert cloyes.select("outcome", pl.col("observed_on", "attempted_on").cast(pl.String)).row(0) == (
        "seen",
        "2026-04-22",
        "2026-10-06",
    )


def test_a_store_that_holds_the_directory_as_it_was_read_before_gets_a_revision(loaded, tmp_path):
    today = loaded[0]
    former = tmp_path / "former"
    facts = pl.read_parquet(today / "annuaire" / "2026-10-06.parquet")
    for day in DAYS[:-1]:
        (former / "annuaire").mkdir(parents=True, exist_ok=True)
        shutil.copy(today / "annuaire" / f"{day}.parquet", former / "annuaire")
    append_facts(former, "annuaire", reference.DIRECTORY_DATE, facts.filter(pl.col("outcome") != "we-failed"))
    assert [path.name for path in load_bundled_facts(former, load_catalogue())] == ["2026-10-06-r2.parquet"]
    assert load_bundled_facts(former, load_catalogue()) == []
    assert read_facts(former, whole={"annuaire"}).equals(read_facts(today, whole={"annuaire"}))
