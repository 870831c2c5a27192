"""Addresses of « Numérique responsable » and of « Données et archives »."""

from django.urls import URLPattern, path

from barometre.web.guidance import open_data, responsible


def _of(kind: str, folder: str) -> list[URLPattern]:
    address, given = f"{folder}/<str:code>/", {"kind": kind}
    return [
        path(f"{address}{responsible.PART}", responsible.responsible, given, name=f"{kind}-responsible"),
        path(f"{address}{responsible.PART}declaration/", responsible.declaration, given, name=f"{kind}-declaration"),
        path(f"{address}{open_data.PART}", open_data.data_and_archives, given, name=f"{kind}-open-data"),
    ]


urlpatterns = [
    *_of("commune", "communes"),
    *_of("collectivite", "collectivites"),
    path("donnees-et-archives/verifier/", open_data.check, name="check-file"),
]
