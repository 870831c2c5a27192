"""What commands print: tables, lists and JSON."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from textwrap import fill

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from barometre.errors import BarometreError

console = Console()
# Where the step under way is shown, when standard output is for the answer.
status_console = Console(stderr=True)


def refuse_outputs(written: Iterable[Path | None], read: Iterable[Path | None]) -> None:
    """Refuse to write over a folder, a file that the command reads, or the same file twice.

    Raises:
        BarometreError: names the file.
    """
    used = {path.resolve() for path in read if path}
    for path in filter(None, written):
        if path.is_dir() or path.resolve() in used:
            raise BarometreError(
                f"Cannot write {path}: it is a folder, or another file of this command; name a new file"
            )
        used.add(path.resolve())


def print_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table; in one of three columns or more, all but the first hold numbers and are aligned on the right."""
    table = Table(title=title, title_justify="left")
    for place, column in enumerate(columns):
        table.add_column(column, overflow="fold", justify="left" if place == 0 or len(columns) < 3 else "right")
    for row in rows:
        table.add_row(*("" if cell is None else escape(str(cell)) for cell in row))
    console.print(table)


def print_entry(name: str, description: str) -> None:
    """Print one entry of a list: its identifier alone on a line, easy to copy, then its description."""
    console.print(f"  {name}", markup=False, highlight=False, style="bold")
    indent = " " * 6
    lines = fill(description, console.width, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)
    console.print(lines, markup=False, highlight=False)


def print_json(value: object) -> None:
    """Print a value as JSON, accents as they are."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))
