"""What a worker of the server loads before its first visitor: `gunicorn --config python:barometre.web.warm`.

In the worker, never before: Polars keeps threads that do not survive a fork (docs.pola.rs, multiprocessing).
"""

import gc

from barometre.territory import history, reference
from barometre.web.maps.geometry import national, projected


def post_worker_init(worker: object) -> None:  # noqa: ARG001
    """Load addresses, search index, history of communes, maps of France and of each EPCI: about four seconds.

    All of it lives as long as the worker: the garbage collector is told not to look through it again, which would
    stop every request for half a second now and then.
    """
    from barometre.web import urls  # noqa: F401, PLC0415  (needs Django set up)
    from barometre.web.search.index import index  # noqa: PLC0415  (same)

    index()
    national("departement")
    communes = reference.collectivites().filter(kind="commune").drop_nulls("epci")
    for codes in communes.group_by("epci", maintain_order=True).agg("code")["code"].to_list():
        projected("commune", codes, named=False)
    history.resolve("75056")
    gc.collect()
    gc.freeze()
