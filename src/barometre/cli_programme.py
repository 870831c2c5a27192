"""`barometre programme`: objectives, the fund, its effect, briefs of meetings, accounts."""

import typer
from rich.console import Console

programme_app = typer.Typer(name="programme", help="Steer: objectives, the fund and its effect.", no_args_is_help=True)
fund_app = typer.Typer(name="fund", help="Awards of the fund: import, report, demonstration.", no_args_is_help=True)
programme_app.add_typer(fund_app)
console = Console()


@programme_app.callback()
def root() -> None:
    """Steer: objectives, the fund and its effect."""
