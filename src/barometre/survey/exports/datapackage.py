"""datapackage.json of an export: its files and the type of each column, as a Data Package (datapackage.org)."""

from collections.abc import Iterator, Sequence
from typing import Any

from barometre.catalogue.typography import non_breaking
from barometre.survey.exports.codebook import WaveDescription
from barometre.survey.exports.tables import Exported
from barometre.survey.exports.variables import Role, Variable

_MEDIA = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}


def datapackage(study: WaveDescription, files: Sequence[Exported]) -> dict[str, Any]:
    """Describe an export; `codebook.xml` says what each code means."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": f"barometre-{study.id}",
        "title": study.title,
        "description": study.about,
        "contributors": [{"title": study.operator, "roles": ["publisher"]}],
        "resources": [_resource(file, ending) for file in files for ending in _MEDIA],
    }


def _resource(file: Exported, ending: str) -> dict[str, Any]:
    name = file.questionnaire.id
    return {
        "name": name if ending == "csv" else f"{name}-{ending}",
        "path": f"{name}.{ending}",
        "title": file.questionnaire.title,
        "format": ending,
        "mediatype": _MEDIA[ending],
        **({"encoding": "utf-8"} if ending == "csv" else {}),
        "schema": {"fields": list(_fields(file)), "primaryKey": [file.leading[0].name], "missingValues": [""]},
    }


def _fields(file: Exported) -> Iterator[dict[str, Any]]:
    for column in file.leading:
        yield {"name": column.name, "type": "string", "description": non_breaking(column.meaning)}
    for variable in file.variables:
        yield {"name": variable.name, **_type(variable), "description": variable.item.question.text}


def _type(variable: Variable) -> dict[str, Any]:
    if variable.role is Role.TICKED:
        return {"type": "integer", "constraints": {"enum": [0, 1]}}
    question = variable.item.question
    if variable.role is Role.VALUE and question.kind == "number":
        return {"type": "number"}
    if variable.role in (Role.VALUE, Role.ROW) and question.codes:
        return {"type": "string", "constraints": {"enum": list(question.codes)}}
    return {"type": "string"}
