"""Data and API: the files of the edition with their checksums, the licence, how to cite, examples of calls."""

from pathlib import Path

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from barometre.edition.schema import TABLES
from barometre.settings import settings
from barometre.territory import reference

MEANING = {
    "collectivites.parquet": "Les collectivités : identité, population, territoires",
    "facts.parquet": "Les faits : ce que les sources disent, avec la date",
    "indicators.parquet": "Les indicateurs de chaque collectivité : état, valeur, score, source",
    "scores.parquet": "Les scores par thème et d’ensemble, avec la couverture",
    "aggregates.parquet": "Les moyennes et répartitions par territoire et par strate",
    "catalogue.json": "Le catalogue : thèmes, indicateurs, règles de calcul",
    "datapackage.json": "La description des tables et des colonnes (Data Package)",
    "manifest.json": "Le manifeste : entrées, versions, empreintes",
}

# Label and address, after /api/v1/.
EXAMPLES = (
    ("Une commune par son code INSEE", "communes/29232"),
    ("Les communes d’un département, en CSV", "departements/29/communes?format=csv"),
    ("Les collectivités dont le nom ressemble à « Quimper »", "collectivites?nom=quimper"),
    ("La documentation complète, au format OpenAPI", "openapi.json"),
)


def data(request: HttpRequest) -> HttpResponse:
    """Show the files that can be downloaded, and under which terms."""
    edition = request.edition
    folder = _folder(edition.date.isoformat())
    files = [
        {**file, "meaning": MEANING.get(file["name"], ""), "here": (folder / file["name"]).is_file()}
        for file in edition.manifest["files"]
    ]
    page = {
        "files": files,
        "manifest_here": (folder / "manifest.json").is_file(),
        "tables": [(name, list(columns.items())) for name, columns in TABLES.items()],
        "examples": [(label, f"/api/v1/{address}") for label, address in EXAMPLES],
        "producers": reference.sources(),
        "trail": [("Données et API", None)],
    }
    return render(request, "pages/data.html", page)


def file(request: HttpRequest, name: str) -> HttpResponseBase:
    """Answer with one file of the published edition, as it was built.

    Raises:
        Http404: the edition has no such file, or this server does not hold its folder.
    """
    edition = request.edition
    names = {entry["name"] for entry in edition.manifest["files"]} | {"manifest.json"}
    path = _folder(edition.date.isoformat()) / name
    if name not in names or not path.is_file():
        raise Http404(f"L’édition du {edition.date} n’a pas ici de fichier « {name} ».")
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"barometre-{edition.date}-{name}")


def _folder(day: str) -> Path:
    return settings().var / "editions" / day
