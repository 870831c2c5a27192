"""Build the documentation as a site: gather its pages and their drawings, run MkDocs. `make site` calls it.

    .venv/bin/python tools/build_site.py [FOLDER]

Pages are those that `nav` of mkdocs.yml names, in docs/ or elsewhere in the repository, with all of docs/. They are
written for whoever reads them in the repository; this makes of them, in a temporary folder, what MkDocs reads. A link
out of these pages takes its file along. Nothing is asked from the network, when the site is built nor when it is read.
"""

import json
import logging
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path, PurePosixPath
from typing import Any

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

from drawings import FOLDER, MERMAID, drawings, picture

ROOT = Path(__file__).parents[1]
DOCS = "docs"
# Pages in French, or folders of them, as mkdocs.yml names them; the others are in English.
FRENCH = (
    "index.md", "mairie/", "programme/", "notebooks/", "data-dictionary.md", "methodology.md", "questionnaires.md",
)  # fmt: skip
# Files that no page names: where a link leads that is not a page.
FILES = "files"
# Code is passed over: what looks like a link there is none.
LINK = re.compile(r"^```.*?^```$|`[^`\n]+`|\]\(([^)\s]+)\)", re.MULTILINE | re.DOTALL)
# Language -> how it says that a drawing opens alone; a table and to search.
OPEN = {"en": "Open this drawing whole", "fr": "Ouvrir ce dessin en entier"}
WORDS = {"en": ("Table", "Search"), "fr": ("Tableau", "Recherche")}
NAV_LINK = re.compile(r'<a href="([^"#]*)" class="(md-nav__link|md-tabs__link)')


def language(page: str) -> str:
    """Return the language of a page, named as mkdocs.yml does."""
    return "fr" if page.startswith(FRENCH) else "en"


def named(nav: Any) -> Iterator[str]:  # noqa: ANN401  (YAML)
    """Yield every page of a navigation, in order."""
    if isinstance(nav, str):
        yield nav
    else:
        for item in nav.values() if isinstance(nav, dict) else nav:
            yield from named(item)


def source(page: str) -> Path:
    """Return the file of a page: in docs/, else where its name says from the root of the repository."""
    inside = ROOT / DOCS / page
    notebook = inside.with_suffix(".ipynb")
    return inside if inside.is_file() else notebook if notebook.is_file() else ROOT / page


def read(path: Path) -> str:
    """Return the text of a page; of a notebook, its cells as they are kept in the repository: without results."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".ipynb":
        return text
    cells = [(cell["cell_type"], "".join(cell["source"])) for cell in json.loads(text)["cells"]]
    return "\n\n".join(f"```python\n{said}\n```" if kind == "code" else said for kind, said in cells) + "\n"


def gather(pages: list[str], into: Path) -> None:
    """Write pages, and the files that they name, as MkDocs reads them."""
    sources = {source(page): page for page in pages}
    for path, page in sources.items():
        text = read(path)
        text = LINK.sub(lambda link: _relinked(link, path, page, sources, into), text)  # noqa: B023  (called at once)
        text = "\n".join(_drawn(text, page, into))
        target = into / page
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(f"---\nlang: {language(page)}\n---\n{text}", encoding="utf-8")


def _relinked(link: re.Match[str], path: Path, page: str, pages: dict[Path, str], into: Path) -> str:
    """Return a link as it is among the gathered pages; its file comes along when it is no page."""
    address, sharp, anchor = (link[1] or "").partition("#")
    if not address or re.match(r"[a-z]+:", address):
        return link[0]
    file = Path(os.path.normpath(path.parent / address))
    target = pages.get(file / "README.md" if file.is_dir() else file)
    if target is None:
        if not file.is_file():
            return link[0]  # MkDocs says so, and of which page
        inside = file.relative_to(ROOT / DOCS) if file.is_relative_to(ROOT / DOCS) else FILES / file.relative_to(ROOT)
        target = inside.as_posix()
        (into / inside).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, into / inside)
    return f"]({os.path.relpath(target, PurePosixPath(page).parent)}{sharp}{anchor})"


def _drawn(text: str, page: str, into: Path) -> Iterator[str]:
    """Yield a text whose Mermaid drawings are pictures that open whole, each with its title as alternative."""
    first, *others = MERMAID.split(text)[::2]
    yield first
    for drawing, after in zip(drawings(text, page), others, strict=True):
        if not drawing.title:
            raise Abort(f"A drawing of {page} has no title: begin it with a line « accTitle: … »")
        (into / drawing.path).parent.mkdir(parents=True, exist_ok=True)
        (into / drawing.path).write_text(picture(drawing, ROOT / DOCS), encoding="utf-8")
        link = f"{FOLDER}/{drawing.path.name}"
        yield f"[![{drawing.title}]({link})]({link})\n\n[{OPEN[language(page)]}]({link})"
        yield after


def finish(site: Path, pages: list[str]) -> None:
    """Mend in built pages what the theme leaves out."""
    spoken = {(site / page).with_suffix(".html"): language(page) for page in pages}
    spoken |= {path.with_name("index.html"): spoken[path] for path in list(spoken) if path.stem == "README"}
    for path in site.rglob("*.html"):
        path.write_text(mended(path.read_text(encoding="utf-8"), path, spoken), encoding="utf-8")


def mended(text: str, path: Path, spoken: dict[Path, str]) -> str:
    """Return a page whose menus say the language of what they lead to, whose search has a name and whose tables scroll.

    Args:
        text: the page, as MkDocs writes it.
        path: its file.
        spoken: language of each page, by its file.
    """
    here = spoken.get(path, "en")
    table, search = WORDS[here]
    numbers = count(1)

    def told(link: re.Match[str]) -> str:
        there = spoken.get(Path(os.path.normpath(path.parent / link[1])), here)
        return link[0] if there == here else link[0].replace("<a ", f'<a lang="{there}" ', 1)

    def boxed(_: re.Match[str]) -> str:
        # A class, even empty, keeps the theme's script from a box of its own, which the keyboard would not reach.
        return f'<div class="table" tabindex="0" role="region" aria-label="{table} {next(numbers)}"><table class="">'

    text = re.sub("<table>", boxed, NAV_LINK.sub(told, text)).replace("</table>", "</table></div>")
    text = re.sub("<th(?=[ >])", '<th scope="col"', text)
    return text.replace(' role="dialog"', f' role="dialog" aria-label="{search}"')


def build_site(into: Path) -> None:
    """Build the site in a folder, which it replaces.

    Raises:
        Abort: a link or an anchor leads nowhere, or a page is in no menu.
    """
    with tempfile.TemporaryDirectory() as folder:
        config = load_config(str(ROOT / "mkdocs.yml"), docs_dir=folder, site_dir=str(into))
        docs = sorted(path.relative_to(ROOT / DOCS).as_posix() for path in (ROOT / DOCS).rglob("*.md"))
        pages = list(dict.fromkeys([*named(config.nav), *docs]))
        gather(pages, Path(folder))
        build(config)
    finish(into, pages)


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    build_site(Path(sys.argv[1] if sys.argv[1:] else ROOT / "site"))
