"""Django application of the counts of use."""

from django.apps import AppConfig


class GatewayConfig(AppConfig):
    """The table of counts."""

    name = "barometre.web.gateway"
    label = "gateway"
