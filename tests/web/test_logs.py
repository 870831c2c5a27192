"""What is logged, and what never is."""

import subprocess
import sys

import pytest

# As a worker does: uvicorn shuts its log of requests, then ours is configured.
WORKER = """
import logging.config
from barometre.web.logs import configuration
access = logging.getLogger("uvicorn.access")
access.propagate = False
logging.config.dictConfig(configuration("{}", "line"))
access.warning("GET /mairie/entrer/?lien=secret")
"""


@pytest.mark.parametrize("level", ["debug", "info"])
def test_requests_are_not_logged_at_any_level(level):
    """The address of one may open the room of a town hall."""
    done = subprocess.run([sys.executable, "-c", WORKER.format(level)], capture_output=True, text=True, check=True)
    assert "secret" not in done.stdout + done.stderr
