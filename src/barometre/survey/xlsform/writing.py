"""Write a questionnaire as an XLSForm workbook: what a spreadsheet, KoboToolbox or ODK opens.

Beside the columns of the standard, ours are kept under their own names (`OWN`): pyxform leaves them alone. What ties a
question to facts and to the law is not in it: it is the team's, and stays in the catalogue.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from barometre.catalogue.only_if import parse
from barometre.catalogue.questionnaires import Question, Questionnaire
from barometre.survey.xlsform.expressions import to_xpath

LANGUAGE = "Français (fr)"
# Columns of the sheet « survey »: of the standard, then ours.
STANDARD = (
    "type",
    "name",
    f"label::{LANGUAGE}",
    f"hint::{LANGUAGE}",
    "relevant",
    "constraint",
    "required",
    "appearance",
)
OWN = ("why", "concerns", "core", "drawn", "optional", "unknown", "unit", "since")
SURVEY = (*STANDARD, *OWN)
CHOICES = ("list_name", "name", f"label::{LANGUAGE}")
SETTINGS = ("form_title", "form_id", "version", "default_language", "summary", "theme")
YES = "oui"
# Between the id of a table and that of its row: no id has two hyphens.
ROW = "--"
_TYPES = {"number": "decimal", "date": "date", "text": "text", "several-of": "select_multiple {}"}
_APPEARANCES = {"scale": "likert", "yes-no": "quick"}

# Day that the properties of every workbook give: the same questionnaire gives the same bytes.
_EPOCH = datetime(2026, 1, 1)

Row = dict[str, str]


def workbook(questionnaire: Questionnaire) -> bytes:
    """Return a questionnaire as an XLSX file; the same questionnaire gives the same bytes."""
    import xlsxwriter  # noqa: PLC0415  (heavy, and a form is rarely written)

    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": questionnaire.title, "created": _EPOCH})
    kinds = {question.id: question.kind for question in questionnaire.questions}
    rows = [row for question in questionnaire.questions for row in _rows(question, kinds)]
    choices = [row for question in questionnaire.questions for row in _choices(question)]
    for name, columns, lines in (
        ("survey", SURVEY, rows),
        ("choices", CHOICES, choices),
        ("settings", SETTINGS, [_settings(questionnaire)]),
    ):
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, columns)
        for number, line in enumerate(lines, start=1):
            for place, column in enumerate(columns):
                sheet.write_string(number, place, line.get(column, ""))
    book.close()
    return kept.getvalue()


def _settings(questionnaire: Questionnaire) -> Row:
    given = (
        questionnaire.title,
        questionnaire.id,
        str(questionnaire.version),
        LANGUAGE,
        questionnaire.summary,
        questionnaire.theme or "",
    )
    return dict(zip(SETTINGS, given, strict=True))


def _rows(question: Question, kinds: Mapping[str, str]) -> Iterator[Row]:
    relevant = to_xpath(parse(question.only_if), kinds) if question.only_if else ""
    common = {
        "name": question.id,
        f"label::{LANGUAGE}": question.text,
        f"hint::{LANGUAGE}": question.help,
        "relevant": relevant,
        "required": "no",
        **_own(question),
    }
    if question.kind == "table":
        # A group has no hint in XLSForm: it stands in our column.
        yield {**common, "type": "begin_group", "appearance": "table-list"}
        for row in question.rows:
            name = f"{question.id}{ROW}{row.code}"
            yield {"type": f"select_one {question.id}", "name": name, f"label::{LANGUAGE}": row.label}
        yield {"type": "end_group"}
        return
    kind = _TYPES.get(question.kind, "select_one {}").format(question.id)
    appearance = "month-year" if question.precision == "month" else _APPEARANCES.get(question.kind, "")
    yield {**common, "type": kind, "constraint": _constraint(question), "appearance": appearance}


def _own(question: Question) -> Row:
    flags = {name: YES for name in ("core", "drawn", "optional", "unknown") if getattr(question, name)}
    texts = {name: getattr(question, name) or "" for name in ("why", "concerns", "unit", "since")}
    return flags | texts


def _constraint(question: Question) -> str:
    match question.kind:
        case "number":
            return f". >= {_plain(question.minimum)} and . <= {_plain(question.maximum)}"
        case "text":
            return f"string-length(.) <= {_plain(question.maximum)}"
        case "date":
            return ". <= today()"
        case _:
            return ""


def _plain(number: float | None) -> str:
    return f"{number:g}" if number is None or abs(number) < 1e6 else f"{number:.0f}"


def _choices(question: Question) -> Sequence[Row]:
    return [dict(zip(CHOICES, (question.id, one.code, one.label), strict=True)) for one in question.options]
