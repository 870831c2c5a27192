"""Statements of Python files: a walk that leaves expressions alone is five times as short."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

_INSIDE = ("body", "orelse", "finalbody", "handlers", "cases")


@cache
def tree_of(path: Path) -> ast.Module:
    """Parse a file, once for all the tests that read it."""
    return ast.parse(path.read_text("utf-8"))


def statements(tree: ast.AST) -> Iterator[ast.AST]:
    """Give every statement of a tree, those inside others too."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        inside = [one for name in _INSIDE for one in getattr(node, name, ())]
        yield from inside
        waiting += inside
