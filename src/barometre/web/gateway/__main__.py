"""Run the workers: `python -m barometre.web.gateway HOST PORT [FOLDER]`, a child of `barometre serve`.

Its standard input is a pipe that `serve` holds and never writes to: the end of it is the end of `serve`, killed or
not. Then everything stops at once, and so does the embedded PostgreSQL of FOLDER if nobody else uses it.
"""

import logging.config
import multiprocessing
import resource
import sys
import time
from pathlib import Path

import uvicorn
from uvicorn.supervisors import Multiprocess

from barometre.errors import BarometreError
from barometre.processes import when_input_ends
from barometre.settings import settings
from barometre.web import settings as site
from barometre.web.database import embedded
from barometre.web.gateway.scrape import metrics_at

# Seconds that requests under way have to end.
STOP_SECONDS = 10
# Seconds for a worker to say that it lives: Python may be busy.
HEALTH_SECONDS = 30
# Tries, a second apart, to stop a PostgreSQL that nobody uses.
TRIES = 10


def run(host: str, port: int, folder: Path | None) -> None:
    """Serve until told to stop, or until the process that started this one ends."""
    logging.config.dictConfig(site.LOGGING)
    _allow_connections()
    config = uvicorn.Config(
        "barometre.web.gateway.worker:application",
        factory=True,
        host=host,
        port=port,
        workers=settings().workers,
        http="barometre.web.gateway.connections:BoundedConnection",
        loop="uvloop",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        backlog=2048,
        timeout_graceful_shutdown=STOP_SECONDS,
        timeout_worker_healthcheck=HEALTH_SECONDS,
    )
    with metrics_at(settings().metrics):
        socket = config.bind_socket()
        supervisor = Multiprocess(config, sockets=[socket])
        orphan = False

        def stop_at_once() -> None:
            nonlocal orphan
            orphan = True
            supervisor.should_exit.set()
            for worker in multiprocessing.active_children():
                worker.kill()

        when_input_ends(stop_at_once)
        supervisor.run()
        socket.close()
    if orphan and folder is not None:
        _stop_unused(folder)


def _stop_unused(folder: Path) -> None:
    """Stop the embedded PostgreSQL unless somebody uses it; try again when it is starting."""
    for _ in range(TRIES):
        try:
            with embedded(folder):  # the last to use it stops it
                return
        except BarometreError:
            time.sleep(1)


def _allow_connections() -> None:
    """Let a worker hold as many connections as the system allows."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


if __name__ == "__main__":
    run(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]) if len(sys.argv) > 3 else None)
