"""The drawing and the walks of docs/architecture.md are those of the code; imports have no cycle."""

import ast
import re
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from statements import statements, tree_of

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src"
PAGE = (ROOT / "docs" / "architecture.md").read_text("utf-8")
# Packages drawn room by room; every other one is one room.
OPENED = ("observation", "web")
# Modules that stand beside the packages and are drawn as one room.
FOUNDATION = "foundation"
LONGEST_WALK = 16


@cache
def imports():
    """Module of the package -> modules of the package that it imports anywhere, in functions too."""
    paths = {".".join(path.relative_to(SOURCE).with_suffix("").parts): path for path in SOURCE.rglob("*.py")}
    modules = {name.removesuffix(".__init__"): path for name, path in paths.items()}
    return {name: set(imported(name, path, modules)) - {name} for name, path in modules.items()}


def imported(name, path, modules):
    """Modules that one module imports: `from package import module` is the module, not the package."""
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node in statements(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in modules)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names:
                whole = f"{base}.{alias.name}"
                yield from [whole] if whole in modules else [base] if base in modules else []


def room(module):
    """Room of a module as the drawing names it: `observation.net`, `catalogue`, `foundation`."""
    _, *names = module.split(".")
    inside = SOURCE / "barometre"
    if not names or not (inside / names[0]).is_dir():
        return "addresses" if names == ["addresses"] else FOUNDATION
    opened = len(names) > 1 and names[0] in OPENED and (inside / names[0] / names[1]).is_dir()
    return ".".join(names[: 2 if opened else 1])


def arrows():
    """Pairs of rooms (importer, imported)."""
    pairs = {(room(name), room(target)) for name, targets in imports().items() for target in targets}
    return {(one, other) for one, other in pairs if one != other}


def drawn():
    """Pairs of rooms that the drawing joins by an arrow."""
    drawing = re.search(r"<!-- rooms -->\n```mermaid\n(.*?)```", PAGE, re.DOTALL)[1]
    return {
        (one, other)
        for line in drawing.splitlines()
        if " --> " in line
        for one, others in [line.strip().split(" --> ")]
        for other in others.split(" & ")
    }


def reached(room_, edges):
    """Rooms that one can go to by arrows."""
    found, waiting = set(), [room_]
    while waiting:
        here = waiting.pop()
        new = {other for one, other in edges if one == here} - found
        found |= new
        waiting += new
    return found


def test_no_import_cycle():
    graph = imports()
    assert sum(map(len, graph.values())) > len(graph), "imports are seen"
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def test_a_cycle_would_be_seen(tmp_path):
    (tmp_path / "a.py").write_text("def late():\n    from package import b\n")
    modules = {"package.a": tmp_path / "a.py", "package.b": tmp_path / "b.py"}
    assert list(imported("package.a", tmp_path / "a.py", modules)) == ["package.b"]


def test_every_arrow_drawn_is_an_import():
    assert len(drawn()) > 20, "the drawing is read"
    assert sorted(drawn() - arrows()) == []


def test_every_import_goes_along_arrows_drawn():
    edges = drawn()
    assert sorted((one, other) for one, other in arrows() if other not in reached(one, edges)) == []


def test_the_drawing_shows_no_arrow_twice():
    """An arrow that others already imply hides the shape of the whole."""
    edges = drawn()
    assert sorted((one, other) for one, other in edges if other in reached(one, edges - {(one, other)})) == []


def walks():
    """Title of each walk -> the files that it goes through, in order."""
    part = PAGE.partition("## Four walks")[2].partition("\n## ")[0]
    found = re.findall(r"^### (.+?)\n(.*?)(?=^### |\Z)", part, re.DOTALL | re.MULTILINE)
    return {title: re.findall(r"^\d+\. `([\w./]+)`", text, re.MULTILINE) for title, text in found}


def test_there_are_four_walks():
    assert len(walks()) == 4


@pytest.mark.parametrize("title", walks())
def test_a_walk_goes_through_few_files_that_exist(title):
    files = walks()[title]
    assert 5 < len(files) <= LONGEST_WALK
    assert len(set(files)) == len(files)
    assert [file for file in files if not (SOURCE / "barometre" / file).is_file()] == []
