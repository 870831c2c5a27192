"""Django application of the published editions."""

from django.apps import AppConfig


class EditionsConfig(AppConfig):
    """Tables of the published editions."""

    name = "barometre.web.editions"
    label = "editions"
    default_auto_field = "django.db.models.BigAutoField"
