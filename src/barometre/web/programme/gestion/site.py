"""The site of /gestion/: Django's admin with our name and a login that slows guesses down."""

from django.contrib.admin import AdminSite

from barometre.web.programme.gestion.login import LimitedLogin


class Gestion(AdminSite):
    """Where the programme is edited."""

    site_header = "Gestion du programme"
    site_title = "Gestion du programme"
    index_title = "Programme"
    site_url = "/programme/"
    login_form = LimitedLogin
