"""Documents set as tagged PDF (PDF/UA-1) by Typst, from a template and data: the same data give the same bytes."""

import json
import os
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import typst

from barometre.errors import BarometreError
from barometre.tables import replace_file

# Signs outside of what the fonts have surely: with one of them (an emoji), Typst makes no document at all.
_UNSETTABLE = re.compile(
    r"[^ -~\u00a0-\u0377\u037a-\u037f\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u045f\u1e00-\u1eff\u2000-\u2040"
    r"\u20a0-\u20bf\u2190-\u22ff\ufb00-\ufb06]"
)
_INSTEAD = "\ufffd"
_PAGES = re.compile(rb"<xmpTPg:NPages>(\d+)<")
# Templates are anywhere in the package, and import what they share from its root.
_ROOT = Path(__file__).parent


def pdf(template: Path, data: Mapping[str, Any], day: date) -> bytes:
    """Set a document. Several threads may do so at once.

    Args:
        template: a Typst file of this package, which takes what all documents share from `typesetting.typ` and
            computes nothing: what it says is there under the name `data`.
        data: what JSON holds; a sign that the fonts have not is set as one that says so.
        day: day of the document: the clock of Typst, so that the same data give the same bytes.

    Raises:
        BarometreError: a text cannot be set, or the template is not one.
    """
    try:
        made: bytes = typst.compile(
            template,
            format="pdf",
            root=_ROOT,
            pdf_standards=["ua-1"],
            font_paths=_fonts(),
            sys_inputs={"data": json.dumps(_settable(data), ensure_ascii=False)},
            timestamp=int(datetime.combine(day, time(), UTC).timestamp()),
        )
    # What Typst refuses (`TypstError`), and a template that is not where templates are.
    except RuntimeError as error:
        raise BarometreError(
            f"The document of {template.name} cannot be set ({error}); look for odd characters in what it says"
        ) from None
    return made


def pages_of(made: bytes) -> int:
    """Return the number of pages of a PDF that `pdf` made, which its metadata tell (XMP, `xmpTPg:NPages`)."""
    told = _PAGES.search(made)
    assert told is not None
    return int(told[1])


@cache
def _fonts() -> typst.Fonts:
    """Return the fonts that Typst embeds, read once: to read them again takes as long as to set a page."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)


def _settable(value: Any) -> Any:  # noqa: ANN401  (what JSON holds)
    """Return the same with signs that can be set; lines stay lines."""
    if isinstance(value, str):
        return "\n".join(_UNSETTABLE.sub(_INSTEAD, line) for line in value.splitlines())
    if isinstance(value, Mapping):
        return {name: _settable(item) for name, item in value.items()}
    return [_settable(item) for item in value] if isinstance(value, list | tuple) else value


def write_pdf(made: bytes, out: Path) -> None:
    """Write a PDF to a file, whole or not at all; a device or a pipe is written into, a link is followed.

    Raises:
        BarometreError: the target is a folder, or cannot be written.
    """
    try:
        if out.exists() and not out.is_file():
            out.write_bytes(made)
            return
        replace_file(made, Path(os.path.realpath(out)))
    except OSError as error:
        raise BarometreError(f"Cannot write the PDF {out}: {error.strerror}; give a file you may write to") from None
