"""Read a questionnaire drafted as XLSForm: checked by pyxform first, then made ours; nothing is dropped in silence."""

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
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


class Refusal(NamedTuple):
    """What is wrong or not supported: sheet, row of the spreadsheet (0: none), name of the question, in French."""

    sheet: str
    row: int
    name: str
    what: str


@dataclass
class Draft:
    """What came of a workbook: a questionnaire, unless something was refused."""

    questionnaire: Questionnaire | None = None
    refusals: list[Refusal] = field(default_factory=list)


class _Found(NamedTuple):
    """A question of pyxform, its conditions and those of its groups, and the cells of its row."""

    item: Mapping[str, Any]
    relevant: str
    row: int
    cells: Mapping[str, str]


def read(data: bytes, former: Questionnaire | None = None) -> Draft:
    """Read an XLSForm workbook (XLSX).

    Args:
        data: the file.
        former: the questionnaire of the same id, if there is one: facts, law and indicator of its questions are kept.
    """
    if len(data) > _LARGEST_FILE:
        return Draft(refusals=[Refusal("", 0, "", "le fichier dépasse 5\u202fMo")])
    # Reading by pyxform loads openpyxl and lark: only this command pays for them.
    from pyxform.errors import PyXFormError  # noqa: PLC0415
    from pyxform.xls2json import workbook_to_json  # noqa: PLC0415
    from pyxform.xls2json_backends import get_xlsform  # noqa: PLC0415
    from pyxform.xls2xform import convert  # noqa: PLC0415

    try:
        convert(io.BytesIO(data), file_type=".xlsx")
        sheets = get_xlsform(io.BytesIO(data), file_type=".xlsx")
        form = workbook_to_json(workbook_dict=sheets, warnings=[])
    except PyXFormError as error:
        sheet, row, what = refusals.told(str(error))
        return Draft(refusals=[Refusal(sheet, row or 0, "", what)])
    cells = _cells(data)
    settings: dict[str, str] = next(iter(sheets.settings or ()), {})
    return _draft(form, cells, settings, former)


def _cells(data: bytes) -> dict[str, tuple[int, dict[str, str]]]:
    """Return name -> row of the spreadsheet and its cells by heading, of the sheet « survey »."""
    import python_calamine as calamine  # noqa: PLC0415

    with calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        name = next(sheet for sheet in book.sheet_names if sheet.strip().lower() == "survey")
        lines = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    head = [str(cell).strip() for cell in lines[0]]
    found = {}
    for number, line in enumerate(lines[1:], start=2):
        row = {column: str(cell).strip() for column, cell in zip(head, line, strict=False) if str(cell).strip()}
        if "name" in row:
            found[row["name"]] = (number, row)
    return found


def _draft(
    form: Mapping[str, Any],
    cells: Mapping[str, tuple[int, dict[str, str]]],
    settings: Mapping[str, str],
    former: Questionnaire | None,
) -> Draft:
    draft = Draft()
    questions = []
    for found in _flat(form["children"], "", cells, draft.refusals):
        question = _question(found, former, draft.refusals)
        if question is not None:
            questions.append(question)
    if not questions and not draft.refusals:
        draft.refusals.append(Refusal("survey", 0, "", "il n’y a aucune question"))
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
            draft.refusals.append(Refusal("settings", 2, "", _first(error)))
    return draft


def _flat(
    items: list[Mapping[str, Any]],
    relevant: str,
    cells: Mapping[str, tuple[int, dict[str, str]]],
    refused: list[Refusal],
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


def _no_other(name: str, cells: Mapping[str, tuple[int, dict[str, str]]]) -> Refusal:
    of = name.removesuffix("_other")
    what = "«\u00a0or_other\u00a0» n’est pas pris en charge\u00a0; ajoutez un choix «\u00a0autre\u00a0» à la liste"
    return Refusal("survey", cells.get(of, (0, {}))[0], of, what)


def _question(found: _Found, former: Questionnaire | None, refused: list[Refusal]) -> Question | None:
    """Return a question of ours; None when something of it is refused."""
    before = former.question(found.item["name"]) if former else None
    try:
        given = _keys(found)
    except NotSupportedError as error:
        refused.append(Refusal("survey", found.row, found.item["name"], f"n’est pas pris en charge\u00a0: {error}"))
        return None
    kept = {name: getattr(before, name) for name in ("gives", "known", "obligations", "indicator")} if before else {}
    try:
        return Question(**given, **kept)
    except ValidationError as error:
        refused.append(Refusal("survey", found.row, given["id"], _first(error)))
        return None


def _keys(found: _Found) -> dict[str, Any]:
    """Return the keys of a question.

    Raises:
        NotSupportedError: something of it is not supported; says what.
    """
    item, cells = found.item, found.cells
    keys: dict[str, Any] = {
        "id": item["name"],
        "text": _label(item) or next((text for head, text in cells.items() if head.startswith("label")), ""),
        "help": next((text for head, text in cells.items() if head.startswith("hint")), ""),
        "only_if": from_xpath(found.relevant) if found.relevant else None,
    }
    keys |= {name: cells[name] for name in OWN if name in cells and name not in _FLAGS}
    keys |= {name: True for name in _FLAGS if cells.get(name, "").lower() in (YES, "yes", "true")}
    keys.setdefault("why", "")
    if item["type"] == "group":
        return keys | _table(item)
    kind = _KINDS.get(item["type"])
    if kind is None:
        raise NotSupportedError(f"type «\u00a0{item['type']}\u00a0»")
    if "choice_filter" in item or item.get("parameters"):
        raise NotSupportedError("choice_filter ou parameters")
    return keys | _of_kind(kind, item, cells)


def _of_kind(kind: str, item: Mapping[str, Any], cells: Mapping[str, str]) -> dict[str, Any]:
    constraint = item.get("bind", {}).get("constraint", "")
    appearance = cells.get("appearance", "")
    options = _options(item)
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


def _table(item: Mapping[str, Any]) -> dict[str, Any]:
    rows = [child for child in item["children"] if not _ADDED.match(child["name"])]
    lists = {child.get("itemset") for child in rows}
    if {child["type"] for child in rows} != {"select one"} or len(lists) != 1:
        raise NotSupportedError("un tableau dont les lignes n’ont pas la même liste de choix")
    return {
        "kind": "table",
        "rows": [{"code": row["name"].rpartition(ROW)[2], "label": _label(row)} for row in rows],
        "options": _options(rows[0]),
    }


def _options(item: Mapping[str, Any]) -> list[dict[str, str]]:
    return [{"code": choice["name"], "label": _label(choice)} for choice in item.get("choices", ())]


def _label(item: Mapping[str, Any]) -> str:
    """Return the label in French when there are several languages, else the only one."""
    label = item.get("label", "")
    if isinstance(label, str):
        return label
    french = next((text for language, text in label.items() if "fr" in language.lower()), None)
    return french if french is not None else next(iter(label.values()), "")


def _first(error: Exception) -> str:
    """Return what a check of the catalogue says first, for who drafts."""
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        return f"n’est pas une question du catalogue ({where}\u00a0: {first['msg']})"
    return str(error)
