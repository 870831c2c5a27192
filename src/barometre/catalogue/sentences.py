"""French sentences of reasons, from the templates of `data/reasons/*.yaml`: code -> sentence.

A template is a sentence with fields: `{name}` shows a value of the context (a number, a text, a list joined by commas,
or the sentence of a nested reason); `{name:conversion}` or `{name:conversion(argument)}` shows it as `wording` says.
A part between square brackets is left out when the context lacks one of its fields. A template written
`{sentence: …, longest: 200}` is cut at that many characters.
"""

import re
import string
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import polars as pl
import yaml

from barometre.catalogue.reading import Problem
from barometre.catalogue.rules import refuse
from barometre.catalogue.wording import DATA, Convert, Plain, conversion, plain
from barometre.errors import BarometreError
from barometre.facts.reason import Reason, Value, shortened
from barometre.facts.reason_codes import ReasonCode


class Template(NamedTuple):
    """A sentence to fill.

    Attributes:
        text: the template as it is written.
        parts: whether each part may be left out, and its pieces: text, field after it, conversion.
        longest: most characters of the sentence.
    """

    text: str
    parts: tuple[tuple[bool, tuple[tuple[str, str, Convert], ...]], ...]
    longest: int | None = None


def sentence(reason: Reason) -> str:
    """Return the French sentence of a reason.

    Raises:
        BarometreError: the context lacks a value that the sentence needs, or holds one of another kind; names both.
    """
    context = reason.context
    template = _templates()[reason.code]
    try:
        text = "".join(
            literal + (convert(_plain(context[name])) if name else "")
            for optional, pieces in template.parts
            if not optional or all(name in context for _, name, _ in pieces if name)
            for literal, name, convert in pieces
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BarometreError(
            f"Reason {reason.code}: no sentence can be made of {shortened(reason.to_json())} "
            f"({type(error).__name__}: {error}); give it the fields of its template in catalogue/data/reasons"
        ) from None
    return text if template.longest is None else shortened(text, template.longest)


def stated_sentence(reason: Reason | None, to_confirm: bool = False) -> str | None:
    """Return the sentence of a reason, said to be confirmed when it is; None without reason."""
    if reason is None:
        return None
    return sentence(Reason(ReasonCode.CONFIRM_SECOND_LOOK, {"cause": reason}) if to_confirm else reason)


def with_sentences(frame: pl.DataFrame, into: str, code: str, context: str, to_confirm: str) -> pl.DataFrame:
    """Return `frame` with a column `into`: the sentence of each row, null without code; each is written once.

    `code`, `context` (JSON) and `to_confirm` are the names of the columns that hold them.
    """
    key = [code, context, to_confirm]
    reasons = frame.select(key).filter(pl.col(code).is_not_null()).unique(maintain_order=True)
    texts = [stated_sentence(Reason.from_json(*why), confirm) for *why, confirm in reasons.iter_rows()]
    reasons = reasons.with_columns(pl.Series(into, texts, pl.String))
    return frame.join(reasons, on=key, how="left", maintain_order="left")


def compile_template(text: str, longest: int | None = None) -> Template:
    """Return a template ready to be filled.

    Raises:
        ValueError: a bracket or brace without its other one, a field that is not a name, an unknown conversion.
    """
    parts = []
    for place, part in enumerate(re.split(r"\[([^\[\]]*)\]", text)):
        if "[" in part or "]" in part:
            raise ValueError(f"a square bracket lacks its other one, or stands inside another: « {part} »")
        parts.append((place % 2 == 1, tuple(_piece(*piece) for piece in string.Formatter().parse(part))))
    return Template(text, tuple(parts), longest)


def read_templates(folder: Path = DATA) -> tuple[dict[ReasonCode, Template], list[Problem]]:
    """Read the templates of `reasons/*.yaml`: the good ones by code, and the problems of the others.

    Every code must have exactly one.
    """
    templates: dict[ReasonCode, Template] = {}
    problems: list[Problem] = []
    for path in sorted((folder / "reasons").glob("*.yaml")):
        name = f"reasons/{path.name}"
        try:
            root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            problems.append(Problem(name, 1, "file", f"cannot be read ({error})", "restore it"))
            continue
        for key, value in root.value if isinstance(root, yaml.MappingNode) else ():
            try:
                code = ReasonCode(key.value)
                if code in templates:
                    raise ValueError("this code has a sentence already")
                templates[code] = _template(value)
            except ValueError as error:
                remedy = "see barometre/catalogue/sentences.py, and the codes of barometre/facts/reason_codes.py"
                problems.append(Problem(name, key.start_mark.line + 1, str(key.value), str(error), remedy))
    tried = {one.key for one in problems} | templates.keys()
    missing = [code for code in ReasonCode if code not in tried]
    problems += [Problem("reasons", 1, code, "has no sentence", "write one") for code in missing]
    return templates, problems


def _template(node: yaml.Node) -> Template:
    """Return the template of a YAML value: a text, or a mapping with `sentence` and `longest`.

    Raises:
        ValueError: it is neither, or its text is not a template.
    """
    if isinstance(node, yaml.ScalarNode) and node.value:
        return compile_template(node.value)
    entry = {key.value: value.value for key, value in node.value} if isinstance(node, yaml.MappingNode) else {}
    if entry.keys() != {"sentence", "longest"}:
        raise ValueError("is neither a sentence nor a mapping of `sentence` and `longest`")
    return compile_template(entry["sentence"], int(entry["longest"]))


def _piece(literal: str, name: str | None, spec: str | None, bang: str | None) -> tuple[str, str, Convert]:
    if name is None:
        return literal, "", plain
    if bang or not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise ValueError(f"« {name} » is not the name of a field")
    found = re.fullmatch(r"([a-z]*)(?:\((.*)\))?", spec or "")
    if found is None:
        raise ValueError(f"« {spec} » is not written `conversion` or `conversion(argument)`")
    return literal, name, conversion(found[1], found[2] or "") if spec else plain


def _plain(value: Value) -> Plain:
    """Return a value in which nested reasons are sentences."""
    if isinstance(value, Reason):
        return sentence(value)
    return tuple(map(_plain, value)) if isinstance(value, tuple) else value


@cache
def _templates() -> Mapping[ReasonCode, Template]:
    templates, problems = read_templates()
    refuse(problems)
    return templates
