"""Django application of the messages."""

from django.apps import AppConfig


class MailingConfig(AppConfig):
    """Tables of the messages to send, of addresses added by the team, of those who want none, of those that bounced."""

    name = "barometre.web.mailing"
    label = "mailing"
    verbose_name = "Messages"
    default_auto_field = "django.db.models.BigAutoField"
