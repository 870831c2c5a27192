"""Statements of Python files: a walk that leaves expressions alone is five times as short."""

import ast
from collections.abc import Iterator

_INSIDE = ("body", "orelse", "finalbody", "handlers", "cases")


def statements(tree: ast.AST) -> Iterator[ast.AST]:
    """Give every statement of a tree, those inside others too."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        inside = [one for name in _INSIDE for one in getattr(node, name, ())]
        yield from inside
        waiting += inside
