"""Addresses of the site: the API under /api/v1/, the admin under /gestion/, robots; every other address is a page."""

from django.contrib import admin
from django.urls import include, path

from barometre.web import sitemap
from barometre.web.robots import robots, security

admin.autodiscover()
urlpatterns = [
    path("api/v1/", include("barometre.web.api.urls")),
    path("api/", include("barometre.web.api.guide")),
    path("robots.txt", robots),
    path("sitemap.xml", sitemap.index, name="sitemap"),
    path("sitemap-<slug:name>.xml", sitemap.part, name="sitemap-part"),
    path(".well-known/security.txt", security),
    path("gestion/enquete/", include("barometre.web.survey.manage.urls")),
    path("gestion/", admin.site.urls),
    path("programme/", include("barometre.web.programme.urls")),
    path("enquetes/", include("barometre.web.survey.results.urls")),
    path("", include("barometre.web.mailing.urls")),
    path("", include("barometre.web.survey.urls")),
    path("", include("barometre.web.paper.urls")),
    path("", include("barometre.web.guidance.urls")),
    path("", include("barometre.web.explore.urls")),
    path("", include("barometre.web.embeds.urls")),
    path("", include("barometre.web.pages.urls")),
]

handler400 = "barometre.web.errors.bad_request"
handler404 = "barometre.web.errors.not_found"
handler500 = "barometre.web.errors.server_error"
