"""Addresses of the group projects, under /programme/projets/."""

from django.urls import path

from barometre.web.programme.projects import views
from barometre.web.shared.tables import page_and_csv

urlpatterns = [
    *page_and_csv("", views.projects, "programme-projects"),
    path("<str:identifier>/", views.project, name="programme-project"),
    path("<str:identifier>/inscription/", views.registration, name="programme-registration"),
    path("<str:identifier>/livrables/<int:number>/", views.deliverable, name="programme-deliverable"),
]
