"""Documents set as tagged PDF (PDF/UA-1) by Typst, from a template and data: the same data give the same bytes."""

import importlib.util
import json
import os
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from barometre.errors import BarometreError
from barometre.tables import replace_file


def makes_pdf() -> bool:
    """Return whether this instance makes PDF: the extra `[pdf]` is installed."""
    return importlib.util.find_spec("typst") is not None


def pdf(template: Path, data: Mapping[str, Any], day: date) -> bytes:
    """Set a document.

    Args:
        template: a Typst file, which reads `sys.inputs.data` as JSON and computes nothing.
        data: what JSON holds.
        day: day of the document: the clock of Typst, so that the same data give the same bytes.

    Raises:
        BarometreError: the extra is missing, or a text cannot be set.
    """
    try:
        import typst  # noqa: PLC0415  (the extra `[pdf]`)
    except ModuleNotFoundError:
        raise BarometreError("A PDF needs a package that is not installed: pip install 'barometre[pdf]'") from None
    try:
        made: bytes = typst.compile(
            template,
            format="pdf",
            pdf_standards=["ua-1"],
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            timestamp=int(datetime.combine(day, time(), UTC).timestamp()),
        )
    except typst.TypstError as error:
        raise BarometreError(
            f"The document of {template.name} cannot be set ({error}); look for odd characters in what it says"
        ) from None
    return made


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
