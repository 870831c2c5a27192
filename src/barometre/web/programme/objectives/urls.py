"""Addresses of the objectives, under /programme/objectifs/."""

from django.urls import path

from barometre.web.programme.objectives import views
from barometre.web.shared.tables import page_and_csv

urlpatterns = [
    *page_and_csv("<str:identifier>/", views.objective, "programme-objective"),
    path("<str:identifier>/collectivites.csv", views.missing, name="programme-objective-missing"),
]
