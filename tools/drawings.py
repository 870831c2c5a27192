"""Mermaid drawings of the documents as pictures, kept beside each page in a folder `drawings`.

`make docs` draws again those whose text has changed.
"""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

MERMAID = re.compile(r"^```mermaid\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TITLE = re.compile(r"^ *accTitle: *(.+)$", re.MULTILINE)
FOLDER = "drawings"


class Drawing(NamedTuple):
    """A drawing of a page: its text, its title (None: it has none), its picture, named from docs/."""

    text: str
    title: str | None
    path: PurePosixPath

    @property
    def mark(self) -> str:
        """What its picture ends with, by which it is known to be that of this text."""
        return f"<!-- Drawn by `make docs` from {hashlib.sha256(self.text.encode()).hexdigest()} -->\n"


def drawings(text: str, page: str) -> Iterator[Drawing]:
    """Yield the drawings of a page, named from docs/, in order."""
    folder, stem = PurePosixPath(page).parent / FOLDER, PurePosixPath(page).stem
    for number, drawing in enumerate(MERMAID.findall(text), 1):
        title = TITLE.search(drawing)
        yield Drawing(drawing, title and title[1], folder / f"{stem}-{number}.svg")


def picture(drawing: Drawing, docs: Path) -> str:
    """Return a drawing as SVG: what is kept of it, unless its text has changed since.

    Of its own size when it is opened alone; a page shows it as wide as its text.
    """
    path = docs / drawing.path
    if path.is_file() and (kept := path.read_text(encoding="utf-8")).endswith(drawing.mark):
        return kept
    import mermaidx  # noqa: PLC0415  (the code of Mermaid takes four seconds a drawing)

    svg = mermaidx.render(drawing.text).svg()
    width, height = re.findall(r'viewBox="\S+ \S+ (\S+) (\S+)"', svg)[0]
    return svg.replace('width="100%"', f'width="{width}" height="{height}"', 1) + "\n" + drawing.mark
