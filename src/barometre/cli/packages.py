"""`barometre edition`: editions taken out, compared and checked."""

import typer

edition_app = typer.Typer(name="edition", help="Editions taken out, compared and checked.", no_args_is_help=True)
