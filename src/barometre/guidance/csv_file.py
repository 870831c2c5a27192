"""A CSV file that anyone may send, read within bounds: encoding, separator and rows, or why it cannot be read. Pure."""

import csv
import io
from collections.abc import Collection
from dataclasses import dataclass

from barometre.catalogue.typography import non_breaking

# Bytes, rows, columns and cells beyond which a file is not read: those of a town hall are far smaller.
MOST_BYTES, MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 2_000_000, 50_000, 100, 1_000_000
# Characters of a cell.
MOST_TEXT = 20_000

SEPARATORS = {";": "point-virgule", ",": "virgule", "\t": "tabulation"}
# First bytes -> what the file is, for those that are sent instead of a CSV.
_KNOWN = (
    (b"PK\x03\x04", "un classeur (Excel, LibreOffice) ou un dossier compressé"),
    (b"\xd0\xcf\x11\xe0", "un ancien classeur Excel ou un document Word"),
    (b"%PDF", "un document PDF"),
    (b"\x1f\x8b", "un fichier compressé"),
    (b"{", "un fichier JSON"),
    (b"<", "une page web ou un fichier XML"),
)
_SAVE = "Ouvrez votre tableau, puis « Enregistrer sous », format CSV (UTF-8)."


class UnreadableError(ValueError):
    """The file cannot be read as a table; says why and what to do, in French, to who sent it."""

    def __init__(self, text: str) -> None:
        super().__init__(non_breaking(text))


@dataclass(frozen=True)
class CsvFile:
    """What a file holds: its header, then its rows, each as long as the header or longer."""

    encoding: str
    separator: str
    header: list[str]
    rows: list[list[str]]


def read_csv(content: bytes, names: Collection[str]) -> CsvFile:
    """Read a file; its separator is the one that gives most of the names expected in the header.

    Raises:
        UnreadableError: it is no table of text, or it is too large.
    """
    if len(content) > MOST_BYTES:
        raise UnreadableError(
            f"Le fichier est trop gros : {MOST_BYTES // 1_000_000} Mo au plus. Envoyez une partie des lignes."
        )
    if not content.strip():
        raise UnreadableError("Le fichier est vide. Choisissez le fichier CSV qui contient vos données.")
    text, encoding = _decoded(content)
    first = text.partition("\n")[0]
    separator = max(SEPARATORS, key=lambda one: (len(set(_names(first, one)) & set(names)), first.count(one)))
    rows = _rows(text, separator)
    if not rows:
        raise UnreadableError("Le fichier est vide. Choisissez le fichier CSV qui contient vos données.")
    header = [name.strip() for name in rows[0]]
    width = len(header)
    return CsvFile(encoding, separator, header, [row + [""] * (width - len(row)) for row in rows[1:]])


def _decoded(content: bytes) -> tuple[str, str]:
    """Return the text and the name of its encoding."""
    for start, what in _KNOWN:
        if content.startswith(start):
            raise UnreadableError(f"Ce fichier n’est pas un CSV : c’est {what}. {_SAVE}")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableError(f"Le fichier est écrit en UTF-16, que peu d’outils lisent. {_SAVE}")
    if b"\0" in content:
        raise UnreadableError(f"Ce fichier n’est pas un texte. {_SAVE}")
    try:
        return content.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError:
        raise UnreadableError(
            f"Les lettres de ce fichier ne sont écrites ni en UTF-8 ni en Windows-1252. {_SAVE}"
        ) from None


def _names(line: str, separator: str) -> list[str]:
    return [name.strip().strip('"') for name in line.split(separator)]


def _rows(text: str, separator: str) -> list[list[str]]:
    """Return the rows, those left empty at the end taken off.

    Raises:
        UnreadableError: a quote is never closed, a cell has no end, or there are too many rows, columns or cells.
    """
    rows: list[list[str]] = []
    cells = 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            cells += len(row)
            if any(len(cell) > MOST_TEXT for cell in row):
                raise csv.Error
            if len(row) > MOST_COLUMNS:
                raise UnreadableError(
                    f"La ligne {len(rows) + 1} a plus de {MOST_COLUMNS} colonnes. Vérifiez le séparateur."
                )
            if len(rows) > MOST_ROWS or cells > MOST_CELLS:
                raise UnreadableError(
                    f"Le fichier a trop de lignes : {MOST_ROWS // 1000} 000 au plus. Envoyez-le en plusieurs fois."
                )
            rows.append(row)
    except csv.Error:
        raise UnreadableError(
            f"La ligne {len(rows) + 1} ne se lit pas : un guillemet n’est sans doute pas refermé, ou une case est "
            "trop longue. Corrigez cette ligne, puis recommencez."
        ) from None
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    return rows
