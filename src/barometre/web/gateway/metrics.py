"""What a worker measures of itself; `scrape.py` shows the sum of all workers to Prometheus."""

import logging
import os
from pathlib import Path

from prometheus_client import Counter, Gauge, Histogram

REQUESTS = Counter("barometre_requests_total", "Requests answered.", ["kind", "status"])
SECONDS = Histogram(
    "barometre_request_seconds",
    "From the request to its answer, made.",
    ["kind"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)
REFUSED = Counter("barometre_refused_total", "Requests refused without being served.", ["reason"])
KEPT = Counter("barometre_kept_total", "Answers that could be kept: found or made.", ["result"])
KEPT_BYTES = Gauge("barometre_kept_bytes", "Bytes of the answers kept.", multiprocess_mode="livesum")
IN_HAND = Gauge("barometre_requests_in_hand", "Requests served or waiting.", multiprocess_mode="livesum")
CONNECTIONS = Gauge("barometre_connections", "Open connections.", multiprocess_mode="livesum")
CUT = Counter("barometre_cut_connections_total", "Connections cut for being too slow or too long.")
DATABASE = Gauge("barometre_database_up", "1 when every worker reads the database.", multiprocess_mode="livemin")
EDITION = Gauge("barometre_edition_date_seconds", "Date of the published edition.", multiprocess_mode="livemin")
WORKERS = Gauge("barometre_workers", "Workers that serve.", multiprocess_mode="livesum")
MEMORY = Gauge("barometre_worker_memory_bytes", "Resident memory of a worker.", multiprocess_mode="liveall")
LOGGED = Counter("barometre_logged_total", "Lines of the log at warning or above.", ["level"])


class CountingHandler(logging.Handler):
    """Count the lines of the log that an operator should see."""

    def emit(self, record: logging.LogRecord) -> None:
        """Count one."""
        LOGGED.labels(record.levelname.lower()).inc()


def resident_bytes() -> int:
    """Return the resident memory of this process, 0 where the system has no /proc."""
    try:
        pages = Path("/proc/self/statm").read_text().split()[1]
    except OSError:
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")
