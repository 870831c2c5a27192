"""Addresses of the pages that guide."""

from django.urls import URLPattern, path

from barometre.web.guidance import agenda, obligations, plan, tools
from barometre.web.shared.tables import page_and_csv


def _of_bodies(kind: str, folder: str) -> list[URLPattern]:
    """Return, for a kind of authority, the addresses of its obligations and of its next steps."""
    at, given = f"{folder}/<str:code>/", {"kind": kind}
    return [
        *page_and_csv(f"{at}obligations/", agenda.obligations, f"{kind}-obligations", kind=kind),
        path(f"{at}obligations/imprimer/", agenda.printed, given, name=f"{kind}-obligations-print"),
        path(f"{at}obligations/calendrier.ics", agenda.ics, given, name=f"{kind}-obligations-calendar"),
        path(f"{at}que-faire/", plan.plan, given, name=f"{kind}-plan"),
        path(f"{at}que-faire/imprimer/", plan.printed, given, name=f"{kind}-plan-print"),
    ]


urlpatterns = [
    *_of_bodies("commune", "communes"),
    *_of_bodies("collectivite", "collectivites"),
    *page_and_csv("obligations/", obligations.obligations, "obligations"),
    path("obligations/<slug:identifier>/", obligations.obligation, name="obligation"),
    path("actions/<slug:identifier>/", plan.action, name="action"),
    *page_and_csv("outils/", tools.tools, "tools"),
    path("outils/comparer/", tools.compare, name="tools-compare"),
    path("outils/<str:identifier>/", tools.tool, name="tool"),
]
