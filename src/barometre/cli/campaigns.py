"""`barometre survey`, waves and their messages: for the operator; the rest is in /gestion/."""

import time
from pathlib import Path
from typing import Annotated

import typer

from barometre.cli.output import print_json, print_table
from barometre.errors import BarometreError

person_app = typer.Typer(name="person", help="What is kept about persons.", no_args_is_help=True)
campaigns_app = typer.Typer()
campaigns_app.add_typer(person_app)

Wave = Annotated[str, typer.Argument(help="Id of the wave.")]
Siren = Annotated[str, typer.Option(help="SIREN of the collectivité.")]


@campaigns_app.command("open")
def open_command(wave: Wave) -> None:
    """Open a wave prepared in /gestion/: freeze its questionnaires, queue its invitations."""
    from barometre.web.database import site_database

    with site_database():
        from django.utils import timezone

        from barometre.web.survey import waves  # models need Django set up

        queued = waves.open_wave(waves.find(wave), timezone.now())
    typer.echo(f"Wave {wave} is open; {queued} invitations are queued: barometre survey send sends them")


@campaigns_app.command()
def close(wave: Wave) -> None:
    """Close a wave before its last day."""
    from barometre.web.database import site_database

    with site_database():
        from django.utils import timezone

        from barometre.web.survey import waves

        waves.close_wave(waves.find(wave), timezone.now())
    typer.echo(f"Wave {wave} is closed")


@campaigns_app.command()
def remind(wave: Wave) -> None:
    """Queue the next reminder of a wave, to who was asked and has sent nothing."""
    from barometre.web.database import site_database

    with site_database():
        from django.utils import timezone

        from barometre.web.survey import waves

        queued = waves.remind(waves.find(wave), timezone.now())
    typer.echo(f"{queued} reminders are queued")


@campaigns_app.command()
def status(wave: Wave) -> None:
    """Show what came of a wave, by kind of collectivité."""
    from barometre.web.database import site_database

    with site_database():
        from barometre.web.survey import following, waves

        found = waves.find(wave)
        waves.note_asked(found.pk)
        counts = following.groups(following.followed(found), "kind", found.targets)
    rows = [
        (one.label, one.invited, one.without, one.waiting, one.asked, one.back, one.sent, _share(one.rate))
        for one in counts
    ]
    print_table(
        f"Wave {wave}", ("kind", "invited", "no address", "waiting", "asked", "came back", "sent", "% of asked"), rows
    )


@campaigns_app.command()
def results(
    wave: Wave,
    reason: Annotated[str, typer.Option(help="Why published results are corrected; readers see it, in French.")] = "",
) -> None:
    """Compute the results of a closed wave and keep them whole; they are read again and published in /gestion/.

    Computed again, they replace those that wait to be published. Published ones stay: with --reason, a correction is
    prepared beside them.
    """
    from barometre.web.database import site_database

    with site_database():
        from django.utils import timezone

        from barometre.web.survey.results import computing

        found = computing.compute(wave, timezone.now(), reason)
    rows = [
        (one["questionnaire"]["id"], one["respondents"], one["deff"], one["refused"] or "calibrated")
        for one in found.content["questionnaires"]
    ]
    print_table(
        f"Results of wave {wave}, version {found.number}", ("questionnaire", "answers", "deff", "weights"), rows
    )
    typer.echo("Read them again and publish them in /gestion/enquete/resultats/")


@campaigns_app.command()
def send(
    every: Annotated[
        int | None, typer.Option(min=60, metavar="SECONDS", help="Go on, a pass every so many seconds (60 or more).")
    ] = None,
) -> None:
    """Send the messages that are due, and queue the reminders whose day has come.

    One pass sends each operator of mail what it bears in a minute; the rest goes at the next one.
    """
    from barometre.web.database import site_database

    with site_database():
        from barometre.web.survey.writers import send_pass

        while True:
            began = time.monotonic()
            try:
                for line in send_pass():
                    typer.echo(line)
            except BarometreError as failure:
                if every is None:
                    raise
                typer.echo(f"barometre: {failure}", err=True)
            if every is None:
                return
            time.sleep(max(0.0, every - (time.monotonic() - began)))


@campaigns_app.command()
def bounces(path: Annotated[Path, typer.Argument(help="A Maildir, an mbox or a .eml file.")]) -> None:
    """Read what came back: mark the addresses that do not exist, and who was not asked after all."""
    from barometre.web.database import site_database

    with site_database():
        from django.utils import timezone

        from barometre.web.mailing.bounces import read_bounces
        from barometre.web.survey import waves

        counts = read_bounces(path, timezone.now())
        waves.note_asked()
    print_table(str(path), ("report", "messages"), sorted(counts.items()))


@person_app.command()
def export(siren: Siren) -> None:
    """Print what is kept about the persons of a collectivité, as JSON."""
    from barometre.web.database import site_database

    with site_database():
        from barometre.web.survey.people import export_person

        found = export_person(siren)
    print_json(found)


@person_app.command()
def erase(siren: Siren) -> None:
    """Erase what is kept about the persons of a collectivité; its answers stay, without names."""
    from barometre.web.database import site_database

    with site_database():
        from barometre.web.survey.people import erase_person

        count = erase_person(siren)
    typer.echo(f"{count} rows were erased or emptied of what named somebody")


def _share(rate: float | None) -> str:
    from barometre.rounding import rounded_share

    return "–" if rate is None else f"{rounded_share(rate)}"
