"""Lines of text as wide as was decided, whatever font draws them: measured here, then held by `textLength`."""

import re
import unicodedata

from barometre.web.maps.svg import Attribute, text
from barometre.web.shared.french import GROUP, NO_BREAK

# Advance widths of Helvetica, which Arial and Liberation Sans share, in thousandths of the size: from space to « ~ ».
_WIDTHS = [
    *(278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278),
    *(556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556),
    *(1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778),
    *(667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556),
    *(333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556),
    *(556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584),
]
# Other letters: those of wide scripts and pictograms fill the square, what joins the letter before has no width.
_WIDE, _OTHER = 1000, 700
# How much wider bold letters are.
_BOLD = 1.07
_CUT = "…"
# Where a line may end: at a space, which goes, or after a hyphen. Never at a no-break space.
_PIECES = re.compile(r"[^ -]*-+|[^ -]+|[ ]+")


def plain(words: str) -> str:
    """Return words without what cannot be drawn or would turn a line round: control and format characters.

    The narrow space between thousands becomes one that every font has; other spaces, line ends included, a space.
    """
    kept = (
        " " if letter != NO_BREAK and letter.isspace() else letter
        for letter in words.replace(GROUP, NO_BREAK)
        if letter.isspace() or unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Cn", "Co")
    )
    return re.sub(" +", " ", "".join(kept)).strip(" ")


def width(words: str, size: float, bold: bool = False) -> float:
    """Return how wide a line is, in the units of its size."""
    return sum(map(_advance, words)) * size / 1000 * (_BOLD if bold else 1)


def wrapped(words: str, size: float, room: float, most: int, bold: bool = False) -> list[str]:
    """Return words in at most so many lines, none wider than the room; what is too much ends in « … »."""
    lines = [""]
    for piece in _pieces(plain(words), size, room, bold):
        if width(f"{lines[-1]}{piece}".rstrip(" "), size, bold) <= room:
            lines[-1] += piece
        else:
            lines.append(piece.lstrip(" "))
    lines = [line.rstrip(" ") for line in lines]
    lines = [line for line in lines if line]
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and width(last + _CUT, size, bold) > room:
        last = last[:-1]
    return [*lines[: most - 1], last.rstrip(" ") + _CUT]


def line(words: str, x: float, y: float, size: float, bold: bool = False, **attributes: Attribute) -> str:
    """Return one line of text, exactly as wide as `width` says."""
    held: dict[str, Attribute] = {
        "font_size": size,
        "font_weight": 700 if bold else None,
        "textLength": round(width(words, size, bold), 1),
        "lengthAdjust": "spacingAndGlyphs",
    }
    return text(words, x, y, **held, **attributes)


def _pieces(words: str, size: float, room: float, bold: bool) -> list[str]:
    """Return what a line may not cut, in order; a piece that is wider than the room is cut all the same."""
    pieces: list[str] = []
    for piece in _PIECES.findall(words):
        part = ""
        for letter in piece:
            if part and width(part + letter, size, bold) > room:
                pieces.append(part)
                part = ""
            part += letter
        pieces.append(part)
    return pieces


def _advance(letter: str) -> int:
    base = unicodedata.normalize("NFD", letter)[0].replace(NO_BREAK, " ").replace("’", "'")
    if " " <= base <= "~":
        return _WIDTHS[ord(base) - 32]
    if unicodedata.category(base) in ("Mn", "Me"):
        return 0
    return _WIDE if unicodedata.east_asian_width(base) in "FW" or base > "\uffff" or base in "—…" else _OTHER
