"""What is wrong in a cell, where, and what to do: an error of Frictionless, told in French. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from barometre.catalogue.typography import non_breaking

# Characters of a cell that are shown.
_SHOWN = 40
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
_FRENCH_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_NUMBER = re.compile(r"-?[\d\s\u00a0\u202f]+(?:[,.]\d+)?\s*€?")
_SIRET = r"^\d{14}$"


@dataclass(frozen=True)
class Fault:
    """One thing wrong: the row as a spreadsheet numbers it, the column, what is there, what is wrong, what to do."""

    line: int
    column: str
    found: str
    what: str
    do: str


def fault(error: Mapping[str, Any], fields: Mapping[str, Mapping[str, Any]]) -> Fault:
    """Tell one error of Frictionless.

    Args:
        error: as data: type, note, rowNumber, fieldName, cell.
        fields: name of a column -> its description in the form.
    """
    name, cell = error.get("fieldName") or "", str(error.get("cell") or "")
    field = fields.get(name, {})
    if error["type"] == "blank-row":
        what, do = "la ligne est vide", "Supprimez-la."
    elif error["type"] == "type-error":
        what, do = _wrong_type(field, cell)
    elif error["type"] == "constraint-error":
        what, do = _broken(field, cell, error["note"])
    else:
        what, do = "cette case ne suit pas le format", "Comparez-la à la description officielle du format."
    return Fault(int(error.get("rowNumber") or 1), name, shown(cell), non_breaking(what), non_breaking(do))


def shown(cell: str) -> str:
    """Return the beginning of a cell, without what is not seen."""
    text = _CONTROL.sub(" ", cell[: _SHOWN + 1])
    return f"{text[:_SHOWN]}…" if len(cell) > _SHOWN else text


def _wrong_type(field: Mapping[str, Any], cell: str) -> tuple[str, str]:
    match field.get("type"), field.get("format"):
        case "date", _:
            day = _iso(cell)
            return (
                "ce n’est pas une date écrite année-mois-jour",
                f"Écrivez {day}." if day else "Écrivez par exemple 2026-06-27.",
            )
        case (("number" | "integer"), _):
            whole = field["type"] == "integer"
            what = "ce n’est pas un nombre entier" if whole else "ce n’est pas un nombre écrit avec un point"
            return what, _number_advice(cell, whole)
        case "boolean", _:
            return "seuls « oui » et « non » sont permis", "Écrivez oui ou non, en minuscules."
        case _, "uri":
            return "ce n’est pas une adresse web complète", "Écrivez-la en entier, en commençant par https://."
        case _, "email":
            return "ce n’est pas une adresse de courriel", "Écrivez-la comme mairie@exemple.fr."
    return "cette valeur n’est pas du type attendu", "Comparez-la à la description officielle du format."


def _iso(cell: str) -> str:
    """Return a day written 27/06/2017 as 2017-06-27; empty when it is no such day."""
    found = _FRENCH_DAY.fullmatch(cell.strip())
    if not found:
        return ""
    day, month, year = (int(part) for part in found.groups())
    return f"{year:04d}-{month:02d}-{day:02d}" if 1 <= day <= 31 and 1 <= month <= 12 else ""


def _number_advice(cell: str, whole: bool) -> str:
    """Return how to write a number; the one that is there when it can be read."""
    if not whole and _NUMBER.fullmatch(cell) and re.search(r"\d", cell):
        digits = re.sub(r"[^\d,.-]", "", cell).replace(",", ".")
        return f"Écrivez {digits}."
    return (
        "Écrivez des chiffres seuls, comme 12."
        if whole
        else "Écrivez des chiffres et un point, comme 47800.20, sans espace ni signe."
    )


def _broken(field: Mapping[str, Any], cell: str, note: str) -> tuple[str, str]:
    """Tell which constraint a cell breaks; Frictionless names it in its note."""
    constraints = field.get("constraints", {})
    named = re.search(r'constraint "(\w+)"', note)
    match named[1] if named else "":
        case "required":
            return "la case est vide alors qu’elle est obligatoire", "Remplissez-la."
        case "enum":
            return (
                "cette valeur n’est pas dans la liste permise",
                f"Choisissez parmi : {' ; '.join(constraints['enum'][:12])}.",
            )
        case "maxLength":
            return f"le texte dépasse {constraints['maxLength']} caractères", "Raccourcissez-le."
        case "minLength":
            return f"le texte a moins de {constraints['minLength']} caractères", "Complétez-le."
        case "minimum" | "maximum":
            low, high = constraints.get("minimum"), constraints.get("maximum")
            bounds = f"entre {low} et {high}" if high is not None else f"au moins {low}"
            return "le nombre est hors des limites", f"Écrivez un nombre {bounds}."
        case "pattern":
            return _wrong_pattern(constraints["pattern"], field, cell)
    return "cette valeur ne respecte pas une règle du format", "Comparez-la à la description officielle du format."


def _wrong_pattern(pattern: str, field: Mapping[str, Any], cell: str) -> tuple[str, str]:
    if pattern != _SIRET:
        return (
            f"« {field.get('title', field['name'])} » n’est pas écrit comme le format le demande",
            "Regardez l’exemple de la description officielle.",
        )
    if re.fullmatch(r"\d+([.,]\d+)?E\+?\d+", cell, re.IGNORECASE):
        return (
            "le tableur a abrégé le numéro SIRET",
            "Mettez la colonne au format Texte, puis saisissez à nouveau les 14 chiffres.",
        )
    digits = re.sub(r"\D", "", cell)
    if len(digits) == 14:
        return "un numéro SIRET s’écrit d’un seul tenant", f"Écrivez {digits}."
    if len(digits) == 9:
        return (
            "c’est un numéro SIREN, plus court",
            "Écrivez les 14 chiffres du SIRET : le SIREN, puis les 5 chiffres de l’établissement.",
        )
    return (
        "un numéro SIRET a 14 chiffres",
        "Vérifiez le numéro. Un tableur peut avoir effacé un zéro au début : mettez la colonne au format Texte.",
    )
