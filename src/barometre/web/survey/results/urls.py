"""Addresses of results: public ones under /enquetes/, and the same for the team before they are published."""

from collections.abc import Callable

from django.contrib import admin
from django.http import HttpResponse
from django.urls import URLPattern, path

from barometre.web.shared.tables import page_and_csv
from barometre.web.survey.results import views

_View = Callable[..., HttpResponse]


def _pages(prefix: str, kept: Callable[[_View], _View], preview: bool) -> list[URLPattern]:
    """Return the pages of a wave and their files; `kept` says who sees them."""
    told = {"preview": preview}
    pages = (
        ("<slug:wave>/", views.wave, "wave"),
        ("<slug:wave>/<slug:name>/", views.questionnaire, "questionnaire"),
        ("<slug:wave>/<slug:name>/<slug:question>/", views.question, "question"),
    )
    file = kept(views.file)
    return [
        path("<slug:wave>/chiffres.<slug:form>", file, told, name=f"{prefix}-file"),
        path("<slug:wave>/versions/<int:number>/chiffres.<slug:form>", file, told, name=f"{prefix}-version"),
        *(
            pattern
            for address, view, name in pages
            for pattern in page_and_csv(address, kept(view), f"{prefix}-{name}", **told)
        ),
    ]


urlpatterns = [
    *page_and_csv("", views.home, "results-home"),
    *_pages("results", lambda view: view, preview=False),
]
# Under /gestion/, for the team.
previews = _pages("preview", admin.site.admin_view, preview=True)
