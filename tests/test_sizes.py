"""Files and functions stay small, and imports never go round: what a reader can hold in mind.

YAML is left out: the catalogue is prose for people who do not program, one entry after another, and its length says
how much is measured, not how hard it is to read. Data, generated documents and uv.lock are not read by people.
"""

import ast
from pathlib import Path
from statistics import median, quantiles

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src"
FOLDERS = ("src", "tests", "bench", "tools")


def files(*suffixes):
    """Files that people write, by their suffixes."""
    return [path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.suffix in suffixes]


def lengths_of_files():
    return {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in files(".py", ".html", ".css")
    }


def lengths_of_functions():
    return {
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}": node.end_lineno - node.lineno + 1
        for path in files(".py")
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def over(lengths, limit):
    return {name: length for name, length in sorted(lengths.items(), key=lambda item: -item[1]) if length > limit}


@pytest.mark.parametrize(
    ("measure", "middle", "nearly_all", "limit"),
    [
        pytest.param(lengths_of_files, 120, 300, 400, id="files"),
        pytest.param(lengths_of_functions, 40, 40, 80, id="functions"),
    ],
)
def test_sizes(measure, middle, nearly_all, limit):
    lengths = measure()
    assert over(lengths, limit) == {}, f"longer than {limit} lines"
    assert quantiles(lengths.values(), n=20)[-1] <= nearly_all, over(lengths, nearly_all)
    assert median(lengths.values()) <= middle, over(lengths, middle)


def modules():
    """Module name -> its file, for the package."""
    return {
        ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__"): path
        for path in PACKAGE.rglob("*.py")
    }


def imports(path, known):
    """Modules of the package that a file imports, at the top or inside a function; types only do not run."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: write the whole name of the module"
            inner = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (name for name in inner if name in known)
            if node.module in known and not all(name in known for name in inner):
                yield node.module


def cycle(graph):
    """One way round the graph, as the names met, or nothing."""
    done, trail = set(), []

    def visit(name):
        if name in trail:
            return [*trail[trail.index(name) :], name]
        if name in done:
            return []
        trail.append(name)
        found = next((way for following in sorted(graph[name]) if (way := visit(following))), [])
        trail.pop()
        done.add(name)
        return found

    return next((way for name in sorted(graph) if (way := visit(name))), [])


def test_imports_never_go_round():
    known = modules()
    graph = {name: set(imports(path, known)) - {name} for name, path in known.items()}
    assert sum(map(len, graph.values())) > len(known), "imports are found"
    assert " → ".join(cycle(graph)) == ""


def test_a_way_round_is_found():
    assert cycle({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == ["b", "c", "b"]
    assert cycle({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []
