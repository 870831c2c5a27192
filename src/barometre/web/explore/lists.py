"""A list of collectivités as people give it: pasted, or a file of a spreadsheet, read row by row. Pure.

Nothing is guessed: a row names one collectivité, or is reported with the reason why it does not.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import polars as pl

from barometre import sheets
from barometre.errors import BarometreError
from barometre.territory import history
from barometre.territory.names import normalise
from barometre.web.shared.french import NO_BREAK, counted

# Rows of a list at most: about the largest département.
MOST = 1000
# Candidates that a row with an ambiguous name lists.
OFFERED = 4
# First day of the history of communes: a code of then may be that of another commune today.
SINCE = date(2021, 1, 1)
# First word of a heading -> how good its column is to tell who a row is about.
HEADINGS = {"siren": 0, "siret": 1, "insee": 2, "code": 3, "codgeo": 3, "nom": 4, "commune": 4, "collectivite": 4}
_SEPARATORS = ";\t,"
_UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))
_NUMBER = re.compile(r"[0-9]{4,14}|2[AB][0-9]{3}")
_SCIENTIFIC = re.compile(r"[0-9](?:[.,][0-9]+)?E\+?[0-9]{1,2}")
# A comma that a spreadsheet wrote inside a number.
_DECIMALS = re.compile(r"(?<=[0-9]),(?=0+(?![0-9])|[0-9]+E)")
_WITH_PLACE = re.compile(r"(.+?)[ ,]*[( ](2[AB]|[0-9]{2,3})\)?", re.IGNORECASE)


class ListError(ValueError):
    """The whole list cannot be read; its text is one French sentence that says what to do."""


class Named(NamedTuple):
    """A collectivité that a row may name."""

    siren: str
    name: str
    code: str
    departement: str | None


@dataclass(frozen=True)
class Directory:
    """The collectivités of an edition: by SIREN, and by the search key of their name."""

    by_siren: dict[str, Named]
    by_name: dict[str, list[Named]]


@dataclass(frozen=True)
class Line:
    """One row: its number, what it says, whom it names; `problem` when nobody, `note` when it is worth checking."""

    number: int
    text: str
    named: Named | None = None
    problem: str = ""
    note: str = ""


def directory(rows: pl.DataFrame) -> Directory:
    """Return the directory of the grid."""
    known = [Named(*row) for row in rows.select("siren", "name", "code", "departement").iter_rows()]
    by_name: dict[str, list[Named]] = {}
    for one in known:
        by_name.setdefault(normalise(one.name), []).append(one)
    return Directory({one.siren: one for one in known}, by_name)


def decoded(data: bytes) -> str:
    """Return the text of a file, as spreadsheets write it: UTF-8, UTF-16, else Windows-1252.

    Raises:
        ListError: it is no text.
    """
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")):
        raise ListError(
            "Ce fichier est un classeur ou un PDF, pas une liste en texte : copiez la colonne des SIREN dans le champ, "
            "ou enregistrez la feuille en CSV."
        )
    if found := sheets.decoded(data):
        return found[0]
    raise ListError("Ce fichier n’est pas un texte lisible : enregistrez-le en CSV, encodage UTF-8.")


def read(text: str, known: Directory) -> list[Line]:
    """Read a list, row by row; a row given twice is noted at the second.

    Raises:
        ListError: it is empty, or too long.
    """
    records = _records(text)
    column = 0
    if records and (best := _heading(records[0][1])) is not None:
        column, records = best, records[1:]
    elif records:
        column = _of_codes(records)
    if not records:
        raise ListError("La liste est vide : collez un SIREN, un code INSEE ou un nom par ligne.")
    if len(records) > MOST:
        raise ListError(
            f"La liste a {counted(len(records), 'ligne', 'lignes')}, et un tableau en montre {counted(MOST, '', '')}"
            "au plus : rien n’en a été gardé. Coupez-la, ou passez par l’exploration."
        )
    first: dict[str, int] = {}
    lines = []
    for number, cells in records:
        line = _line(number, cells[column] if column < len(cells) else "", known)
        if line.named and (before := first.setdefault(line.named.siren, number)) != number:
            line = Line(number, line.text, line.named, note=f"déjà donnée à la ligne {before}, comptée une fois")
        lines.append(line)
    return lines


def _records(text: str) -> list[tuple[int, list[str]]]:
    """Return the number and the cells of each row that is not empty; a list on one line is one row a cell."""
    lines = text.splitlines()
    if lines and re.fullmatch(r"sep=.", lines[0]):
        lines[0] = ""
    sample = _DECIMALS.sub("", "\n".join(lines[:50]))
    separator = max(_SEPARATORS, key=sample.count)
    reader = csv.reader(io.StringIO("\n".join(lines)), delimiter=separator)
    records, started = [], 1
    try:
        for record in reader:
            cells = [cell.translate(_UNSEEN).strip() for cell in record]
            if any(cells):
                records.append((started, cells))
            started = reader.line_num + 1
    except csv.Error as error:
        raise ListError(
            f"La ligne {started} ne se lit pas : un guillemet y reste ouvert, ou elle est trop longue."
        ) from error
    if len(records) == 1 and len(records[0][1]) > 1:
        return [(place, [cell]) for place, cell in enumerate(records[0][1], 1) if cell]
    return records


def _heading(cells: Sequence[str]) -> int | None:
    """Return the column that tells who a row is about, when these cells are headings."""
    ranked = []
    for place, cell in enumerate(cells):
        words = normalise(cell.replace("_", " ")).split()
        ranks = [HEADINGS[word] for word in words if word in HEADINGS]
        if ranks and not any(character.isdigit() for character in cell):
            ranked.append((min(ranks), place))
    return min(ranked)[1] if ranked else None


def _of_codes(records: Sequence[tuple[int, Sequence[str]]]) -> int:
    """Return the column with the most codes, the first when none has any."""
    width = max(len(cells) for _, cells in records)
    counts = [
        sum(place < len(cells) and bool(_NUMBER.fullmatch(_compact(cells[place]))) for _, cells in records)
        for place in range(width)
    ]
    return counts.index(max(counts))


def _compact(text: str) -> str:
    """Return a code as it is compared: no space, no quote, none of the decimals that a spreadsheet adds."""
    return re.sub(r"[.,]0+$", "", re.sub(r"[\s'’]", "", text)).upper()


def _line(number: int, text: str, known: Directory) -> Line:
    shown, code = text[:80], _compact(text)
    if not text:
        return Line(number, shown, problem="pas de valeur dans la colonne lue")
    if "\n" in text:
        return Line(number, shown, problem="un guillemet y reste ouvert")
    if text.startswith(("=", "+", "@", "-")):
        return Line(number, shown, problem="c’est une formule de tableur, pas un code : collez sa valeur")
    if _SCIENTIFIC.fullmatch(code):
        return Line(number, shown, problem="numéro abîmé par un tableur : mettez la colonne au format texte")
    if not _NUMBER.fullmatch(code):
        return _by_name(number, shown, known)
    if len(code) in (9, 14):
        return _by_siren(number, shown, code[:9], known)
    return _by_code(number, shown, code, known)


def _by_siren(number: int, shown: str, siren: str, known: Directory) -> Line:
    if siren in known.by_siren:
        return Line(number, shown, known.by_siren[siren])
    heir = history.heir(siren)
    if heir is None:
        try:
            heir = history.resolve(siren).siren
        except BarometreError:
            heir = None
    if heir in known.by_siren:
        found = known.by_siren[heir]
        return Line(number, shown, found, note=f"ancien SIREN, remplacé par celui de {found.name}")
    if not _key_is_right(siren):
        return Line(number, shown, problem="la clé de ce SIREN est fausse : un chiffre est mal recopié")
    return Line(number, shown, problem="ce SIREN n’est celui d’aucune collectivité mesurée")


def _by_code(number: int, shown: str, code: str, known: Directory) -> Line:
    padded = code.zfill(5)
    if len(padded) != 5:
        return Line(number, shown, problem="ni un SIREN de 9 chiffres, ni un code INSEE de 5 caractères")
    try:
        now, then = history.resolve(padded), history.resolve(padded, SINCE)
    except BarometreError:
        return Line(number, shown, problem="ce code INSEE n’est celui d’aucune commune mesurée")
    if now.siren != then.siren:
        why = f"ce code a été celui de deux communes, {then.asked} puis {now.asked} : donnez le SIREN"
        return Line(number, shown, problem=why)
    if now.siren not in known.by_siren:
        return Line(number, shown, problem="cette commune n’est pas dans cette édition")
    found = known.by_siren[now.siren]
    note = f"ancien code, aujourd’hui {found.name}" if found.code != padded else ""
    return Line(number, shown, found, note=note or ("lu avec le zéro qui manquait" if padded != code else ""))


def _by_name(number: int, shown: str, known: Directory) -> Line:
    found = known.by_name.get(normalise(shown), [])
    if not found and (placed := _WITH_PLACE.fullmatch(shown)):
        name, place = normalise(placed[1]), placed[2].upper()
        found = [one for one in known.by_name.get(name, []) if one.departement == place]
    if len(found) == 1:
        return Line(number, shown, found[0])
    if not found:
        return Line(number, shown, problem="aucune collectivité n’a ce nom, ni ce code")
    offered = ", ".join(f"{one.name} ({one.code})" for one in found[:OFFERED])
    others = "" if len(found) <= OFFERED else f" et {len(found) - OFFERED} autres"
    return Line(
        number, shown, problem=f"plusieurs collectivités ont ce nom, donnez le code{NO_BREAK}: {offered}{others}"
    )


def _key_is_right(siren: str) -> bool:
    """Return whether the key of a SIREN is right (Luhn’s algorithm, ISO/IEC 7812-1 annex B)."""
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(siren)]
    return sum(one // 10 + one % 10 for one in doubled) % 10 == 0


def sirens(lines: Iterable[Line]) -> list[str]:
    """Return the SIREN of the collectivités named, each once, in order."""
    return list(dict.fromkeys(line.named.siren for line in lines if line.named))
