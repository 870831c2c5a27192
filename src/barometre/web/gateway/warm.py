"""What a worker loads before its first visitor.

In the worker, never before: Polars keeps threads that do not survive a fork (docs.pola.rs, multiprocessing).
"""

import time
from collections.abc import Iterator
from functools import cache

import polars as pl

from barometre.catalogue.load import load_catalogue
from barometre.settings import settings
from barometre.territory import history, reference
from barometre.web.maps.geometry import national, projected

# One page of each kind that most visitors ask for, and one that reads the grid of the edition.
PAGES = ("/", "/communes/29232/", "/explorer/")
# Seconds given to drawing, out of each second: pages asked for meanwhile come first.
DRAWING_SECONDS = 0.1


def load() -> None:
    """Load the addresses, the search index, the history of communes, the map of France, the content, the refusals.

    It takes 1.7 s of CPU; without it, the first page of each worker would take 0.7 s instead of 0.3 s, and threads that
    are asked for questionnaires at once would each read the content.
    """
    from barometre.web import urls  # noqa: F401, PLC0415  (needs Django set up)
    from barometre.web.gateway import refusals  # noqa: PLC0415  (same)
    from barometre.web.search.index import index  # noqa: PLC0415  (same)

    index()
    load_catalogue()
    national("departement")
    history.resolve("75056")
    for refusal in (refusals.full, refusals.too_many, refusals.too_slow, refusals.too_large):
        refusal()


def visit() -> None:
    """Make the home page and that of one commune, which load the edition; do so again after each publication.

    It takes a second that the first visitor would wait for. A page that fails says so in the log, as for a visitor.
    """
    from django.test import Client  # noqa: PLC0415  (needs Django set up)

    visitor = Client(SERVER_NAME=host_among(settings().allowed_hosts), raise_request_exception=False)
    for address in PAGES:
        visitor.get(address)


def host_among(allowed: str) -> str:
    """Return a name that is served; `*` is any name, `.example.fr` the domain itself and those under it."""
    first = next((host.strip() for host in allowed.split(",") if host.strip()), "*")
    return "localhost" if first == "*" else first.removeprefix(".")


def draw() -> None:
    """Draw some more of the maps on which communes show their neighbours: 2.4 s of CPU for the 1,253 EPCI.

    Without it, half of the pages of a busy first minute would each draw one.
    """
    end = time.monotonic() + DRAWING_SECONDS
    for communes in _neighbours():
        projected("commune", communes, named=False)
        if time.monotonic() > end:
            return


@cache
def _neighbours() -> Iterator[list[str]]:
    """Return the communes of each EPCI, each group once for the whole life of the worker."""
    communes = reference.collectivites().filter(pl.col("kind") == "commune", pl.col("epci").is_not_null())
    return iter(communes.group_by("epci").agg("code")["code"].to_list())
