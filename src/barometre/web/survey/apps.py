"""Django application of the survey."""

from django.apps import AppConfig


class SurveyConfig(AppConfig):
    """Tables of the waves, of what collectivités answer, and of the persons who answered, kept apart."""

    name = "barometre.web.survey"
    label = "survey"
    verbose_name = "Enquêtes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Follow the waves in the audit log: who opened, changed or closed one."""
        from auditlog.registry import auditlog  # noqa: PLC0415  (models need Django set up)

        from barometre.web.survey.models import Wave  # noqa: PLC0415

        auditlog.register(Wave)
