"""Write the documents made from the code, or with --check say which are not those of the code.

    .venv/bin/python tools/generate_docs.py [--check]

docs/cli.md from the command line, docs/methodology.md, docs/questionnaires.md and docs/data-dictionary.md from the
catalogue and the tables of an edition, docs/openapi.json from the API: not when that would break who calls it
(tools/api_breaks.py).
"""

import json
import os
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import django
import typer

from api_breaks import breaks
from barometre.catalogue.document import document_dictionary, document_methodology
from barometre.catalogue.document_questionnaires import document_questionnaires
from barometre.catalogue.load import load_catalogue
from barometre.cli.main import app
from barometre.edition.build import METHOD
from barometre.edition.schema import TABLES
from barometre.programme.effect.study import METHODOLOGY

DOCS = Path(__file__).parents[1] / "docs"


def documents() -> dict[str, str]:
    """File name -> what it must hold."""
    catalogue = load_catalogue()
    return {
        "cli.md": command_line(),
        "methodology.md": document_methodology(catalogue, METHOD, {"L’effet des aides": METHODOLOGY}),
        "questionnaires.md": document_questionnaires(catalogue),
        "data-dictionary.md": document_dictionary(catalogue, TABLES),
        "openapi.json": openapi(),
    }


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
            path.write_text(text, encoding="utf-8")
    for name in stale:
        said = "is not what the code says: run `make docs` and commit it" if check else "written"
        sys.stderr.write(f"docs/{name}: {said}\n")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
