"""Read a questionnaire drafted as XLSForm: checked by pyxform first, then made ours; nothing is dropped in silence."""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NamedTuple

from pydantic import ValidationError

from barometre.catalogue.questionnaires import NOT_CONCERNED, YES_NO, Question, Questionnaire
from barometre.survey.xlsform import refusals
from barometre.survey.xlsform.expressions import NotSupportedError, from_xpath
from barometre.survey.xlsform.writing import OWN, ROW, YES

# Kind of a question, by the type that pyxform gives.
_KINDS = {
    "select one": "one-of",
    "select all that apply": "several-of",
    "decimal": "number",
    "integer": "number",
    "date": "date",
    "text": "text",
    "string": "text",
}
# What pyxform adds by itself: the heads of a table, the identifier of each answer.
_ADDED = re.compile(r"generated_table_list_label_|reserved_name_for_field_list_labels_")
_BOUNDS = re.compile(r"\.\s*>=\s*(-?\d+(?:\.\d+)?)\s+and\s+\.\s*<=\s*(-?\d+(?:\.\d+)?)")
_LENGTH = re.compile(r"string-length\(\s*\.\s*\)\s*<=\s*(\d+)")
_TODAY = re.compile(r"\.\s*<=\s*today\(\)")
_LARGEST_FILE = 5_000_000
# Our columns that say yes or nothing.
_FLAGS = ("core", "drawn", "optional", "unknown")


class WorkbookFault(NamedTuple):
    """What is wrong or not supported: sheet, row of the spreadsheet (0: none), name of the question, in French."""

    sheet: str
    row: int
    name: str
    what: str


@dataclass
class Draft:
    """What came of a workbook: a questionnaire, unless something was refused."""

    questionnaire: Questionnaire | None = None
    refusals: list[WorkbookFault] = field(default_factory=list)


class _Found(NamedTuple):
    """A question of pyxform, its conditions and those of its groups, and the cells of its row."""

    item: Mapping[str, Any]
    relevant: str
    row: int
    cells: Mapping[str, str]


def read(data: bytes, formers: Mapping[str, Questionnaire] = MappingProxyType({})) -> Draft:
    """Read an XLSForm workbook (XLSX).

    Args:
        data: the file.
        formers: questionnaires by id: of the one that has the id of the draft, facts, law and indicators are kept.
    """
    if len(data) > _LARGEST_FILE:
        return Draft(refusals=[WorkbookFault("", 0, "", "le fichier dépasse 5\u202fMo")])
    # Reading by pyxform loads openpyxl and lark: only this command pays for them.
    from pyxform.builder import create_survey_element_from_dict  # noqa: PLC0415
    from pyxform.errors import PyXFormError  # noqa: PLC0415
    from pyxform.xls2json import workbook_to_json  # noqa: PLC0415
    from pyxform.xls2json_backends import get_xlsform  # noqa: PLC0415

    try:
        sheets = get_xlsform(io.BytesIO(data), file_type=".xlsx")
        form = workbook_to_json(workbook_dict=sheets, warnings=[])
        # Some faults are seen only when the form is written; what writes it may change what it is given.
        create_survey_element_from_dict(deepcopy(form)).to_xml(validate=False)
    except PyXFormError as error:
        sheet, row, what = refusals.told(str(error))
        return Draft(refusals=[WorkbookFault(sheet, row or 0, "", what)])
    typed = _sheets(data)
    settings: dict[str, str] = next(iter(sheets.settings or ()), {})
    return _draft(form, typed, settings, formers.get(form["id_string"]))


class _Sheets(NamedTuple):
    """The cells as they were typed: pyxform straightens apostrophes and spaces of labels, which French keeps.

    `survey`: name -> row of the spreadsheet and its cells by heading. `choices`: list and name -> label.
    """

    survey: dict[str, tuple[int, dict[str, str]]]
    choices: dict[tuple[str, str], str]


