"""Data and API: the files of the edition with their checksums, the licence, how to cite."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe

from barometre.edition.datapackage import LICENCE
from barometre.edition.schema import TABLES
from barometre.edition.wide import CSV, XLSX, headings
from barometre.settings import settings
from barometre.territory import reference
from barometre.web.editions.models import Edition
from barometre.web.shared.catalogue import live_sources
from barometre.web.shared.files import send_file

MEANING = {
    XLSX: "Tout en un classeur\u00a0: une ligne par collectivité, une colonne par réponse",
    CSV: "La même table pour un programme\u00a0: UTF-8, virgules, points décimaux",
    "collectivites.parquet": "Les collectivités : identité, population, territoires",
    "facts.parquet": "Les faits : ce que les sources disent, avec la date",
    "indicators.parquet": "Les indicateurs de chaque collectivité : état, valeur, score, source",
    "scores.parquet": "Les scores par thème et d’ensemble, avec la couverture",
    "aggregates.parquet": "Les moyennes et répartitions par territoire et par strate",
    "catalogue.json": "Le catalogue : thèmes, indicateurs, règles de calcul",
    "datapackage.json": "La description des tables et des colonnes (Data Package)",
    "manifest.json": "Le manifeste : entrées, versions, empreintes",
}

# Ends of names -> media types of the files.
_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "json": "application/json",
}
ABOUT = (
    "Où en est la transformation numérique de chaque commune, intercommunalité, département et région de France\u00a0: "
    "réponses, scores, sources et dates. Ce qui n’est pas connu reste vide."
)
# Name of the dataset, which never changes, whatever the edition and the host.
IDENTIFIER = "barometre-numerique-collectivites"


def data(request: HttpRequest) -> HttpResponse:
    """Show the files that can be downloaded, and under which terms."""
    edition = request.edition
    folder = _folder(edition.date.isoformat())
    files = [
        {**file, "meaning": MEANING.get(file["name"], ""), "here": (folder / file["name"]).is_file()}
        for file in edition.manifest["files"]
    ]
    offices = {file["name"]: file for file in files if file["name"] in (XLSX, CSV) and file["here"]}
    page = {
        "xlsx": offices.get(XLSX),
        "csv": offices.get(CSV),
        "headings": headings(edition.catalogue) if offices else [],
        "described": mark_safe(described(request, [file for file in files if file["here"]])),
        "files": files,
        "manifest_here": (folder / "manifest.json").is_file(),
        "tables": [(name, list(columns.items())) for name, columns in TABLES.items()],
        "producers": reference.sources(),
        "trail": [("Données et API", None)],
    }
    return render(request, "pages/data.html", page)


def described(request: HttpRequest, files: Iterable[dict[str, Any]]) -> str:
    """Return the dataset for engines of search (schema.org, Dataset), as JSON that a page can hold."""
    edition = request.edition
    page = request.build_absolute_uri(reverse("data"))
    document = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": page,
        "url": page,
        "identifier": IDENTIFIER,
        "name": "Baromètre du numérique des collectivités",
        "description": ABOUT,
        "inLanguage": "fr",
        "isAccessibleForFree": True,
        "license": LICENCE["path"],
        "version": str(edition.date),
        "dateModified": str(edition.date),
        "temporalCoverage": _covered(edition),
        "spatialCoverage": {"@type": "Place", "name": "France"},
        "creator": {"@type": "Organization", "name": settings().operator or "Baromètre"},
        "distribution": [
            {
                "@type": "DataDownload",
                "name": file["name"],
                "contentUrl": request.build_absolute_uri(reverse("file", args=[file["name"]])),
                "encodingFormat": _TYPES.get(file["name"].rpartition(".")[2], "application/octet-stream"),
                "contentSize": str(file["bytes"]),
                "sha256": file["sha256"],
            }
            for file in files
        ],
    }
    return json.dumps(document, ensure_ascii=False).replace("<", "\\u003c")


def _covered(edition: Edition) -> str:
    """Return the days of the facts (ISO 8601): from the oldest file of a source to the edition."""
    first = min((source["date"] for source in live_sources(edition)), default=str(edition.date))
    return f"{first}/{edition.date}"


def file(request: HttpRequest, name: str) -> HttpResponseBase:
    """Answer with one file of the published edition, as it was built.

    Raises:
        Http404: the edition has no such file, or this server does not hold its folder.
    """
    edition = request.edition
    digests = {entry["name"]: entry["sha256"] for entry in edition.manifest["files"]}
    digests["manifest.json"] = edition.build_id
    path = _folder(edition.date.isoformat()) / name
    if name not in digests or not path.is_file():
        raise Http404(f"L’édition du {edition.date} n’a pas ici de fichier « {name} ».")
    return send_file(request, path, digests[name], f"barometre-{edition.date}-{name}")


def _folder(day: str) -> Path:
    return settings().var / "editions" / day
