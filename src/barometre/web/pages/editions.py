"""The editions: each with its date, what it rests on, its files if they are kept, and what moved in France."""

from datetime import date
from pathlib import Path
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from barometre.settings import settings
from barometre.web.editions import queries
from barometre.web.editions.models import Edition
from barometre.web.pages.downloads import FORMER, meaning
from barometre.web.pages.moved import Moved, tallies_table
from barometre.web.pages.packages import package_of
from barometre.web.shared.areas import FRANCE
from barometre.web.shared.files import send_file
from barometre.web.shared.words import day_words

MANIFEST = "manifest.json"


def editions(request: HttpRequest) -> HttpResponse:
    """List every edition, newest first."""
    titles = _titles(request.edition)
    page = {
        "editions": [_told(one, titles) for one in queries.every_edition()],
        "trail": [("Éditions", None)],
    }
    return render(request, "pages/editions.html", page)


def edition(request: HttpRequest, day: str) -> HttpResponse:
    """Show one edition; of one that is not here, say so and where to go."""
    found = _found(day)
    trail: list[tuple[str, str | None]] = [("Éditions", reverse("editions"))]
    if found is None:
        gone = {"name": _name(day), "trail": [*trail, ("Édition introuvable", None)]}
        return render(request, "pages/edition_gone.html", gone, status=404)
    rows = queries.tallies(FRANCE.aggregated, found.date, since=found.date)
    table = tallies_table("Ce qui a changé en France", rows, request.edition.catalogue["indicators"])
    page = {
        "one": _told(found, _titles(request.edition)),
        "packaged": package_of(found),
        "files": [one for one in _files(found) if (_folder(found.date) / one["name"]).is_file()],
        "moved": Moved(found.before, table=table),
        "trail": [*trail, (day_words(found.date), None)],
    }
    return render(request, "pages/edition.html", page)


def file(request: HttpRequest, day: str, name: str) -> HttpResponseBase:
    """Answer with one file of an edition, as it was built.

    Raises:
        Http404: the edition is not here, or has no such file, or this server does not hold its folder.
    """
    found = _found(day)
    path = _folder(found.date) / name if found else None
    digest = {one["name"]: one["sha256"] for one in _files(found)}.get(name) if found else None
    if found and digest is None and name in FORMER and package_of(found):
        return HttpResponseRedirect(reverse("package-file", args=[str(found.date), FORMER[name]]))
    if found is None or path is None or digest is None or not path.is_file():
        raise Http404(f"L’édition {_name(day)} n’a pas, ou n’a plus, ici de fichier «\u00a0{name}\u00a0».")
    return send_file(request, path, digest, f"barometre-{found.date}-{name}")


def _found(day: str) -> Edition | None:
    asked = day_asked(day)
    return queries.every_edition().filter(date=asked).first() if asked else None


def day_asked(day: str) -> date | None:
    """Return the date that an address names, None when it names none."""
    try:
        return date.fromisoformat(day)
    except ValueError:
        return None


def _name(day: str) -> str:
    """Return how an edition that an address asks for is named."""
    try:
        return f"du {day_words(date.fromisoformat(day))}"
    except ValueError:
        return f"«\u00a0{day}\u00a0»"


def _titles(current: Edition) -> dict[str, str]:
    """Return the names of sources by id."""
    return {name: entry["name"] for name, entry in current.catalogue["sources"].items()}


def _told(one: Edition, titles: dict[str, str]) -> dict[str, Any]:
    """Return what a page says of an edition."""
    manifest = one.manifest
    return {
        "date": one.date,
        "current": one.current,
        # An edition of which only the figures are here has no synthesis.
        "whole": not one.light,
        "build": one.build_id[:12],
        # One of the past, made again: its collectivités are those of a later day.
        "rebuilt": manifest.get("collectivites_of", "") > one.date.isoformat(),
        "collectivites_of": manifest.get("collectivites_of"),
        "sources": rests_on(manifest.get("inputs", []), titles),
        "here": (_folder(one.date) / MANIFEST).is_file() or package_of(one) is not None,
        "before": one.before,
    }


def rests_on(inputs: list[dict[str, str]], titles: dict[str, str]) -> list[tuple[str, str]]:
    """Return the sources of an edition's facts and the day of the newest file of each, in order of names. Pure.

    Args:
        inputs: those of its manifest: `facts/<source>/<day>[-r<revision>].parquet`, among others.
        titles: names of sources by id.
    """
    newest: dict[str, str] = {}
    for one in inputs:
        folder, _, rest = one["name"].partition("/")
        source, _, name = rest.partition("/")
        if folder == "facts" and name:
            newest[source] = max(name[:10], newest.get(source, ""))
    return sorted((titles.get(source, source), day) for source, day in newest.items())


def _files(one: Edition) -> list[dict[str, Any]]:
    listed = [{**entry, "meaning": meaning(entry["name"])} for entry in one.manifest.get("files", [])]
    return [*listed, {"name": MANIFEST, "meaning": meaning(MANIFEST), "sha256": one.build_id}]


def _folder(day: date) -> Path:
    return settings().var / "editions" / day.isoformat()
