"""Workbooks of questionnaires written to files, and read from files into YAML for the catalogue."""

from pathlib import Path
from typing import Any

import yaml

from barometre.catalogue.load import load_catalogue
from barometre.catalogue.questionnaires import Questionnaire
from barometre.catalogue.reading import suggestion
from barometre.errors import BarometreError
from barometre.survey.xlsform.reading import WorkbookFault, read
from barometre.survey.xlsform.writing import workbook
from barometre.tables import write_whole

# Columns of the YAML of the catalogue.
_WIDTH = 160


def find(name: str) -> Questionnaire:
    """Return a questionnaire of the catalogue.

    Raises:
        BarometreError: it has none of that id.
    """
    known = load_catalogue().questionnaires
    if name not in known:
        raise BarometreError(f"No questionnaire is called {name!r}: {suggestion(name, list(known))}")
    return known[name]


def write_workbook(name: str, out: Path) -> None:
    """Write a questionnaire of the catalogue as an XLSForm workbook, whole or not at all.

    Raises:
        BarometreError: there is no such questionnaire, or the file cannot be written.
    """
    write_whole(workbook(find(name)), out)


def read_workbook(path: Path, out: Path) -> list[str]:
    """Read an XLSForm workbook into a YAML file of the catalogue; nothing is written when something is refused.

    Facts, law and indicators of questions that the catalogue has already are kept.

    Returns:
        What is refused, a line each, in French.

    Raises:
        BarometreError: the workbook cannot be read, or the file cannot be written.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BarometreError(f"Cannot read the workbook {path}: {error.strerror}; give an XLSX file") from None
    draft = read(data, load_catalogue().questionnaires)
    if draft.questionnaire is None:
        return [_line(refusal) for refusal in draft.refusals]
    write_whole(as_yaml(draft.questionnaire).encode(), out)
    return []


def as_yaml(questionnaire: Questionnaire) -> str:
    """Return a questionnaire as a file of the catalogue holds it."""
    content: Any = [questionnaire.model_dump(mode="json", exclude_defaults=True)]
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=_WIDTH)


def _line(refusal: WorkbookFault) -> str:
    places = (
        f"feuille «\u00a0{refusal.sheet}\u00a0»" if refusal.sheet else "",
        f"ligne {refusal.row}" if refusal.row else "",
        refusal.name,
    )
    where = ", ".join(place for place in places if place)
    return f"{where}\u00a0: {refusal.what}" if where else refusal.what
