"""The one style sheet of the site, `barometre/site.css`: the parts of the DSFR we use, then ours.

Made when static files are collected. One file and one request; no icon is loaded unless a page shows it. The State's
fonts are declared only when the operator is an authority of the State (terms of use of the DSFR).
"""

import hashlib
import importlib.util
import posixpath
import re
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, InMemoryStorage, Storage

from barometre.settings import settings
from barometre.web import css

HERE = Path(__file__).parent
OURS = HERE / "static" / "barometre"
# Components of the DSFR that our templates use.
COMPONENTS = (
    "alert badge breadcrumb button footer form header input link logo pagination search select skiplink summary"
).split()
URL = re.compile(r"""url\(["']?(?!["']?data:)([^"')]+)["']?\)""")
# The Marianne and its motto: the DSFR's terms reserve them to authorities of the State.
STATE_ONLY = {"fr-logo"}
STATE_FONTS, SYSTEM_FONTS = "Marianne,arial", "-apple-system,'Segoe UI',Roboto,'Liberation Sans',arial"


def dsfr() -> Path:
    """Return the folder of the DSFR's distribution inside the django-dsfr package."""
    spec = importlib.util.find_spec("dsfr")
    assert spec is not None and spec.origin is not None
    return Path(spec.origin).parent / "static" / "dsfr" / "dist"


def used_classes() -> set[str]:
    """Return the classes of the DSFR written in our templates and views."""
    return set().union(*(css.words(path.read_text("utf-8")) for path in _naming_classes()))


def _naming_classes() -> list[Path]:
    """Return our templates and views, and what assembles the sheet among them."""
    return sorted(path for path in HERE.rglob("*") if path.suffix in {".html", ".py"})


def signature(state: bool) -> bytes:
    """Return what `assemble` depends on, as one SHA-256: to compare it takes a tenth of the time of assembling."""
    digest = hashlib.sha256(f"{version('django-dsfr')} {version('tinycss2')} {state}".encode())
    for path in (*_naming_classes(), *sorted(OURS.glob("*.css"))):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.digest()


def assemble(state: bool) -> tuple[str, dict[str, str]]:
    """Return the style sheet and the images it had inside (file name -> SVG), all for `/static/barometre/`.

    Args:
        state: the operator is an authority of the State: the State's logo and fonts are in.
    """
    root, parts = dsfr(), []
    used = used_classes() if state else used_classes() - STATE_ONLY
    for name in ("core/core", *(f"component/{one}/{one}" for one in COMPONENTS), "utility/colors/colors"):
        path = root / f"{name}.main.min.css"
        if path.exists():
            parts.append(_rebased(css.keep(path.read_text("utf-8"), used, fonts=state), path.parent.relative_to(root)))
    sheets = [path for path in sorted(OURS.glob("*.css")) if not (state and path.stem == "neutral")]
    ours = re.sub(r"\s*([{};:,])\s+", r"\1", "".join(path.read_text("utf-8") for path in sheets))
    if not state:
        parts = [part.replace(STATE_FONTS, SYSTEM_FONTS) for part in parts]
    return css.images_apart(css.prune_variables("".join(parts) + ours))


def _rebased(text: str, folder: Path) -> str:
    """Make the addresses of a part relative to the place of the assembled sheet."""
    return URL.sub(lambda match: f"url(../dsfr/{posixpath.normpath(folder.as_posix() + '/' + match[1])})", text)


class MemoryFiles(InMemoryStorage):
    """Files made in memory; `collectstatic` asks for a path to show in its messages."""

    def path(self, name: str) -> str:
        """Return the name: there is no other path."""
        return name


class StylesheetFinder(BaseFinder):
    """Give `collectstatic` the assembled sheet and the few files of the DSFR it names, and nothing else of it."""

    def find(self, path: str, **_: object) -> list[str]:  # noqa: ARG002
        """Return no path: the sheet exists once collected."""
        return []

    def list(self, ignore_patterns: object) -> Iterator[tuple[str, Storage]]:  # noqa: ARG002
        """Yield the sheet, then icons and fonts."""
        sheet, images = assemble(settings().operator_is_state)
        made = MemoryFiles(location="/")
        for name, text in {"site.css": sheet, **images}.items():
            made.save(f"barometre/{name}", ContentFile(text.encode()))
            yield f"barometre/{name}", made
        source = FileSystemStorage(location=dsfr())
        source.prefix = "dsfr"
        for name in sorted({address for address in URL.findall(sheet) if address.startswith("../dsfr/")}):
            yield name.removeprefix("../dsfr/"), source
