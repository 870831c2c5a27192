"""Signs by which a tool or a service is recognised on a page; they are content (`data/signs.yaml`)."""

from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, SelectolaxError


@dataclass(frozen=True, slots=True)
class Sign:
    """A tool or a service, and how it is recognised.

    Attributes:
        id: of the sign.
        name: of the tool or service, in French.
        kind: what it is for (`models.SignEntry`).
        hosts: domains, each with all its subdomains, optionally followed by the start of a path.
        selectors: CSS selectors.
        generator: start of the content of `<meta name=generator>`.
        shared: the tool is shared between collectivités.
    """

    id: str
    name: str
    kind: str
    hosts: tuple[str, ...] = ()
    selectors: tuple[str, ...] = ()
    generator: str = ""
    shared: bool = False


def checked_selector(selector: str) -> str:
    """Return a CSS selector once it has been parsed.

    Raises:
        ValueError: it is not a CSS selector.
    """
    try:
        LexborHTMLParser("").css_first(selector)
    except SelectolaxError as error:
        raise ValueError(f"{selector!r} is not a CSS selector") from error
    return selector
