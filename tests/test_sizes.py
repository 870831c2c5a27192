"""The size gate: small files, short functions. Each failure names the offenders.

Content (YAML, data, the generated documents, uv.lock) is not counted: it is read entry by entry, never from end to end.
"""

import ast
from functools import cache
from pathlib import Path
from statistics import median, quantiles

from statements import statements, tree_of

ROOT = Path(__file__).parents[1]
FOLDERS = ("src", "tests", "bench", "tools", ".ci")
COUNTED = {".py", ".html", ".css", ".svg", ".xml", ".txt", ".sh"}
FILE_MEDIAN, FILE_P95, FILE_MAX = 120, 300, 400
FUNCTION_P95, FUNCTION_MAX = 40, 80


@cache
def files():
    """Source files, with their number of lines."""
    paths = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.suffix in COUNTED]
    return {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in paths}


@cache
def functions():
    """Functions of every Python file, with their number of lines, docstring and decorators included."""
    found = {}
    for name in files():
        if name.endswith(".py"):
            for node in statements(tree_of(ROOT / name)):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
                    found[f"{name}:{node.lineno} {node.name}"] = node.end_lineno - first + 1
    return found


def over(sizes, limit):
    """What is longer than a limit, longest first."""
    return sorted(((lines, name) for name, lines in sizes.items() if lines > limit), reverse=True)


def p95(sizes):
    return quantiles(sizes.values(), n=20)[-1]


def test_no_file_is_long():
    assert not over(files(), FILE_MAX)


def test_files_are_short_as_a_rule():
    sizes = files()
    assert median(sizes.values()) <= FILE_MEDIAN, over(sizes, FILE_MEDIAN)
    assert p95(sizes) <= FILE_P95, over(sizes, FILE_P95)


def test_no_function_is_long():
    assert not over(functions(), FUNCTION_MAX)


def test_functions_are_short_as_a_rule():
    sizes = functions()
    assert p95(sizes) <= FUNCTION_P95, over(sizes, FUNCTION_P95)
