"""A page of paper leads back to the living one."""

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
