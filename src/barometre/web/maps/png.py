"""Pictures as PNG, drawn by resvg with a font of the package: the same on every server, whatever fonts it has."""

from pathlib import Path
from threading import Lock

import font_lato
import resvg_py

_FONTS = Path(font_lato.__file__).parent / "files"
# One at a time in a process: a PNG takes a processor for a while, and pages must go on.
_ONE = Lock()


def png(svg: str, width: int) -> bytes:
    """Return an SVG that stands alone as a PNG so many pixels wide."""
    with _ONE:
        return resvg_py.svg_to_bytes(
            svg_string=svg,
            width=width,
            skip_system_fonts=True,
            font_files=[str(_FONTS / f"Lato-{weight}.ttf") for weight in ("Regular", "Bold")],
            sans_serif_family="Lato",
        )
