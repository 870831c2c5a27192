"""`barometre survey`: the survey of collectivités."""

from datetime import date
from pathlib import Path

import typer

survey_app = typer.Typer(name="survey", help="The survey of collectivités.", no_args_is_help=True)


@survey_app.callback()
def root() -> None:
    """Keep the name of the command, even when it is alone."""


@survey_app.command()
def facts() -> None:
    """Write the facts that collectivités chose to publish to the store; the next edition has them, and no other."""
    from barometre.settings import writable_var

    path = take_in(writable_var(), date.today())
    typer.echo(f"Written: {path}" if path else "Nothing new: the store says the same already")


def take_in(var: Path, today: date) -> Path | None:
    """Write what is published of the answers to the store of an instance; return the file, None when nothing is new."""
    from barometre.web.database import site_database

    with site_database():
        from barometre.web.survey.told import write_published  # models need Django set up

        return write_published(var / "facts", today)
