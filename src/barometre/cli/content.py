"""`barometre catalogue`: the content."""

from pathlib import Path
from typing import Annotated

import typer

from barometre.cli.output import console, print_entry
from barometre.errors import BarometreError

catalogue_app = typer.Typer(name="catalogue", help="Check, list and document the content.", no_args_is_help=True)

Folder = Annotated[Path | None, typer.Argument(help="Folder of the catalogue (default: the package's).")]


@catalogue_app.command("check")
def check_command(folder: Folder = None) -> None:
    """Check the content; each problem is one line: file, line, key, what is wrong, remedy. Status 1 if any.

    A warning (an obligation that is no longer in force) is a line too, and changes no status.
    """
    from datetime import date

    from barometre.catalogue.check import read_content
    from barometre.catalogue.paths import read_paths
    from barometre.catalogue.rules import ids_of
    from barometre.programme.content import read_programme

    content, problems = read_content(folder, date.today())
    programme, more = read_programme(folder, content)
    problems += more + read_paths(folder, ids_of(content)["facts"])[1]
    for problem in problems:
        console.print(str(problem), markup=False, highlight=False, soft_wrap=True)
    wrong = [problem for problem in problems if not problem.warning]
    if wrong:
        raise BarometreError(f"{len(wrong)} problem(s) in the catalogue: correct the lines named above")
    objectives = f", {len(programme['objectives'])} objectives of the programme" if programme else ""
    summary = f"{len(content['indicators'])} indicators over {len(content['themes'])} themes{objectives}"
    console.print(f"{summary}: no problem found.", soft_wrap=True)


@catalogue_app.command("list")
def list_command(folder: Folder = None) -> None:
    """List the indicators, by theme, with what each is known from."""
    from barometre.catalogue.load import load_catalogue

    catalogue = load_catalogue(folder)
    for theme in catalogue.themes.values():
        console.print(f"{theme.id} — {theme.name}", markup=False, highlight=False)
        for indicator in catalogue.indicators.values():
            if indicator.theme == theme.id:
                live = "live" if catalogue.is_live(indicator) else "no source yet"
                print_entry(indicator.id, f"{indicator.title} — {live} — concerns {indicator.concerns or 'all'}")


@catalogue_app.command("document")
def document_command(
    out: Annotated[Path, typer.Option(help="Folder to write them to.")] = Path("docs"),
    folder: Folder = None,
) -> None:
    """Write methodology.md, questionnaires.md and data-dictionary.md from the content: they cannot say otherwise."""
    from barometre.catalogue.document import document_dictionary, document_methodology
    from barometre.catalogue.document_questionnaires import document_questionnaires
    from barometre.catalogue.load import load_catalogue
    from barometre.edition.build import METHOD
    from barometre.edition.schema import TABLES
    from barometre.programme.effect.study import METHODOLOGY

    catalogue = load_catalogue(folder)
    methodology = document_methodology(catalogue, METHOD, {"L’effet des aides": METHODOLOGY})
    documents = {
        "methodology.md": methodology,
        "questionnaires.md": document_questionnaires(catalogue),
        "data-dictionary.md": document_dictionary(catalogue, TABLES),
    }
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, text in documents.items():
            (out / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise BarometreError(f"Cannot write to {out}: {error.strerror}; give a folder you may write to") from None
    console.print(f"Written: {', '.join(str(out / name) for name in documents)}")
