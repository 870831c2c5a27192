"""The codebook of an export, in DDI Codebook 2.5: what each column of each file holds, and what its codes mean. Pure.

Schema: https://ddialliance.org/Specification/DDI-Codebook/2.5/; the order of elements is that of their sequences.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from xml.etree import ElementTree

from barometre.catalogue import only_if
from barometre.catalogue.document_questionnaires import said
from barometre.catalogue.questionnaires import Question
from barometre.catalogue.typography import non_breaking
from barometre.survey.exports.tables import Exported, LeadingColumn
from barometre.survey.exports.variables import MISSING, Role, Variable

NAMESPACE = "ddi:codebook:2_5"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_FORMATS = (("csv", "text/csv", "UTF-8"), ("parquet", "application/vnd.apache.parquet", "UTF-8"))
_STATUSES = {
    "answered": "Répondue",
    "unknown": "« Je ne sais pas »",
    "not-concerned": "Ne concerne pas la collectivité, ou « non concerné »",
    "not-asked": "Non posée, d’après les réponses précédentes",
    "empty": "Posée, laissée vide",
    "not-in-version": "Absente de la version du questionnaire à laquelle la collectivité a répondu",
    "withheld": "Réponse retirée, car elle ferait reconnaître la collectivité",
}
_TICKED = {"0": "Proposée, non cochée", "1": "Cochée"}
# Characters that XML 1.0 does not have.
_FORBIDDEN = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_GROUPS = {"several-of": "multipleResp", "table": "grid"}


@dataclass(frozen=True)
class WaveDescription:
    """What is said of the whole wave."""

    id: str
    title: str
    operator: str
    opens_on: date
    closes_on: date
    about: str


def codebook(study: WaveDescription, files: Sequence[Exported], whom: Callable[[str], str]) -> str:
    """Return the codebook of an export.

    Args:
        study: the wave.
        files: its questionnaires, in order.
        whom: says in French whom a condition of `catalogue.conditions` concerns.
    """
    root = ElementTree.Element("codeBook", {"version": "2.5", "xmlns": NAMESPACE, "xml:lang": "fr"})
    _study(root, study)
    for place, file in enumerate(files, 1):
        _files(root, file, place)
    data = ElementTree.SubElement(root, "dataDscr")
    for place, file in enumerate(files, 1):
        _groups(data, file, place)
    for place, file in enumerate(files, 1):
        for number, column in enumerate(file.leading, 1):
            _leading(data, column, place, number)
        for number, variable in enumerate(file.variables, len(file.leading) + 1):
            _variable(data, variable, (place, number), whom)
    ElementTree.indent(root)
    return f"{_DECLARATION}{ElementTree.tostring(root, encoding='unicode')}\n"


def _add(parent: ElementTree.Element, tag: str, text: str = "", /, **attributes: str) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, tag, attributes)
    element.text = non_breaking(_FORBIDDEN.sub("", text)) or None
    return element


def _study(root: ElementTree.Element, study: WaveDescription) -> None:
    described = _add(root, "stdyDscr")
    citation = _add(described, "citation")
    title = _add(citation, "titlStmt")
    _add(title, "titl", study.title)
    _add(title, "IDNo", study.id)
    _add(_add(citation, "rspStmt"), "AuthEnty", study.operator)
    _add(_add(citation, "prodStmt"), "producer", study.operator)
    scope = _add(described, "stdyInfo")
    _add(scope, "abstract", study.about)
    summary = _add(scope, "sumDscr")
    for event, day in (("start", study.opens_on), ("end", study.closes_on)):
        _add(summary, "collDate", day.isoformat(), date=day.isoformat(), event=event)
    _add(summary, "nation", "France", abbr="FRA")
    _add(summary, "anlyUnit", "Collectivité")
    _add(summary, "universe", "Communes, intercommunalités à fiscalité propre, départements et régions de France")
    _add(summary, "dataKind", "Réponses à des questionnaires")


def _files(root: ElementTree.Element, file: Exported, place: int) -> None:
    for ending, kind, charset in _FORMATS:
        name = f"{file.questionnaire.id}.{ending}"
        text = _add(_add(root, "fileDscr", ID=f"{ending.upper()}{place}", URI=name), "fileTxt")
        _add(text, "fileName", name)
        _add(text, "fileCont", f"{file.questionnaire.title}. {file.questionnaire.summary}")
        size = _add(text, "dimensns")
        _add(size, "caseQnty", str(file.table.height))
        _add(size, "varQnty", str(file.table.width))
        _add(text, "fileType", kind, charset=charset)


def _groups(data: ElementTree.Element, file: Exported, place: int) -> None:
    """Tell which columns are the parts of one question."""
    parts: dict[str, list[str]] = {}
    questions: dict[str, Question] = {}
    for number, variable in enumerate(file.variables, len(file.leading) + 1):
        question = variable.item.question
        if question.kind in _GROUPS and variable.role is not Role.STATUS:
            parts.setdefault(question.id, []).append(f"V{place}.{number}")
            questions[question.id] = question
    for number, (name, ids) in enumerate(parts.items(), 1):
        kind = _GROUPS[questions[name].kind]
        group = _add(data, "varGrp", ID=f"G{place}.{number}", type=kind, var=" ".join(ids), name=name)
        _add(group, "labl", questions[name].text)


def _leading(data: ElementTree.Element, column: LeadingColumn, place: int, number: int) -> None:
    element = _column(data, column.name, place, number)
    _add(element, "labl", column.meaning)
    dated = {"month": "YYYY-MM", "day": "YYYY-MM-DD"}.get(column.name)
    _format(element, "character", dated)


def _variable(data: ElementTree.Element, variable: Variable, at: tuple[int, int], whom: Callable[[str], str]) -> None:
    question = variable.item.question
    number = variable.role is Role.VALUE and question.kind == "number"
    element = _column(data, variable.name, *at)
    if number:
        element.attrib |= {"intrvl": "contin", "measUnit": question.unit or ""}
    _add(element, "labl", _label(variable))
    _add(_add(element, "qstn"), "qstnLit", question.text)
    if number:
        _add(_add(element, "valrng"), "range", UNITS="REAL", min=f"{question.minimum:g}", max=f"{question.maximum:g}")
    _add(element, "universe", _universe(variable, whom))
    _add(element, "txt", question.help)
    for code, label, former in _categories(variable):
        category = _add(element, "catgry", missing="Y" if code in MISSING and variable.role is not Role.TICKED else "N")
        _add(category, "catValu", code)
        _add(category, "labl", label)
        for words in former:
            _add(category, "txt", words)
    dated = {"day": "YYYY-MM-DD", "month": "YYYY-MM"}[question.precision] if question.kind == "date" else None
    numeric = number or variable.role is Role.TICKED
    _format(element, "numeric" if numeric else "character", dated if variable.role is Role.VALUE else None)
    for words in _former_questions(variable):
        _add(element, "notes", words)


def _column(data: ElementTree.Element, name: str, place: int, number: int) -> ElementTree.Element:
    files = " ".join(f"{ending.upper()}{place}" for ending, _, _ in _FORMATS)
    return _add(data, "var", ID=f"V{place}.{number}", name=name, files=files)


def _format(element: ElementTree.Element, kind: str, dated: str | None) -> None:
    more = {"category": "date", "formatname": dated} if dated else {}
    _add(element, "varFormat", type=kind, **more)


def _label(variable: Variable) -> str:
    question = variable.item.question
    if variable.role is Role.STATUS:
        return f"{question.text} — état"
    return f"{question.text} — {question.label(variable.part)}" if variable.part else question.text


def _universe(variable: Variable, whom: Callable[[str], str]) -> str:
    question = variable.item.question
    words = whom(question.concerns)
    if question.only_if:
        words += f", si {said(only_if.parse(question.only_if), variable.item.newest)}"
    return words[0].upper() + words[1:]


def _categories(variable: Variable) -> Iterator[tuple[str, str, list[str]]]:
    """Give the code, the label and what former versions said of each category."""
    if variable.role in (Role.STATUS, Role.TICKED):
        words = _STATUSES if variable.role is Role.STATUS else _TICKED
        yield from ((code, label, []) for code, label in words.items())
        return
    for option in variable.item.question.options:
        yield option.code, option.label, [*_former_labels(variable, option.code, option.label)]


def _former_labels(variable: Variable, code: str, label: str) -> Iterator[str]:
    versions = variable.item.versions
    offered = sorted(version for version in versions if variable.item.offered(version, code))
    if len(offered) < len(versions):
        yield f"Proposée dans : version {', '.join(map(str, offered))}"
    for version in offered:
        if (former := versions[version].label(code)) != label:
            yield f"Version {version} : « {former} »"


def _former_questions(variable: Variable) -> Iterator[str]:
    """Give what differs from one version to another: words of the question, of its option or of its row."""
    item = variable.item
    for version, question in sorted(item.versions.items()):
        if question.text != item.question.text:
            yield f"Version {version} : « {question.text} »"
    if variable.role is Role.TICKED:
        yield from _former_labels(variable, variable.part, item.question.label(variable.part))
    elif variable.role is Role.ROW:
        for version, question in sorted(item.versions.items()):
            if (former := question.label(variable.part)) != item.question.label(variable.part):
                yield f"Version {version} : « {former} »"
