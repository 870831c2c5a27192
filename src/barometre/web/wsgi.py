"""WSGI entry point: `gunicorn barometre.web.wsgi`. Loads what is slow to load, so that no visitor waits for it."""

import os

from django.core.wsgi import get_wsgi_application

from barometre.territory.geometry import national

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "barometre.web.settings")
application = get_wsgi_application()

from barometre.web.pages.search import index  # noqa: E402  (needs Django set up)

index()
national("departement")
