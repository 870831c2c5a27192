"""Addresses of embeds: those that other sites write in their pages never change, and have no date."""

from django.urls import URLPattern, path

from barometre.web.embeds import page, pictures


def _of(kind: str, folder: str) -> list[URLPattern]:
    """Return the addresses of a kind of body: its page, its badge, the badge of one answer or theme, its themes."""
    at, given = f"{folder}/<str:code>/", {"kind": kind}
    return [
        path(f"{at}afficher/", page.embeds, given, name=f"{kind}-embed"),
        path(f"{at}badge.svg", pictures.badge, given, name=f"{kind}-badge"),
        path(f"{at}badge/<slug:subject>.svg", pictures.badge, given, name=f"{kind}-badge-of"),
        path(f"{at}themes.svg", pictures.themes, given, name=f"{kind}-themes"),
    ]


urlpatterns = [*_of("commune", "communes"), *_of("collectivite", "collectivites")]
