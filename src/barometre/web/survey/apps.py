"""Django application of the survey."""

from django.apps import AppConfig


class SurveyConfig(AppConfig):
    """Tables of the waves, of what collectivités answer, and of the persons who answered, kept apart."""

    name = "barometre.web.survey"
    label = "survey"
    verbose_name = "Enquêtes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Follow the waves and their results in the audit log: who opened, closed or published; pages follow it."""
        from auditlog.registry import auditlog  # noqa: PLC0415  (models need Django set up)

        from barometre.web.survey.models import Results, Wave  # noqa: PLC0415

        auditlog.register(Wave)
        auditlog.register(Results, exclude_fields=["content", "figures"])
