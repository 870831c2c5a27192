"""Django application of the survey."""

from django.apps import AppConfig


class SurveyConfig(AppConfig):
    """Tables of the waves, of what collectivités answer, and of the persons who answered, kept apart."""

    name = "barometre.web.survey"
    label = "survey"
    verbose_name = "Enquêtes"
    default_auto_field = "django.db.models.BigAutoField"
