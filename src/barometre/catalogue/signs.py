"""A sign by which a tool or a service is recognised on a page. The signs are content (`data/signs.yaml`)."""

from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, SelectolaxError


@dataclass(frozen=True, slots=True)
class Sign:
    """How a tool is recognised.

    `hosts`: domains, each with all its subdomains, optionally followed by the start of a path. `selectors`: CSS
    selectors. `generator`: how the content of `<meta name=generator>` begins. `shared`: the tool is shared between
    collectivités.
    """

    id: str
    name: str
    kind: str
    hosts: tuple[str, ...] = ()
    selectors: tuple[str, ...] = ()
    generator: str = ""
    shared: bool = False


def checked_selector(selector: str) -> str:
    """Return a CSS selector that can be looked for.

    Raises:
        ValueError: it cannot be read.
    """
    try:
        LexborHTMLParser("").css_first(selector)
    except SelectolaxError as error:
        raise ValueError(f"{selector!r} is not a CSS selector") from error
    return selector
