"""The package of an edition on the site: what it holds, its files, and what catalogues harvest."""

import json
from datetime import date
from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from barometre.edition.package import layout
from barometre.edition.package.contents import Entry, entry, in_order
from barometre.edition.package.dcat import Publisher, catalogue_of
from barometre.edition.package.sums import listed
from barometre.settings import settings
from barometre.tables import sha256
from barometre.web.editions import queries
from barometre.web.editions.models import Edition
from barometre.web.shared.files import send_file

# The line of the checksums that says of which build a package is.
_BUILD = f"{layout.EDITION}/manifest.json"
JSON_LD = "application/ld+json"


class File(NamedTuple):
    """A file that can be downloaded: what it is, its size in bytes, its SHA-256, its address."""

    entry: Entry
    bytes: int
    sha256: str
    address: str

    @property
    def name(self) -> str:
        """Where it is in the package."""
        return self.entry.path

    @property
    def meaning(self) -> str:
        """What it holds."""
        return self.entry.meaning


class Packaged(NamedTuple):
    """The package of an edition, as this server holds it.

    Attributes:
        files: those that most people want first.
        zip: address and size of all of them in one file, if it is there.
    """

    files: list[File]
    zip: tuple[str, int] | None

    def named(self, path: str) -> File | None:
        """Return a file by its path."""
        return next((file for file in self.files if file.name == path), None)


def package_of(edition: Edition) -> Packaged | None:
    """Return the package of an edition; None when this server has none of this very build."""
    folder = layout.package_folder(settings().var, edition.date)
    sums = listed(folder)
    if sums.get(_BUILD) != edition.build_id:
        return None
    day, packed = str(edition.date), layout.packed(folder)
    sums[layout.SUMS] = sha256(folder / layout.SUMS)
    files = [
        File(entry(path), (folder / path).stat().st_size, sums[path], reverse("package-file", args=[day, path]))
        for path in in_order(sums)
        if (folder / path).is_file()
    ]
    whole = (reverse("package", args=[day]), packed.stat().st_size) if packed.is_file() else None
    return Packaged(files, whole)


def file(request: HttpRequest, day: str, path: str) -> HttpResponseBase:
    """Answer with one file of the package of an edition.

    Raises:
        Http404: this server has no such package, or it has no such file.
    """
    edition = _published(day)
    packaged = package_of(edition) if edition else None
    found = packaged.named(path) if packaged else None
    if edition is None or found is None:
        raise Http404(f"L’édition «\u00a0{day}\u00a0» n’a pas ici de paquet avec un fichier «\u00a0{path}\u00a0».")
    folder = layout.package_folder(settings().var, edition.date)
    return send_file(request, folder / path, found.sha256, _saved_as(edition.date, path))


def whole(request: HttpRequest, day: str) -> HttpResponseBase:
    """Answer with the package of an edition in one file.

    Raises:
        Http404: this server has no such package.
    """
    edition = _published(day)
    packaged = package_of(edition) if edition else None
    if edition is None or packaged is None or packaged.zip is None:
        raise Http404(f"L’édition «\u00a0{day}\u00a0» n’a pas ici de paquet en un fichier.")
    path = layout.packed(layout.package_folder(settings().var, edition.date))
    # The same checksums are packed into the same bytes.
    digest = next(file.sha256 for file in packaged.files if file.name == layout.SUMS)
    return send_file(request, path, digest, f"barometre-{edition.date}.zip")


def _published(day: str) -> Edition | None:
    try:
        return queries.every_edition().filter(date=date.fromisoformat(day)).first()
    except ValueError:
        return None


def _saved_as(day: date, path: str) -> str:
    """Return the name under which a file is saved: its own and the date."""
    name = path.rpartition("/")[2]
    return (
        name.replace("barometre", f"barometre-{day}", 1) if name.startswith("barometre.") else f"barometre-{day}-{name}"
    )


def catalogue(request: HttpRequest) -> HttpResponse:
    """Answer with the catalogue of all that is to download, as DCAT-AP (JSON-LD): what data.gouv.fr harvests."""
    packages: list[tuple[date, dict[str, Any]]] = []
    packed: dict[date, tuple[str, int]] = {}
    for edition in queries.every_edition():
        packaged = package_of(edition)
        if packaged is None:
            continue
        path = layout.package_folder(settings().var, edition.date) / layout.DCAT
        packages.append((edition.date, json.loads(path.read_text(encoding="utf-8"))))
        if packaged.zip:
            packed[edition.date] = request.build_absolute_uri(packaged.zip[0]), packaged.zip[1]

    def address(day: date, path: str) -> str:
        return request.build_absolute_uri(reverse("package-file", args=[str(day), path]))

    who = Publisher(settings().operator, settings().operator_contact, settings().tag_authority)
    home = request.build_absolute_uri(reverse("data"))
    document = catalogue_of(packages, who, home, address, packed, demonstration=settings().demonstration)
    return HttpResponse(json.dumps(document, ensure_ascii=False, indent=1), content_type=JSON_LD)
