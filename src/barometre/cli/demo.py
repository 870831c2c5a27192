"""`barometre demo`: a whole instance on made-up data, in a store of its own."""

from pathlib import Path
from typing import Annotated

import typer

from barometre.cli.output import console


def demo(
    out: Annotated[
        Path | None, typer.Option(help="Store of the demonstration (default: demo/ of the instance).")
    ] = None,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8000,
) -> None:
    """Serve a whole instance on made-up data, marked as such everywhere; made the first time, in two to three minutes.

    Names, places and populations are real; all that is said of them is made up. Stopped while it is made, it goes on
    the next time.
    """
    from barometre.processes import BUILD_NEEDS, require_addresses
    from barometre.settings import settings, writable_var
    from barometre.web.demonstration import store
    from barometre.web.server import check_address, serve_site

    require_addresses(BUILD_NEEDS)
    var = out or settings().var / "demo"
    told = store.mark(var)
    store.use(var, port)
    writable_var(demonstration=True)
    check_address("127.0.0.1", port)
    with console.status("Starting") as status:
        lines = store.make(var, told, lambda step: status.update(step))
    store.use(var, port)  # its database stopped with what made it; the site starts it again
    for line in lines:
        console.print(line, soft_wrap=True, highlight=False)
    serve_site("127.0.0.1", port, console.print)
