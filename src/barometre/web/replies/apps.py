"""Django application of the right of reply."""

from django.apps import AppConfig


class RepliesConfig(AppConfig):
    """Tables of the periods, of the verdicts shown before they are published, of what collectivités reply."""

    name = "barometre.web.replies"
    label = "replies"
    verbose_name = "Droit de réponse"
    default_auto_field = "django.db.models.BigAutoField"
