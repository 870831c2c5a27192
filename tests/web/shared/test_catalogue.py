"""What pages say of sources comes from the edition's manifest."""

import pytest

from barometre.web.editions.models import Edition
from barometre.web.shared.catalogue import live_sources

SOURCES = {"annuaire": {"name": "Annuaire", "url": "https://lannuaire.service-public.gouv.fr/"}}


@pytest.mark.parametrize(
    ("files", "day", "why"),
    [
        (["2026-10-06.parquet"], "2026-10-06", "the name of the file"),
        (["2026-10-06.parquet", "2026-10-06-r2.parquet"], "2026-10-06", "a revision is of the same day"),
        (["2026-10-06-r2.parquet", "2026-11-06.parquet"], "2026-11-06", "the newest"),
    ],
)
def test_the_date_of_a_source_is_that_of_its_newest_facts(files, day, why):
    inputs = [{"name": f"facts/annuaire/{file}"} for file in files] + [{"name": "territory/regions.parquet"}]
    edition = Edition(manifest={"inputs": inputs}, catalogue={"sources": SOURCES})
    assert [source["date"] for source in live_sources(edition)] == [day], why


def test_a_source_that_the_catalogue_does_not_know_is_not_cited():
    edition = Edition(
        manifest={"inputs": [{"name": "facts/rumeur/2026-10-06.parquet"}]}, catalogue={"sources": SOURCES}
    )
    assert live_sources(edition) == []
