"""Conditions in the two languages: ours (`lieu == oui`) and that of XLSForm, XPath (`${lieu} = 'oui'`)."""

import re
from collections.abc import Callable, Mapping

from barometre.catalogue.only_if import Comparison, Joined, Tree, written

# Names of XLSForm hold what our ids hold; texts stand between quotes, straight or, as spreadsheets change them, curly.
_TOKEN = re.compile(
    r"\s*(?:\$\{\s*(?P<name>[\w.-]+)\s*\}"
    r"|'(?P<single>[^']*)'|\"(?P<double>[^\"]*)\"|[‘’](?P<curly>[^‘’]*)[‘’]|“(?P<curlies>[^“”]*)”"
    r"|(?P<number>\d+(?:\.\d+)?)|(?P<word>[a-z-]+)|(?P<sign>!=|>=|<=|=|>|<|\(|\)|,))"
)
_TEXTS = ("single", "double", "curly", "curlies")
_ORDERS = (">=", "<=", ">", "<")


class NotSupportedError(ValueError):
    """An expression says something that our conditions do not; its text is what."""


def to_xpath(tree: Tree, kinds: Mapping[str, str]) -> str:
    """Write a condition as XPath.

    Args:
        tree: the condition (`catalogue.only_if`).
        kinds: question -> kind.
    """
    if isinstance(tree, Comparison):
        return _test(tree, kinds)
    if tree.word == "not":
        return f"not({to_xpath(tree.parts[0], kinds)})"
    parts = [f"({to_xpath(one, kinds)})" if isinstance(one, Joined) else to_xpath(one, kinds) for one in tree.parts]
    return f" {tree.word} ".join(parts)


def from_xpath(text: str) -> str:
    """Read an XPath expression as the text of a condition.

    Raises:
        NotSupportedError: it says something that our conditions do not; says what.
    """
    reader = _Reader(text)
    tree = reader.either()
    if reader.rest:
        raise NotSupportedError(reader.rest[0][1])
    return written(tree)


def _test(test: Comparison, kinds: Mapping[str, str]) -> str:
    name = f"${{{test.question}}}"
    if test.sign in _ORDERS:
        return f"{name} {test.sign} {test.values[0]}"
    several = kinds.get(test.question) == "several-of"
    found = [f"selected({name}, '{code}')" if several else f"{name} = '{code}'" for code in test.values]
    if test.sign == "!=":
        return f"not({found[0]})" if several else f"{name} != '{test.values[0]}'"
    return found[0] if len(found) == 1 else f"({' or '.join(found)})"


class _Reader:
    """Read tokens (kind, text) from left to right; `or` binds least."""

    def __init__(self, text: str) -> None:
        self.rest: list[tuple[str, str]] = []
        position = 0
        while text[position:].strip():
            match = _TOKEN.match(text, position)
            if match is None or match.lastgroup is None:
                raise NotSupportedError(text[position:].strip()[:20])
            kind = "text" if match.lastgroup in _TEXTS else match.lastgroup
            self.rest.append((kind, match[match.lastgroup]))
            position = match.end()

    def either(self) -> Tree:
        tree = self._joined("or", lambda: self._joined("and", self._one))
        return _gathered(tree) if isinstance(tree, Joined) else tree

    def _joined(self, word: str, part: Callable[[], Tree]) -> Tree:
        parts = [part()]
        while self.rest[:1] == [("word", word)]:
            self.rest = self.rest[1:]
            parts.append(part())
        return parts[0] if len(parts) == 1 else Joined(word, tuple(parts))

    def _one(self) -> Tree:
        kind, token = self._next()
        if (kind, token) == ("sign", "("):
            inner = self.either()
            self._expect(")")
            return inner
        if kind == "word" and token in ("not", "selected"):
            self._expect("(")
            inner = self.either() if token == "not" else self._selected()
            self._expect(")")
            return Joined("not", (inner,)) if token == "not" else inner
        if kind != "name":
            raise NotSupportedError(token)
        return self._compared(token)

    def _selected(self) -> Tree:
        kind, name = self._next()
        self._expect(",")
        value_kind, value = self._next()
        if kind != "name" or value_kind != "text":
            raise NotSupportedError(f"selected({name}, {value})")
        return Comparison(name, "includes", (value,))

    def _compared(self, name: str) -> Tree:
        _, sign = self._next()
        kind, value = self._next()
        if kind == "text" and sign in ("=", "!="):
            return Comparison(name, "==" if sign == "=" else sign, (value,))
        if kind == "number" and value.isdecimal() and sign in _ORDERS:
            return Comparison(name, sign, (value,))
        raise NotSupportedError(f"{sign} {value}")

    def _expect(self, sign: str) -> None:
        if (found := self._next()) != ("sign", sign):
            raise NotSupportedError(found[1])

    def _next(self) -> tuple[str, str]:
        if not self.rest:
            raise NotSupportedError("…")
        token, self.rest = self.rest[0], self.rest[1:]
        return token


def _gathered(tree: Joined) -> Tree:
    """Return `q == a or q == b` as `q in (a, b)`."""
    tests = [part for part in tree.parts if isinstance(part, Comparison)]
    alike = {(test.question, test.sign) for test in tests}
    if tree.word == "or" and len(tests) == len(tree.parts) and len(alike) == 1 and tests[0].sign in ("==", "includes"):
        return Comparison(tests[0].question, "in", tuple(test.values[0] for test in tests))
    return tree
