"""What a page costs is held by the work it does, never by a clock: reads of the database, and no table engine."""

import sys
import time
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from barometre.web.shared import memory

# Three more may be read, once a second: which edition is published, the version of the programme, that of the replies.
EACH_SECOND = 3
PAGES = {
    # The row of the commune, what it answered in past editions, and the awards it received when some are imported.
    "/communes/29232/": 3,
    # The same, and the looks requested and results contested.
    "/communes/48095/observation/": 5,
    "/recherche/?q=quimper": 0,
    "/epci/200068120/": 10,
    "/departements/29/": 11,  # with what the council itself answered in past editions
    "/": 6,
}
# Names are searched in a table and arrays, by design (bench/search.py): under a millisecond.
SEARCH = "/recherche/?q=quimper"


@pytest.fixture(params=PAGES)
def page(request, client):
    """An address asked for once, so that what is kept for an edition is there."""
    assert client.get(request.param).status_code == 200
    return request.param


def test_a_page_reads_the_database_few_times(client, page, monkeypatch):
    # Within one second, however long the machine takes.
    now = time.monotonic()
    monkeypatch.setattr(memory, "time", SimpleNamespace(monotonic=lambda: now))
    with CaptureQueriesContext(connection) as queries:
        client.get(page)
    assert len(queries) <= PAGES[page] + EACH_SECOND, [query["sql"][:150] for query in queries]


def test_no_table_engine_works_in_a_request(client, page):
    called = set()

    def note(frame, event, _):
        if event == "call":
            called.add(frame.f_globals.get("__name__", "").partition(".")[0])

    sys.setprofile(note)
    try:
        client.get(page)
    finally:
        sys.setprofile(None)
    assert "jinja2" in called
    assert page == SEARCH or not {"polars", "numpy", "shapely"} & called
