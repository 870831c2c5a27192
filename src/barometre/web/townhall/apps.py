"""Django application of the links of town halls."""

from django.apps import AppConfig


class TownhallConfig(AppConfig):
    """Tables of the links, of what was done with them, and of what town halls declare."""

    name = "barometre.web.townhall"
    label = "townhall"
    verbose_name = "Liens des mairies"
    default_auto_field = "django.db.models.BigAutoField"
