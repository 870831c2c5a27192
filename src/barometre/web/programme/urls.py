"""Addresses of the pages of the programme. A table's file is at the address of its page, then `donnees.csv`."""

from django.urls import path

from barometre.web.programme import home
from barometre.web.programme.fund import urls as urls_fund
from barometre.web.programme.governance import views as governance
from barometre.web.programme.objectives import views as objective
from barometre.web.programme.projects import registration
from barometre.web.programme.projects import views as projects

CSV = {"as_csv": True}

urlpatterns = [
    path("", home.home, name="programme-home"),
    path("donnees.csv", home.home, CSV, name="programme-home-csv"),
    path("gouvernance/", governance.governance, name="programme-governance"),
    path("gouvernance/donnees.csv", governance.governance, CSV, name="programme-governance-csv"),
    path("gouvernance/decisions.csv", governance.decisions, name="programme-decisions-csv"),
    path("objectifs/<str:identifier>/", objective.objective, name="programme-objective"),
    path("objectifs/<str:identifier>/donnees.csv", objective.objective, CSV, name="programme-objective-csv"),
    path("objectifs/<str:identifier>/collectivites.csv", objective.missing, name="programme-objective-missing"),
    path("projets/", projects.projects, name="programme-projects"),
    path("projets/donnees.csv", projects.projects, CSV, name="programme-projects-csv"),
    path("projets/<str:identifier>/", projects.project, name="programme-project"),
    path("projets/<str:identifier>/inscription/", registration.registration, name="programme-registration"),
    path("projets/<str:identifier>/livrables/<int:number>/", projects.deliverable, name="programme-deliverable"),
    *urls_fund.urlpatterns,
]
