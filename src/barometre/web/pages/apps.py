"""Django application of the pages."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """Views and template tags; no table."""

    name = "barometre.web.pages"
    label = "pages"
