"""A page of paper leads back to the living one."""

import io

import segno
from django.utils.safestring import SafeString, mark_safe

# Side of a module, in user units: with the longest address of the site, a code of three centimetres when printed.
_SCALE = 3


def qr_code(address: str, title: str) -> SafeString:
    """Return an address as a QR code (ISO/IEC 18004, correction M), an SVG with its title."""
    code = segno.make(address, error="m", micro=False)
    return mark_safe(
        code.svg_inline(scale=_SCALE, border=2, title=title, light="#fff", svgclass="bar-qr", lineclass=None)
    )


def qr_drawing(address: str) -> str:
    """Return the same code as a picture of its own, for a PDF: what it leads to is said beside."""
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", border=2, light="#fff", xmldecl=False)
    return drawn.getvalue().decode()
