"""Addresses of the fund, under /programme/fonds/."""

from barometre.web.programme.fund import views
from barometre.web.shared.tables import page_and_csv

urlpatterns = [
    *page_and_csv("", views.fund, "fund"),
    *page_and_csv("totaux/", views.totals, "fund-totals"),
    *page_and_csv("sans-aide/", views.unreached, "fund-unreached"),
    *page_and_csv("regions/<str:code>/", views.territory, "fund-region", kind="region"),
    *page_and_csv("departements/<str:code>/", views.territory, "fund-departement", kind="departement"),
]
