"""Django applications of the programme: its tables, and the site of /gestion/."""

from auditlog.apps import AuditlogConfig
from django.apps import AppConfig
from django.contrib.admin.apps import SimpleAdminConfig
from django.db.models.signals import post_migrate


class ProgrammeConfig(AppConfig):
    """Tables of the programme; every change of them is in the audit log."""

    name = "barometre.web.programme"
    label = "programme"
    verbose_name = "Programme"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Follow the tables, and keep the rights of the groups after each migration."""
        from barometre.web.programme import audit, permissions  # noqa: PLC0415  (models need Django set up)

        audit.register()
        post_migrate.connect(permissions.make_groups, sender=self)


class GestionConfig(SimpleAdminConfig):
    """Django's admin, under /gestion/, with our login; `web.urls` fills it, since commands have no use of its pages."""

    default_site = "barometre.web.programme.gestion.site.Gestion"


class JournalConfig(AuditlogConfig):
    """The audit log, called in French."""

    verbose_name = "Journal des modifications"
