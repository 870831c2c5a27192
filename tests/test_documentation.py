"""The documentation cannot drift: what exists has its section, what is generated is current, what is named exists."""

import ast
import re
import runpy
from functools import cache
from pathlib import Path

import pytest

from barometre.catalogue.load import load_catalogue
from barometre.settings import Settings
from statements import tree_of

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PACKAGE = ROOT / "src" / "barometre"
GENERATOR = ROOT / "tools" / "generate_docs.py"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *(ROOT / "bench").glob("*.md")])
HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def text(path):
    return path.read_text(encoding="utf-8")


def headings(path):
    return HEADING.findall(FENCE.sub("", text(path)))


def name(path):
    return str(path.relative_to(ROOT))


@cache
def trees():
    """File -> syntax tree, for every module of the package but migrations, which Django writes."""
    found = {path: tree_of(path) for path in PACKAGE.rglob("*.py") if path.parent.name != "migrations"}
    assert found
    return found


def missing(wanted, page):
    """What has no heading naming it, between backquotes, in a page of docs/."""
    found = set(re.findall(r"`([^`]+)`", "\n".join(headings(DOCS / page))))
    return sorted(set(wanted) - found)


def commands(app=None, prefix="barometre"):
    """Every command, groups included, as one types it."""
    import typer

    from barometre.cli.main import app as root

    app = app or typer.main.get_command(root)
    yield prefix
    for word, below in getattr(app, "commands", {}).items():
        yield from commands(below, f"{prefix} {word}")


def test_every_command_has_its_section():
    assert missing(commands(), "cli.md") == []


def test_every_setting_has_its_section():
    variables = [field.validation_alias or f"BAROMETRE_{word.upper()}" for word, field in Settings.model_fields.items()]
    assert missing(variables, "operating.md") == []


def test_every_indicator_has_its_section():
    assert missing(load_catalogue().indicators, "methodology.md") == []


def test_every_endpoint_has_its_section():
    from barometre.web.api.document import openapi_document

    found = {part for part in re.findall(r"[^`\s]+", " ".join(headings(DOCS / "api.md"))) if part.startswith("/")}
    paths = {path.removeprefix("/api/v1") for path in openapi_document()["paths"]}
    assert sorted(paths - {part.removeprefix("/api/v1") for part in found}) == []


def test_generated_documents_are_those_of_the_code():
    documents = runpy.run_path(GENERATOR)["documents"]()
    assert documents
    assert [name for name, content in documents.items() if text(DOCS / name) != content] == []


def template(message):
    """A message as documented: what varies is an ellipsis."""
    parts = message.values if isinstance(message, ast.JoinedStr) else [message]
    return "".join(part.value if isinstance(part, ast.Constant) else "…" for part in parts)


def error_lines():
    """(where, template) of every error a person may read, but those that only hand on what was said below."""
    for path, tree in trees().items():
        if "BarometreError(" not in text(path):
            continue
        calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args)
        for call in calls:
            line = template(call.args[0]) if getattr(call.func, "id", "") == "BarometreError" else ""
            if re.search(r"\w{2}", line):
                yield f"{name(path)}:{call.lineno}", line


def test_every_error_line_has_its_remedy():
    pages = ("operating.md", "observation.md", "steering.md", "fund-format.md", "composite-index.md", "robustness.md")
    page = "".join(text(DOCS / name) for name in pages)
    lines = dict(error_lines())
    assert lines
    assert {where: line for where, line in lines.items() if f"`{line}`" not in page} == {}


def anchor(heading):
    """Anchor that GitHub gives to a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_relative_link_leads_somewhere(page):
    links = re.findall(r"\]\(([^)\s]+)\)", FENCE.sub("", text(page)))
    dead = []
    for link in links:
        address, _, part = link.partition("#")
        if re.match(r"[a-z]+:", address):
            continue
        target = (page.parent / address).resolve() if address else page
        known = target.is_file() and part and target.suffix == ".md" and part in map(anchor, headings(target))
        if not (known if part else target.exists()):
            dead.append(link)
    assert dead == []


PATH = re.compile(r"\b(?:src|tests|docs|bench|tools)/[\w./-]*\w")


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_file_named_in_a_page_exists(page):
    named = PATH.findall(" ".join(re.findall(r"`([^`\n]+)`", FENCE.sub("", text(page)))))
    assert [path for path in named if not list(ROOT.glob(f"{path}*"))] == []


def test_every_document_named_in_the_code_exists():
    mention = re.compile(r"(?<![\w/])docs/[\w./-]*\w")
    named = {(name(path), found) for path in PACKAGE.rglob("*.py") for found in mention.findall(text(path))}
    assert named
    assert [(path, found) for path, found in sorted(named) if not list(ROOT.glob(f"{found}*"))] == []


def public(tree):
    """Public functions and methods of a module, with what they are in."""
    owners = [tree, *(node for node in tree.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_"))]
    for owner in owners:
        for node in owner.body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
                yield node, isinstance(owner, ast.ClassDef)


def faults(node, is_method):
    """What a public function lacks."""
    arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs, node.args.vararg, node.args.kwarg]
    is_static = any(getattr(decorator, "id", "") == "staticmethod" for decorator in node.decorator_list)
    own = 1 if is_method and not is_static else 0
    bare = [argument.arg for argument in arguments[own:] if argument and argument.annotation is None]
    return ["docstring"] * (ast.get_docstring(node) is None) + ["return type"] * (node.returns is None) + bare


def test_every_public_function_says_what_it_does_with_which_types():
    lacking = {
        f"{name(path)}:{node.lineno} {node.name}": found
        for path, tree in trees().items()
        for node, is_method in public(tree)
        if (found := faults(node, is_method))
    }
    assert lacking == {}


def test_every_module_says_what_it_is_for():
    assert [name(path) for path, tree in trees().items() if ast.get_docstring(tree) is None] == []
