"""`barometre townhall`: links of town halls, made and revoked by the operator."""

from typing import Annotated

import typer

townhall_app = typer.Typer(name="townhall", help="Make and revoke the links of town halls.", no_args_is_help=True)

Siren = Annotated[str, typer.Option(help="SIREN of the collectivité.")]


@townhall_app.command()
def link(siren: Siren) -> None:
    """Print a link that opens the room of a collectivité; make sure of who asks for it before you hand it over."""
    from barometre.web.database import site_database

    with site_database():
        from django.utils import timezone

        from barometre.web.townhall import issuing  # models need Django set up

        address, expires_at = issuing.issue_link(siren, timezone.now())
    typer.echo(address)
    typer.echo(f"It opens until {timezone.localtime(expires_at):%Y-%m-%d}")
    typer.echo(f"To revoke it: barometre townhall revoke --siren {siren}")


@townhall_app.command()
def revoke(siren: Siren) -> None:
    """Revoke every link of a collectivité."""
    from barometre.web.database import site_database

    with site_database():
        from django.utils import timezone

        from barometre.web.townhall import issuing

        count = issuing.revoke_links(siren, timezone.now())
    typer.echo({0: "No link was open", 1: "1 link is revoked"}.get(count, f"{count} links are revoked"))
