"""Conditions on former answers: `cyber-sauvegarde in (jour, semaine)`, `lieu == oui and heures >= 2`.

Three-valued (Kleene): a question without an answer, or answered by « je ne sais pas », makes a comparison of numbers
unknown; and what is not surely true is not asked.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from barometre.errors import BarometreError

_TOKEN = re.compile(r"\s*(?:(?P<word>[a-z0-9]+(?:[.-][a-z0-9]+)*)|(?P<sign>==|!=|>=|<=|>|<|\(|\)|,))")
# Words of the language: no question and no option bears one of these names.
_WORDS = ("and", "or", "not", "in", "includes")
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    ">=": lambda a, b: a >= b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    "<": lambda a, b: a < b,
}


@dataclass(frozen=True)
class Comparison:
    """One comparison: question, sign (`==`, `!=`, `in`, `includes`, `>=`…), codes or one number."""

    question: str
    sign: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Joined:
    """Conditions joined by `and` or `or`, or one denied by `not`."""

    word: str
    parts: tuple["Comparison | Joined", ...]


Tree = Comparison | Joined


@cache
def parse(text: str) -> Tree:
    """Read a condition.

    Raises:
        BarometreError: the text is not in this language; says what is allowed.
    """
    tokens, position = [], 0
    while text[position:].strip():
        match = _TOKEN.match(text, position)
        if match is None:
            raise _not_understood(text, f"« {text[position:].strip()[:20]} »")
        tokens.append(match["word"] or match["sign"])
        position = match.end()
    reader = _Reader(text, tokens)
    tree = reader.either()
    if reader.rest:
        raise _not_understood(text, f"« {reader.rest[0]} »")
    return tree


def comparisons_of(tree: Tree) -> list[Comparison]:
    """Return the comparisons of a condition, in order."""
    return [tree] if isinstance(tree, Comparison) else [test for part in tree.parts for test in comparisons_of(part)]


def holds(tree: Tree, answers: Mapping[str, Any]) -> bool | None:
    """Return whether a condition holds; None: not known.

    Args:
        tree: the condition.
        answers: question -> value as `survey.values` makes it; one not asked, or without an answer, is absent.
    """
    if isinstance(tree, Comparison):
        return _test(tree, answers.get(tree.question))
    found = [holds(part, answers) for part in tree.parts]
    if tree.word == "not":
        return None if found[0] is None else not found[0]
    decisive = tree.word == "or"
    return decisive if decisive in found else None if None in found else not decisive


def _test(test: Comparison, value: Any) -> bool | None:  # noqa: ANN401  (an answer is a text, a number, a list or a table)
    if value is None:
        return None
    if test.sign in _COMPARE:
        return _COMPARE[test.sign](value, float(test.values[0])) if isinstance(value, int | float) else None
    given = value if isinstance(value, list) else [value]
    found = any(one in test.values for one in given)
    return not found if test.sign == "!=" else found


class _Reader:
    """Read tokens from left to right: `or` binds least, then `and`, then `not`."""

    def __init__(self, text: str, tokens: list[str]) -> None:
        self.text, self.rest = text, tokens

    def either(self) -> Tree:
        return self._joined("or", self._both)

    def _both(self) -> Tree:
        return self._joined("and", self._one)

    def _joined(self, word: str, part: Callable[[], Tree]) -> Tree:
        parts = [part()]
        while self.rest[:1] == [word]:
            self.rest = self.rest[1:]
            parts.append(part())
        return parts[0] if len(parts) == 1 else Joined(word, tuple(parts))

    def _one(self) -> Tree:
        token = self._next()
        if token == "not":
            return Joined("not", (self._one(),))
        if token == "(":
            inner = self.either()
            self._expect(")")
            return inner
        if not token[0].isalnum() or token in _WORDS:
            raise _not_understood(self.text, f"« {token} »")
        sign = self._next()
        if sign == "in":
            return Comparison(token, sign, self._several())
        if sign not in ("==", "!=", "includes", *_COMPARE):
            raise _not_understood(self.text, f"« {sign} »")
        value = self._next()
        if sign in _COMPARE and not value.isdecimal():
            raise _not_understood(self.text, f"« {value} » is not a number")
        return Comparison(token, sign, (value,))

    def _several(self) -> tuple[str, ...]:
        self._expect("(")
        values = [self._next()]
        while self.rest[:1] == [","]:
            self.rest = self.rest[1:]
            values.append(self._next())
        self._expect(")")
        return tuple(values)

    def _expect(self, sign: str) -> None:
        if (found := self._next()) != sign:
            raise _not_understood(self.text, f"« {found} » where « {sign} » is awaited")

    def _next(self) -> str:
        if not self.rest:
            raise _not_understood(self.text, "it ends too soon")
        token, self.rest = self.rest[0], self.rest[1:]
        return token


def _not_understood(text: str, what: str) -> BarometreError:
    return BarometreError(
        f"Condition « {text} » is not understood ({what}); write « question == option », « question in (a, b) », "
        "« question includes option » or « question >= 3 », joined by and, or, not, ( )"
    )


def written(tree: Tree) -> str:
    """Return the text of a condition; `parse` reads it back as it was."""
    if isinstance(tree, Comparison):
        values = f"({', '.join(tree.values)})" if tree.sign == "in" else tree.values[0]
        return f"{tree.question} {tree.sign} {values}"
    parts = [
        f"({written(part)})" if isinstance(part, Joined) and part.word != "not" else written(part)
        for part in tree.parts
    ]
    return f"not {parts[0]}" if tree.word == "not" else f" {tree.word} ".join(parts)
