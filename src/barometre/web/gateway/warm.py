"""What a worker loads before its first visitor.

In the worker, never before: Polars keeps threads that do not survive a fork (docs.pola.rs, multiprocessing).
"""

from barometre.settings import settings
from barometre.territory import history
from barometre.web.maps.geometry import national

# One page of each kind that most visitors ask for.
PAGES = ("/", "/communes/29232/")


def load() -> None:
    """Load the addresses, the search index, the history of communes, the map of France and the refusals.

    It takes 1.2 s of CPU; without it, the first page of each worker would take 0.7 s instead of 0.3 s.
    """
    from barometre.web import urls  # noqa: F401, PLC0415  (needs Django set up)
    from barometre.web.gateway import refusals  # noqa: PLC0415  (same)
    from barometre.web.search.index import index  # noqa: PLC0415  (same)

    index()
    national("departement")
    history.resolve("75056")
    for refusal in (refusals.full, refusals.too_many, refusals.too_slow):
        refusal()


def visit() -> None:
    """Make the home page and that of one commune, which load the edition; do so again after each publication.

    It takes a second that the first visitor would wait for. A page that fails says so in the log, as for a visitor.
    """
    from django.test import Client  # noqa: PLC0415  (needs Django set up)

    host = next((host for host in settings().allowed_hosts.split(",") if host[:1] not in "*.["), "localhost")
    visitor = Client(SERVER_NAME=host.strip(), raise_request_exception=False)
    for address in PAGES:
        visitor.get(address)
