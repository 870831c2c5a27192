"""Django applications of the gateway: the counts of use, and the static files that it gives."""

from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class GatewayConfig(AppConfig):
    """The table of counts."""

    default = True
    name = "barometre.web.gateway"
    label = "gateway"


class StaticConfig(StaticFilesConfig):
    """Static files, but the long forms of libraries of the admin: pages name the minified ones.

    To compress them would be half of the first start.
    """

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "jquery.js", "select2.full.js", "xregexp.js"]
