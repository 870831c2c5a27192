"""`barometre survey`: questionnaires for collectivités, and their answers."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from barometre.cli.output import print_json, print_table

if TYPE_CHECKING:
    from barometre.catalogue.questionnaires import Questionnaire

survey_app = typer.Typer(
    name="survey", help="Questionnaires for collectivités, and their answers.", no_args_is_help=True
)


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
