"""The metrics of all workers, on a port of their own, in the form of Prometheus.

Each worker writes its own files in a folder that they share; the process that starts them adds them up when asked
(prometheus.github.io/client_python/multiprocess).
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from barometre.processes import is_running

# Name that the library reads in the environment when a worker loads it.
FOLDER = "PROMETHEUS_MULTIPROC_DIR"


class _LiveCollector(MultiProcessCollector):
    """The metrics of all workers, without the present state of those that died."""

    def collect(self) -> Iterator[Any]:
        folder = os.environ[FOLDER]
        for path in Path(folder).glob("gauge_live*.db"):
            process = int(path.stem.rpartition("_")[2])
            if not is_running(process):
                mark_process_dead(process, folder)
        yield from super().collect()


@contextmanager
def metrics_at(address: str | None) -> Iterator[None]:
    """Answer Prometheus at an address, `host:port`, for the time of a `with`; at none, do nothing."""
    if address is None:
        yield
        return
    with tempfile.TemporaryDirectory(prefix="barometre-metrics-") as folder:
        os.environ[FOLDER] = folder
        registry = CollectorRegistry()
        _LiveCollector(registry)
        host, _, port = address.rpartition(":")
        server, _ = start_http_server(int(port), host.strip("[]"), registry)
        try:
            yield
        finally:
            server.shutdown()
