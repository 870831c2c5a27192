"""Data and API: the files of the edition with their checksums, the licence, how to cite."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe

from barometre.edition.datapackage import LICENCE
from barometre.edition.package import layout
from barometre.edition.package.contents import entry, format_of
from barometre.edition.package.dcat import ABOUT, NAME
from barometre.edition.package.wide import WIDE
from barometre.edition.schema import TABLES
from barometre.settings import settings
from barometre.territory import reference
from barometre.web.editions.models import Edition
from barometre.web.pages.packages import Packaged, package_of
from barometre.web.shared.catalogue import live_sources
from barometre.web.shared.files import send_file

# The wide table, among the files of former editions; where it is today.
FORMER = {f"{WIDE}.xlsx": layout.WORKBOOK, f"{WIDE}.csv": f"{layout.CSV}/{WIDE}.csv.gz"}

# Name of the dataset, which never changes, whatever the edition and the host.
IDENTIFIER = "barometre-numerique-collectivites"


def meaning(name: str) -> str:
    """Return what a file of an edition holds."""
    return entry(f"{layout.EDITION}/{name}").meaning


def data(request: HttpRequest) -> HttpResponse:
    """Show the files that can be downloaded, and under which terms."""
    edition = request.edition
    packaged = package_of(edition)
    folder = _folder(edition.date.isoformat())
    files = [{**file, "meaning": meaning(file["name"])} for file in edition.manifest["files"]]
    here = [file for file in files if (folder / file["name"]).is_file()]
    page = {
        "packaged": packaged,
        "first": [(label, file) for label, path in _FIRST.items() if packaged and (file := packaged.named(path))],
        "files": [file for file in packaged.files if not file.name.startswith(_ELSEWHERE)] if packaged else here,
        "day": str(edition.date),
        "described": mark_safe(described(request, packaged, here)),
        "producers": reference.sources(),
        "dcat": request.build_absolute_uri(reverse("catalogue")),
        "trail": [("Données et API", None)],
    }
    return render(request, "pages/data.html", page)


# What most people come for.
_FIRST = {
    "Toutes les collectivités, un classeur": layout.WORKBOOK,
    "La même table pour un programme": f"{layout.CSV}/{WIDE}.csv.gz",
    "Les contours et les scores, pour une carte": layout.GEOPACKAGE,
}
# Folders whose files the page of the edition lists.
_ELSEWHERE = (f"{layout.EDITION}/", f"{layout.HISTORY}/")


def dictionary(request: HttpRequest) -> HttpResponse:
    """Show what each column of each table means."""
    page = {
        "tables": [(name, list(columns.items())) for name, columns in TABLES.items()],
        "trail": [("Données et API", reverse("data")), ("Dictionnaire des données", None)],
    }
    return render(request, "pages/dictionary.html", page)


def described(request: HttpRequest, packaged: Packaged | None, files: Iterable[dict[str, Any]]) -> str:
    """Return the dataset for engines of search (schema.org, Dataset), as JSON that a page can hold.

    Its files are those of the package or, without one, those of the edition.
    """
    edition = request.edition
    page = request.build_absolute_uri(reverse("data"))
    if packaged:
        told = [(file.name, file.address, file.bytes, file.sha256) for file in packaged.files]
    else:
        told = [(file["name"], reverse("file", args=[file["name"]]), file["bytes"], file["sha256"]) for file in files]
    document = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": page,
        "url": page,
        "identifier": IDENTIFIER,
        "name": NAME,
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
                "name": name,
                "contentUrl": request.build_absolute_uri(address),
                "encodingFormat": format_of(name).media,
                "contentSize": str(size),
                **({"sha256": digest} if digest else {}),
            }
            for name, address, size, digest in told
        ],
    }
    return json.dumps(document, ensure_ascii=False).replace("<", "\\u003c")


def _covered(edition: Edition) -> str:
    """Return the days of the facts (ISO 8601): from the oldest file of a source to the edition."""
    first = min((source["date"] for source in live_sources(edition)), default=str(edition.date))
    return f"{first}/{edition.date}"


def file(request: HttpRequest, name: str) -> HttpResponseBase:
    """Answer with one file of the published edition, as it was built; the wide table is in its package.

    Raises:
        Http404: the edition has no such file, or this server does not hold its folder.
    """
    edition = request.edition
    digests = {entry["name"]: entry["sha256"] for entry in edition.manifest["files"]}
    digests["manifest.json"] = edition.build_id
    path = _folder(edition.date.isoformat()) / name
    if name in FORMER and name not in digests:
        return HttpResponseRedirect(reverse("package-file", args=[str(edition.date), FORMER[name]]))
    if name not in digests or not path.is_file():
        raise Http404(f"L’édition du {edition.date} n’a pas ici de fichier « {name} ».")
    return send_file(request, path, digests[name], f"barometre-{edition.date}-{name}")


def _folder(day: str) -> Path:
    return settings().var / "editions" / day
