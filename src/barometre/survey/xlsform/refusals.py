"""What pyxform refuses, told in French to who drafts: which sheet, which row, what to do."""

import re

# Where pyxform says that a fault is; its rows are those of the spreadsheet.
_ROW = re.compile(r"\[row : (\d+)\]")
_SHEET = re.compile(r"'(survey|choices|settings|entities|osm)' sheet", re.IGNORECASE)
# What begins or marks a message of pyxform -> what is wrong and what to do, in French.
_SENTENCES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), sentence)
    for pattern, sentence in (
        (
            r"choice names must be unique|duplicate choice|'name' column.*duplicate",
            "deux choix d’une même liste ont le même nom\u00a0; donnez à chacun le sien",
        ),
        (
            r"list name not in choices|list_name.*not (been )?found",
            "la liste de choix n’existe pas dans «\u00a0choices\u00a0»",
        ),
        (
            r"duplicate(d)? (question|name)|not unique|unique within|already (been )?used",
            "deux lignes ont le même nom\u00a0; changez-en un",
        ),
        (r"unknown question type|not a valid.*type|unrecognised type", "le type de question est inconnu"),
        (
            r"has no (name|label)|missing (name|label)|with no (name|label|type)|name is missing",
            "il manque un nom ou un libellé",
        ),
        (
            r"unmatched .end|no matching 'begin'|unmatched 'end",
            "un «\u00a0end_group\u00a0» n’a pas de «\u00a0begin_group\u00a0»",
        ),
        (
            r"unmatched .begin|no matching 'end'",
            "un «\u00a0begin_group\u00a0» n’est pas fermé par «\u00a0end_group\u00a0»",
        ),
        (
            r"no (survey element|question)s? named|reference.*not (exist|found)|could not find",
            "une condition cite une question qui n’existe pas",
        ),
        (
            r"invalid (character|name|question name)|must begin with|not a valid xml",
            "le nom contient un signe interdit\u00a0; écrivez-le en minuscules, avec des tirets",
        ),
        (r"must have a .*survey|sheet named|no sheet", "la feuille «\u00a0survey\u00a0» manque"),
        (r"columns? .*(missing|required)|required column", "une colonne obligatoire manque"),
    )
)
_OTHER = "ce qui est écrit n’est pas un formulaire XLSForm"


def told(message: str) -> tuple[str, int | None, str]:
    """Return the sheet and the row that a refusal speaks of, when it says, and the same in French.

    The words of pyxform stand at the end: who helps the drafter can search for them.
    """
    sheet, row = _SHEET.search(message), _ROW.search(message)
    sentence = next((french for pattern, french in _SENTENCES if pattern.search(message)), _OTHER)
    flat = " ".join(message.split())
    return sheet[1].lower() if sheet else "", int(row[1]) if row else None, f"{sentence} (pyxform\u00a0: {flat})"
