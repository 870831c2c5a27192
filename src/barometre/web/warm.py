"""What a worker of the server loads before its first visitor: `gunicorn --config python:barometre.web.warm`.

In the worker, never before: Polars keeps threads that do not survive a fork (docs.pola.rs, multiprocessing).
"""

from barometre.territory.geometry import national


def post_worker_init(worker: object) -> None:  # noqa: ARG001
    """Load the search index and the map of France (hook of gunicorn, called once Django is ready)."""
    from barometre.web.pages.search import index  # noqa: PLC0415  (needs Django set up)

    index()
    national("departement")
