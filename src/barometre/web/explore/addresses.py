"""A list of SIREN as a short text for an address: nothing is stored, so that nothing expires and nobody is known."""

import base64
import binascii
from collections.abc import Iterable

from barometre.web.explore.lists import MOST
from barometre.web.shared.requests import ParameterError

_BROKEN = "Cette adresse de liste est incomplète ou abîmée : recopiez-la entière, ou donnez de nouveau la liste."


def packed(sirens: Iterable[str]) -> str:
    """Return SIREN as text: the steps from one to the next, seven bits a byte (LEB128), then URL-safe Base64."""
    out, last = bytearray(), 0
    for number in sorted({int(siren) for siren in sirens}):
        step, last = number - last, number
        while step > 0x7F:
            out.append(step & 0x7F | 0x80)
            step >>= 7
        out.append(step)
    return base64.urlsafe_b64encode(bytes(out)).rstrip(b"=").decode()


def unpacked(text: str) -> list[str]:
    """Return the SIREN of such a text, ascending.

    Raises:
        ParameterError: it is not such a text, or has too many of them.
    """
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (ValueError, binascii.Error):
        raise ParameterError(_BROKEN) from None
    found, number, step, shift = [], 0, 0, 0
    for byte in data:
        step |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            number += step
            found.append(number)
            step = shift = 0
    whole = not shift and found and found == sorted(set(found)) and found[0] > 0 and found[-1] < 10**9
    if not whole or len(found) > MOST:
        raise ParameterError(_BROKEN)
    return [f"{one:09}" for one in found]
