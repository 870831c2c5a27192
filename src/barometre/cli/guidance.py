"""`barometre guidance`: what guides a collectivité, for other programs, and tools to add to the catalogue."""

from pathlib import Path
from typing import Annotated

import typer

from barometre.cli.output import print_entry, print_json

guidance_app = typer.Typer(name="guidance", help="Obligations, next steps and shared tools.", no_args_is_help=True)

# Fields of `tools --json`, in this order.
TOOL_FIELDS = "id name what operator whom cost licence url code frames themes indicators read".split()

Siren = Annotated[str, typer.Option(help="SIREN of the collectivité (nine digits).")]
AsJson = Annotated[bool, typer.Option("--json", help="Print them as JSON.")]


@guidance_app.command("obligations")
def obligations_command(siren: Siren, as_json: AsJson = False) -> None:
    """List the obligations of a collectivité in the newest edition: met, not-met, unknown or not-concerned, and why."""
    from barometre.edition.files import latest_edition
    from barometre.edition.guidance import obligations_of
    from barometre.settings import settings

    found = obligations_of(latest_edition(settings().var / "editions"), siren)
    if as_json:
        print_json(found)
        return
    for one in found:
        print_entry(one["id"], f"{one['title']} — {one['state']} — {one['why']}")


@guidance_app.command("next-steps")
def next_steps_command(siren: Siren, as_json: AsJson = False) -> None:
    """List what a collectivité does next, in order, as the newest edition says."""
    from barometre.edition.files import latest_edition
    from barometre.edition.guidance import next_steps_of
    from barometre.settings import settings

    found = next_steps_of(latest_edition(settings().var / "editions"), siren)
    if as_json:
        print_json(found)
        return
    for one in found:
        print_entry(
            one["id"], f"{one['rank']}. {one['title']} — {_points(one['gain'])}{one['duration']}, {one['cost']}"
        )


def _points(gain: float | None) -> str:
    return "" if gain is None else f"{gain:+.1f} — "


@guidance_app.command("tools")
def tools_command(as_json: AsJson = False) -> None:
    """List the shared tools of the catalogue; `read` says how far each entry was verified."""
    from barometre.catalogue.load import load_catalogue

    tools = load_catalogue().tools.values()
    if as_json:
        print_json([{name: getattr(tool, name) for name in TOOL_FIELDS} for tool in tools])
        return
    for tool in tools:
        print_entry(tool.id, f"{tool.name} — {tool.what}")


@guidance_app.command("publiccode")
def publiccode_command(file: Annotated[Path, typer.Argument(help="The publiccode.yml of a software.")]) -> None:
    """Print the entry to add to the catalogue for a software, from its publiccode.yml, with what remains to be written.

    Its contacts are not read.
    """
    from barometre.guidance.publiccode import entry_of, read_publiccode

    typer.echo(entry_of(read_publiccode(file)), nl=False)
