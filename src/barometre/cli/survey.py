"""`barometre survey`: questionnaires, waves and their answers."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from barometre.cli.campaigns import campaigns_app
from barometre.cli.estimate import estimate
from barometre.cli.output import print_json, print_table
from barometre.cli.survey_files import export_wave, import_answers
from barometre.cli.weigh import weigh

if TYPE_CHECKING:
    from barometre.catalogue.questionnaires import Questionnaire

survey_app = typer.Typer(name="survey", help="Questionnaires, waves and their answers.", no_args_is_help=True)
survey_app.add_typer(campaigns_app)
survey_app.command("import")(import_answers)
survey_app.command("export")(export_wave)
survey_app.command()(estimate)
survey_app.command()(weigh)

Known = Annotated[str, typer.Argument(metavar="QUESTIONNAIRE", help="Id of a questionnaire of the catalogue.")]


@survey_app.command("questionnaires")
def questionnaires_command(
    as_json: Annotated[bool, typer.Option("--json", help="Print them as JSON, with every question.")] = False,
) -> None:
    """List the questionnaires: version, questions, those of the short version, minutes at most by our estimate."""
    from barometre.catalogue.load import load_catalogue
    from barometre.survey.duration import minutes

    found = load_catalogue().questionnaires.values()
    if as_json:
        print_json([_as_data(one) for one in found])
        return
    rows = (
        (one.id, one.version, len(one.questions), sum(question.core for question in one.questions), minutes(one))
        for one in found
    )
    print_table("Questionnaires", ("questionnaire", "version", "questions", "short version", "minutes"), rows)


@survey_app.command("xlsform-export")
def xlsform_export(questionnaire: Known, out: Annotated[Path, typer.Option(help="Workbook to write (.xlsx).")]) -> None:
    """Write a questionnaire as an XLSForm workbook, to draft in a spreadsheet."""
    from barometre.survey.xlsform.files import write_workbook

    write_workbook(questionnaire, out)
    typer.echo(f"{out} is written: open it in a spreadsheet, KoboToolbox or ODK")


@survey_app.command("xlsform-import")
def xlsform_import(
    workbook: Annotated[Path, typer.Argument(help="XLSForm workbook (.xlsx).")],
    out: Annotated[Path, typer.Option(help="YAML file to write, to be put in the catalogue.")],
) -> None:
    """Read a questionnaire drafted as XLSForm; what is refused is told in French, with sheet and row."""
    from barometre.survey.xlsform.files import read_workbook

    refusals = read_workbook(workbook, out)
    for refusal in refusals:
        typer.echo(refusal)
    if refusals:
        raise typer.Exit(1)
    typer.echo(f"{out} is written: put it in catalogue/data/questionnaires/ and run barometre catalogue check")


@survey_app.command()
def paper(
    questionnaire: Known,
    out: Annotated[Path, typer.Option(help="PDF to write.")],
    kind: Annotated[
        Literal["commune", "epci", "departement", "region"], typer.Option(help="Kind of collectivité that reads it.")
    ] = "commune",
) -> None:
    """Write a questionnaire as PDF, for those who gather answers on paper first."""
    from barometre.survey.xlsform.files import find
    from barometre.typesetting import write_pdf
    from barometre.web.survey.respond.paper import paper as set_paper

    asked = find(questionnaire)
    write_pdf(set_paper(asked, kind, {"powers": [kind], "population": None}, date.today()), out)
    typer.echo(f"{out} is written")


@survey_app.command()
def facts() -> None:
    """Write the facts that collectivités chose to publish to the store: the next edition has them, and no other."""
    from barometre.settings import writable_var

    path = take_in(writable_var(), date.today())
    typer.echo(f"Written: {path}" if path else "Nothing new: the store says the same already")


def take_in(var: Path, today: date) -> Path | None:
    """Write what is published of the answers to the store of an instance; return the file, None when nothing is new."""
    from barometre.web.database import site_database

    with site_database():
        from barometre.web.survey.told import write_published  # models need Django set up

        return write_published(var / "facts", today)


def _as_data(questionnaire: "Questionnaire") -> dict[str, Any]:
    """Return a questionnaire as other programs read it."""
    questions = [
        {
            "id": question.id,
            "kind": question.kind,
            "text": question.text,
            "options": [option.model_dump() for option in question.options],
            "condition": question.only_if,
            "indicator": question.indicator,
        }
        for question in questionnaire.questions
    ]
    version = questionnaire.version
    return {"id": questionnaire.id, "theme": questionnaire.theme, "version": version, "questions": questions}
