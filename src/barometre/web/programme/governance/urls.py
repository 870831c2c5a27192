"""Addresses of the governance, under /programme/gouvernance/."""

from django.urls import path

from barometre.web.programme.governance import views
from barometre.web.shared.tables import page_and_csv

urlpatterns = [
    *page_and_csv("", views.governance, "programme-governance"),
    path("decisions.csv", views.decisions, name="programme-decisions-csv"),
]
