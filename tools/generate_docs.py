"""Write the documents made from the code, or with --check say which are not those of the code.

    .venv/bin/python tools/generate_docs.py [--check]

docs/cli.md from the command line, docs/methodology.md, docs/questionnaires.md and docs/data-dictionary.md from the
catalogue and the tables of an edition, docs/decisions/README.md from the decisions; in the other pages, each figure
between `<!-- figure: NAME -->` and `<!-- end -->`; the drawings of the pages as pictures (tools/drawings.py).
docs/openapi.json from the API: not when that would break who calls it (tools/api_breaks.py).
"""

import json
import os
import re
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import django
import typer

import drawings
from api_breaks import breaks
from barometre.catalogue.document import document_dictionary, document_methodology
from barometre.catalogue.document_questionnaires import document_questionnaires
from barometre.catalogue.load import load_catalogue
from barometre.catalogue.models import Catalogue
from barometre.cli.main import app
from barometre.edition.build import METHOD
from barometre.edition.schema import TABLES
from barometre.programme.effect.study import METHODOLOGY
from barometre.territory.reference import collectivites

DOCS = Path(__file__).parents[1] / "docs"
FIGURE = re.compile(r"(<!-- figure: ([a-z]+) -->).*?(<!-- end -->)")


def documents() -> dict[str, str]:
    """File name -> what it must hold."""
    catalogue, pages = load_catalogue(), dict(_pages())
    api = openapi()
    told = figures(catalogue, json.loads(api))
    return {
        **{
            name: FIGURE.sub(lambda found: found[1] + told[found[2]] + found[3], text)
            for name, text in pages.items()
            if FIGURE.search(text)
        },
        **_pictures(pages),
        "cli.md": command_line(),
        "decisions/README.md": decisions(),
        "methodology.md": document_methodology(catalogue, METHOD, {"L’effet des aides": METHODOLOGY}),
        "questionnaires.md": document_questionnaires(catalogue),
        "data-dictionary.md": document_dictionary(catalogue, TABLES),
        "openapi.json": api,
    }


def _pages() -> Iterator[tuple[str, str]]:
    """Yield the pages by their names from docs/, with their texts."""
    for path in sorted(DOCS.rglob("*.md")):
        yield path.relative_to(DOCS).as_posix(), path.read_text(encoding="utf-8")


def _pictures(pages: dict[str, str]) -> dict[str, str]:
    """File name -> drawing of a page, as SVG."""
    drawn = (drawing for name, text in pages.items() for drawing in drawings.drawings(text, name))
    return {drawing.path.as_posix(): drawings.picture(drawing, DOCS) for drawing in drawn}


def figures(catalogue: Catalogue, api: dict[str, Any]) -> dict[str, str]:
    """Return the figures that pages may tell, by their names, as French writes them."""
    commands = [command for _, command in walk(typer.main.get_command(app), "barometre")]
    counts = {
        "addresses": len(api["paths"]),
        "commands": sum(not getattr(command, "commands", None) for command in commands),
        "facts": len(catalogue.facts),
        "indicators": len(catalogue.indicators),
        "measured": collectivites()["measured"].sum(),
        "obligations": sum(one.kind == "obligation" for one in catalogue.obligations.values()),
        # The one without a theme says who answers, and counts nowhere.
        "questionnaires": sum(one.theme is not None for one in catalogue.questionnaires.values()),
        "sources": len(catalogue.sources),
        "themes": len(catalogue.themes),
        "tools": len(catalogue.tools),
    }
    return {name: f"{count:,}".replace(",", "\u202f") for name, count in counts.items()}


def decisions() -> str:
    """List the decisions, from their titles."""
    parts = ["# Decisions\n", "<!-- Written by `make docs` from the titles of the decisions. -->\n"]
    parts.append("Why it is made so; each says what was known, what was decided, and what follows.\n")
    for path in sorted((DOCS / "decisions").glob("[0-9]*.md")):
        number, title = path.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ").split(". ", 1)
        parts.append(f"- {number} [{title}]({path.name})")
    return "\n".join(parts) + "\n"


def openapi() -> str:
    """Return the OpenAPI document of the API, for review."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "barometre.web.settings")
    os.environ.setdefault("BAROMETRE_SECRET_KEY", "only-to-write-documents")
    django.setup()
    from barometre.web.api.document import openapi_document  # noqa: PLC0415  (needs Django set up)

    document = openapi_document()
    reviewed = DOCS / "openapi.json"
    kept = json.loads(reviewed.read_text(encoding="utf-8")) if reviewed.exists() else document
    if found := breaks(kept, json.loads(json.dumps(document)), date.today()):
        raise SystemExit("docs/openapi.json: this would break who calls /api/v1/\n" + "\n".join(found))
    return json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def command_line() -> str:
    """Each command with its help, as a person reads it."""
    parts = ["# The `barometre` command\n", "<!-- Written by `make docs` from the help of the commands. -->\n"]
    parts += [_section(name, command) for name, command in walk(typer.main.get_command(app), "barometre")]
    return "\n".join(parts)


def walk(command: Any, name: str) -> Iterator[tuple[str, Any]]:  # noqa: ANN401  (Typer names no public type)
    """Yield a command and all those below it, with their full names."""
    yield name, command
    for child, below in getattr(command, "commands", {}).items():
        yield from walk(below, f"{name} {child}")


def _section(name: str, command: Any) -> str:  # noqa: ANN401
    rows = []
    for parameter in command.params:
        if parameter.name == "help":
            continue
        names = ", ".join((*parameter.opts, *parameter.secondary_opts))
        shown = names if parameter.param_type_name == "option" else parameter.name.upper()
        rows.append(f"- `{shown}` — {getattr(parameter, 'help', None) or ''}")
    text = (command.help or "").strip()
    return f"## `{name}`\n\n{text}\n" + ("\n" + "\n".join(rows) + "\n" if rows else "")


def main(check: bool) -> int:
    """Write, or check; returns the exit status."""
    stale = []
    for name, text in documents().items():
        path = DOCS / name
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if not check:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
    for name in stale:
        said = "is not what the code says: run `make docs` and commit it" if check else "written"
        sys.stderr.write(f"docs/{name}: {said}\n")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
