"""The rules of what answers state: facts that they give to indicators, and registers that say the same."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from barometre.catalogue import rules
from barometre.catalogue.questionnaires import CHOICES, NOT_CONCERNED, UNKNOWN, Gives, Question
from barometre.catalogue.reading import KeyPath, Located, Problem
from barometre.catalogue.rules import Content, ContentRule

# A question where it stands: its questionnaire, its place there, itself.
Placed = tuple[Located[Any], tuple[str, int], Question]
# Way of giving a fact -> kinds of question that answer so.
_KINDS = {
    "values": (*CHOICES, "table"),
    "number": ("number",),
    "share": ("table",),
    "points": ("table",),
    "known": ("number",),
}
# Type of a fact -> what `values` gives.
_TYPES = {"boolean": bool, "text": str, "number": float}
# Values of a yes/no fact, as `same` names them.
YES, NO = "yes", "no"


def questions(content: Content) -> Iterator[Placed]:
    """Give every question of every questionnaire, with its place."""
    for located in content["questionnaires"]:
        for index, question in enumerate(located.entry.questions):
            yield located, ("questions", index), question


def _facts(content: Content) -> dict[str, Any]:
    return {located.entry.id: located.entry for located in content["facts"]}


def _sources(content: Content) -> dict[str, str]:
    return {located.entry.id: located.entry.kind for located in content["sources"]}


def _given(content: Content) -> Iterator[Problem]:
    """Refuse what cannot be a fact: unknown, of another source, of another type, by codes that do not exist."""
    facts, kinds = _facts(content), _sources(content)
    for located, place, question in questions(content):
        for index, gives in enumerate(question.gives):
            path = (*place, "gives", index)
            fact = facts.get(gives.fact)
            if fact is None:
                yield from rules.unknown(located, (*path, "fact"), [gives.fact], list(facts))
            elif kinds.get(fact.source) != "declaration":
                message = f"« {gives.fact} » is no fact that collectivités declare"
                yield located.problem((*path, "fact"), message, "name a fact of the source enquete")
            else:
                yield from _way(located, path, question, gives, fact.type)


def _way(located: Located[Any], path: KeyPath, question: Question, gives: Gives, kind: str) -> Iterator[Problem]:
    """Refuse a way that the kind of question or the type of fact does not have, and codes left aside or unknown."""
    way = next(name for name in _KINDS if getattr(gives, name))
    table = question.kind == "table"
    if question.kind not in _KINDS[way]:
        yield located.problem((*path, way), f"of a {question.kind}, it gives nothing", "choose another way")
        return
    expected = {"values": kind, "known": "boolean"}.get(way, "number")
    if kind != expected or any(type(value) is not _TYPES[kind] for value in gives.values.values()):
        yield located.problem((*path, way), f"« {gives.fact} » is a {kind} fact", "give values of that type")
    if way == "known" and not question.unknown:
        yield located.problem((*path, way), "« je ne sais pas » is not offered", "add unknown: true")
    if (gives.rows and not table) or (table and way == "values" and len(gives.rows) != 1):
        yield located.problem((*path, "rows"), "rows are of tables; one gives a value", "name one row, or delete it")
    yield from rules.unknown(located, (*path, "rows"), gives.rows, [row.code for row in question.rows])
    if way not in ("number", "known"):
        yield from _codes(located, path, question, [*gives.values, *gives.points, *gives.share, *gives.among])


def _codes(located: Located[Any], path: KeyPath, question: Question, named: list[str]) -> Iterator[Problem]:
    """Refuse codes that do not exist, and answers that would state nothing.

    « Je ne sais pas » and « non concerné » state nothing by themselves; every other answer does, on one side or other.
    """
    silent = (UNKNOWN, NOT_CONCERNED)
    yield from rules.unknown(located, path, named, list(question.codes))
    for code in question.codes:
        if (code in named) == (code in silent):
            message = f"« {code} » {'states nothing by itself' if code in silent else 'is left aside'}"
            yield located.problem(path, message, "delete it" if code in silent else "say what it states")


def _once(content: Content) -> Iterator[Problem]:
    """Refuse a fact that two questions give, and a declared fact that none gives: its indicators would stay unknown."""
    kinds, given = _sources(content), set()
    for located, place, question in questions(content):
        for index, gives in enumerate(question.gives):
            if gives.fact in given:
                path = (*place, "gives", index, "fact")
                yield located.problem(path, f"another question gives « {gives.fact} »", "leave it to one of the two")
            given.add(gives.fact)
    for located in content["facts"]:
        if given and kinds.get(located.entry.source) == "declaration" and located.entry.id not in given:
            yield located.problem("id", "no question gives it", "name it in the gives of a question")


def _feeds(content: Content) -> Iterator[Problem]:
    """Refuse a question that feeds an indicator without giving one of its facts, or gives facts and names none."""
    uses = {
        located.entry.id: {*located.entry.facts, *located.entry.presupposes, *located.entry.prerequisites}
        for located in content["indicators"]
    }
    for located, place, question in questions(content):
        given = {gives.fact for gives in question.gives}
        if question.indicator is None and given:
            yield located.problem((*place, "gives"), "what it gives feeds no indicator", "add the key indicator")
        elif question.indicator in uses and not given & uses[question.indicator]:
            remedy = "give one of its facts, or delete it"
            yield located.problem((*place, "indicator"), "no answer gives a fact of this indicator", remedy)


def _scored(content: Content) -> Iterator[Problem]:
    """Refuse a text that an indicator does not score, and one that it scores but no answer gives."""
    scored = defaultdict(list)
    for located in content["indicators"]:
        scored[located.entry.facts[0]].append(located.entry)
    for located, place, question in questions(content):
        for index, gives in enumerate(question.gives):
            texts = {value for value in gives.values.values() if isinstance(value, str)}
            for indicator in scored[gives.fact] if texts else ():
                options = indicator.scoring.rule == "options"
                known = set(indicator.scoring.scores if options else indicator.scoring.allowed)
                for text in sorted(known - texts | (texts - known if options else set())):
                    said = "given by no answer" if text in known else "not scored"
                    remedy = f"write one of: {', '.join(sorted(known))}"
                    path = (*place, "gives", index, "values")
                    yield located.problem(path, f"« {text} » of « {indicator.id} » is {said}", remedy)


def _same(content: Content) -> Iterator[Problem]:
    """Refuse what would be shown of a register or of an observation and could not be compared, or would influence."""
    facts, kinds = _facts(content), _sources(content)
    for located, place, question in questions(content):
        for index, known in enumerate(question.known):
            path = (*place, "known", index)
            fact = facts.get(known.fact)
            if fact is None:
                yield from rules.unknown(located, (*path, "fact"), [known.fact], list(facts))
                continue
            source = kinds.get(fact.source)
            if source == "declaration" or fact.type == "number":
                message = f"« {known.fact} » is {'declared too' if source == 'declaration' else 'a number'}"
                yield located.problem((*path, "fact"), message, "name a text or a yes/no of a register or observation")
            if known.use == "prefill" and (source != "register" or question.kind not in ("yes-no", "one-of")):
                remedy = "write compare: only a register fills in, and one answer alone"
                yield located.problem((*path, "use"), f"« {known.fact} » cannot fill it in", remedy)
            if fact.type == "boolean":
                yield from rules.unknown(located, (*path, "same"), known.same, [YES, NO])
            for codes in known.same.values():
                yield from rules.unknown(located, (*path, "same"), codes, list(question.codes))
            if not all(known.same.values()):
                yield located.problem((*path, "same"), "agrees with no answer", "name codes, or delete it")


RULES: list[ContentRule] = [_given, _once, _feeds, _scored, _same]