def _sheets(data: bytes) -> _Sheets:
    import python_calamine as calamine  # noqa: PLC0415

    lines = {}
    with calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        for sheet in book.sheet_names:
            lines[sheet.strip().lower()] = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    survey = {row["name"]: (number, row) for number, row in _rows(lines.get("survey", [])) if "name" in row}
    choices = {
        (row.get("list_name", row.get("list name", "")), row["name"]): _french(row, "label")
        for _, row in _rows(lines.get("choices", []))
        if "name" in row
    }
    return _Sheets(survey, choices)


def _rows(lines: Sequence[Sequence[Any]]) -> Iterator[tuple[int, dict[str, str]]]:
    """Give the number and the cells of each row by heading, empty ones left out."""
    head = [str(cell).strip() for cell in lines[0]] if lines else []
    for number, line in enumerate(lines[1:], start=2):
        cells = {column: str(cell).strip() for column, cell in zip(head, line, strict=False)}
        yield number, {column: text for column, text in cells.items() if text}


def _french(cells: Mapping[str, str], column: str) -> str:
    """Return the text of `label`, `label::Français (fr)`…: in French when there are several languages."""
    found = {head: text for head, text in cells.items() if re.match(rf"{column}\s*(::|$)", head)}
    return next((text for head, text in found.items() if "fr" in head.lower()), next(iter(found.values()), ""))


def _draft(
    form: Mapping[str, Any],
    typed: _Sheets,
    settings: Mapping[str, str],
    former: Questionnaire | None,
) -> Draft:
    draft = Draft()
    questions = []
    for found in _flat(form["children"], "", typed.survey, draft.refusals):
        question = _question(found, typed, former, draft.refusals)
        if question is not None:
            questions.append(question)
    if not questions and not draft.refusals:
        draft.refusals.append(WorkbookFault("survey", 0, "", "il n’y a aucune question"))
    if not draft.refusals:
        try:
            draft.questionnaire = Questionnaire(
                id=form["id_string"],
                version=int(form.get("version") or 1),
                title=form["title"],
                theme=settings.get("theme") or None,
                summary=settings.get("summary") or form["title"],
                questions=tuple(questions),
            )
        except (ValidationError, ValueError) as error:
            draft.refusals.append(WorkbookFault("settings", 2, "", _first(error)))
    return draft


def _flat(
    items: list[Mapping[str, Any]],
    relevant: str,
    cells: Mapping[str, tuple[int, dict[str, str]]],
    refused: list[WorkbookFault],
) -> Iterator[_Found]:
    """Give the questions, groups opened: the condition of a group is that of its questions; a table stays whole."""
    for item in items:
        name, kind = item["name"], item["type"]
        if name == "meta" or _ADDED.match(name):
            continue
        row, own = cells.get(name, (0, {}))
        both = " and ".join(f"({one})" for one in (relevant, item.get("bind", {}).get("relevant", "")) if one)
        if kind == "group" and "table-list" in own.get("appearance", ""):
            yield _Found(item, both, row, own)
        elif kind == "group":
            yield from _flat(item["children"], both, cells, refused)
        elif row == 0 and name.endswith("_other"):
            refused.append(_no_other(name, cells))
        else:
            yield _Found(item, both, row, own)


def _no_other(name: str, cells: Mapping[str, tuple[int, dict[str, str]]]) -> WorkbookFault:
    of = name.removesuffix("_other")
    what = "«\u00a0or_other\u00a0» n’est pas pris en charge\u00a0; ajoutez un choix «\u00a0autre\u00a0» à la liste"
    return WorkbookFault("survey", cells.get(of, (0, {}))[0], of, what)


