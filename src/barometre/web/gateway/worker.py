"""What uvicorn loads in each worker: the application, made after Django is set up."""

import logging
import sys
from typing import Any

from uvicorn.config import STARTUP_FAILURE

from barometre.processes import end_with_parent
from barometre.settings import settings
from barometre.web.gateway.metrics import CountingHandler

logger = logging.getLogger(__name__)


def application() -> Any:  # noqa: ANN401  (an ASGI application)
    """Make the application of this worker, which ends with the process that started it.

    Raises:
        SystemExit: it cannot be made; the log says why, and the status tells the server not to try again.
    """
    end_with_parent()
    try:
        from barometre.web.wsgi import application as django  # noqa: I001, PLC0415  (sets Django up, which models need)
        from barometre.web.gateway.app import Gateway  # noqa: PLC0415  (same)
        from django.conf import settings as site  # noqa: PLC0415  (same)

        made = Gateway(django, site.SECRET_KEY, settings())
    except Exception as error:
        logger.error("A worker cannot start: %s", error, exc_info=True)
        sys.exit(STARTUP_FAILURE)
    logging.getLogger().addHandler(CountingHandler(logging.WARNING))
    return made
