"""`barometre replies`: the right of reply, before an edition is published."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from barometre.cli.options import parse_day

replies_app = typer.Typer(name="replies", help="Ask collectivités about what an edition changes.", no_args_is_help=True)


@replies_app.command("open")
def open_(
    edition: Annotated[Path, typer.Argument(help="Folder of an edition, built and not published.")],
    days: Annotated[int, typer.Option(min=1, max=90, help="Days to reply; the last one is included.")] = 15,
) -> None:
    """Show each collectivité what the edition changes for it, and take its replies before the edition is published."""
    from barometre.web.database import site_database

    with site_database():
        from django.utils import timezone

        from barometre.web.replies.periods import open_period  # models need Django set up

        opened = open_period(edition, days, timezone.now())
    typer.echo(f"Replies on {opened.period.edition} are taken until {opened.period.last_day} included")
    typer.echo(f"Collectivités asked: {opened.asked}, of which {opened.unreached} have no known address")
    typer.echo("Their messages are queued: barometre survey send sends them")


@replies_app.command()
def close() -> None:
    """Close the open period before its last day: its edition may be published."""
    from barometre.web.database import site_database

    with site_database():
        from django.utils import timezone

        from barometre.web.replies.periods import close_period

        period = close_period(timezone.now())
    typer.echo(f"Replies on {period.edition} are no longer taken; it may be published")


@replies_app.command()
def withdraw(
    day: Annotated[date, typer.Argument(parser=parse_day, metavar="YYYY-MM-DD", help="Date of the edition.")],
) -> None:
    """Give a period up, when its edition will not be published as it was shown: the preview is shut."""
    from barometre.web.database import site_database

    with site_database():
        from django.utils import timezone

        from barometre.web.replies.periods import withdraw_period

        withdraw_period(day, timezone.now())
    typer.echo(f"Replies on {day} are given up")