def _question(
    found: _Found, typed: _Sheets, former: Questionnaire | None, refused: list[WorkbookFault]
) -> Question | None:
    """Return a question of ours; None when something of it is refused."""
    before = former.question(found.item["name"]) if former else None
    try:
        given = _keys(found, typed)
    except NotSupportedError as error:
        refused.append(
            WorkbookFault("survey", found.row, found.item["name"], f"n’est pas pris en charge\u00a0: {error}")
        )
        return None
    kept = {name: getattr(before, name) for name in ("gives", "known", "obligations", "indicator")} if before else {}
    try:
        return Question(**given, **kept)
    except ValidationError as error:
        refused.append(WorkbookFault("survey", found.row, given["id"], _first(error)))
        return None


def _keys(found: _Found, typed: _Sheets) -> dict[str, Any]:
    """Return the keys of a question.

    Raises:
        NotSupportedError: something of it is not supported; says what.
    """
    item, cells = found.item, found.cells
    keys: dict[str, Any] = {
        "id": item["name"],
        "text": _french(cells, "label"),
        "help": _french(cells, "hint"),
        "only_if": from_xpath(found.relevant) if found.relevant else None,
    }
    keys |= {name: cells[name] for name in OWN if name in cells and name not in _FLAGS}
    keys |= {name: True for name in _FLAGS if cells.get(name, "").lower() in (YES, "yes", "true")}
    keys.setdefault("why", "")
    if item["type"] == "group":
        return keys | _table(item, typed)
    kind = _KINDS.get(item["type"])
    if kind is None:
        raise NotSupportedError(f"type «\u00a0{item['type']}\u00a0»")
    if "choice_filter" in item or item.get("parameters"):
        raise NotSupportedError("choice_filter ou parameters")
    return keys | _of_kind(kind, item, cells, _options(item, typed))


def _of_kind(
    kind: str, item: Mapping[str, Any], cells: Mapping[str, str], options: list[dict[str, str]]
) -> dict[str, Any]:
    constraint = item.get("bind", {}).get("constraint", "")
    appearance = cells.get("appearance", "")
    codes = {option["code"] for option in options}
    if kind == "one-of" and "likert" in appearance:
        kind = "scale"
    elif kind == "one-of" and set(YES_NO[:2]) <= codes <= {*YES_NO, NOT_CONCERNED}:
        kind = "yes-no"
    keys: dict[str, Any] = {"kind": kind, "options": options}
    if kind == "number" and (match := _BOUNDS.fullmatch(constraint.strip())):
        return keys | {"minimum": float(match[1]), "maximum": float(match[2])}
    if kind == "text" and (match := _LENGTH.fullmatch(constraint.strip())):
        return keys | {"maximum": float(match[1])}
    if kind == "date":
        keys["precision"] = "month" if "month-year" in appearance else "day"
    if constraint and not (kind == "date" and _TODAY.fullmatch(constraint.strip())):
        raise NotSupportedError(f"contrainte «\u00a0{constraint}\u00a0»")
    return keys


def _table(item: Mapping[str, Any], typed: _Sheets) -> dict[str, Any]:
    rows = [child for child in item["children"] if not _ADDED.match(child["name"])]
    lists = {child.get("itemset") for child in rows}
    if {child["type"] for child in rows} != {"select one"} or len(lists) != 1:
        raise NotSupportedError("un tableau dont les lignes n’ont pas la même liste de choix")
    return {
        "kind": "table",
        "rows": [
            {"code": row["name"].rpartition(ROW)[2], "label": _french(typed.survey[row["name"]][1], "label")}
            for row in rows
        ],
        "options": _options(rows[0], typed),
    }


def _options(item: Mapping[str, Any], typed: _Sheets) -> list[dict[str, str]]:
    names = [choice["name"] for choice in item.get("choices", ())]
    return [{"code": name, "label": typed.choices.get((item.get("itemset", ""), name), "")} for name in names]


def _first(error: Exception) -> str:
    """Return what a check of the catalogue says first, for who drafts."""
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        return f"n’est pas une question du catalogue ({where}\u00a0: {first['msg']})"
    return str(error)
