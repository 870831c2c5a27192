"""WSGI entry point: the gateway calls it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "barometre.web.settings")
application = get_wsgi_application()
