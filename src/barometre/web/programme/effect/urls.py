"""Addresses of the effect of the fund, under /programme/effets/."""

from barometre.web.programme.effect import views
from barometre.web.shared.tables import page_and_csv

urlpatterns = [
    *page_and_csv("", views.effects, "effects"),
    *page_and_csv("<slug:identifier>/", views.effect, "effect"),
]
