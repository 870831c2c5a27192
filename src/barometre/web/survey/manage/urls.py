"""Addresses of the pages of the team on answers and results, under /gestion/enquete/."""

from django.contrib import admin
from django.urls import include, path

from barometre.web.survey.manage.contradictions import compared, compared_csv
from barometre.web.survey.manage.facts import stated
from barometre.web.survey.manage.results import listed
from barometre.web.survey.results.urls import previews

urlpatterns = [
    path("reponses/", admin.site.admin_view(stated), name="survey-facts"),
    path("resultats/", admin.site.admin_view(listed), name="survey-results"),
    path("resultats/", include(previews)),
    path("ecarts/", admin.site.admin_view(compared), name="survey-contradictions"),
    path("ecarts/donnees.csv", admin.site.admin_view(compared_csv), name="survey-contradictions-csv"),
]
