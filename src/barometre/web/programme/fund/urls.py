"""Addresses of the fund and of its effect, under /programme/. A table's CSV is at its page's, then `donnees.csv`."""

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import URLPattern, path

from barometre.web.programme.effect import views as views_effects
from barometre.web.programme.fund import views as views_fund
from barometre.web.programme.fund import views_place as views_fund_place


def _with_csv(address: str, view: Callable[..., HttpResponse], name: str, **given: str) -> list[URLPattern]:
    """A page with a table, and the table as a file."""
    return [
        path(address, view, given, name=name),
        path(f"{address}donnees.csv", view, {**given, "as_csv": True}, name=f"{name}-csv"),
    ]


urlpatterns = [
    *_with_csv("fonds/", views_fund.fund, "fund"),
    *_with_csv("fonds/totaux/", views_fund.totals, "fund-totals"),
    *_with_csv("fonds/sans-aide/", views_fund.without, "fund-unreached"),
    *_with_csv("fonds/regions/<str:code>/", views_fund_place.place, "fund-region", kind="region"),
    *_with_csv("fonds/departements/<str:code>/", views_fund_place.place, "fund-departement", kind="departement"),
    *_with_csv("effets/", views_effects.effects, "effects"),
    *_with_csv("effets/<slug:identifier>/", views_effects.effect, "effect"),
]
