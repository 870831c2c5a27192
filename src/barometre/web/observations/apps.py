"""Django application of the looks asked for and of the verdicts contested."""

from django.apps import AppConfig


class ObservationsConfig(AppConfig):
    """Tables of what visitors ask and say."""

    name = "barometre.web.observations"
    label = "observations"
    verbose_name = "Contestations"
    default_auto_field = "django.db.models.BigAutoField"
