"""What a worker of the server loads before its first visitor: `gunicorn --config python:barometre.web.warm`.

In the worker, never before: Polars keeps threads that do not survive a fork (docs.pola.rs, multiprocessing).
"""

from barometre.territory import history
from barometre.web.maps.geometry import national


def post_worker_init(worker: object) -> None:  # noqa: ARG001  (gunicorn gives it)
    """Load the addresses, the search index, the history of communes and the map of France.

    It takes 1.2 s of CPU; without it, the first page of each worker would take 0.7 s instead of 0.3 s.
    """
    from barometre.web import urls  # noqa: F401, PLC0415  (needs Django set up)
    from barometre.web.search.index import index  # noqa: PLC0415  (same)

    index()
    national("departement")
    history.resolve("75056")
