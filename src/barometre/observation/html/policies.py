"""Policies that a page sets by `<meta>` in its head (HTML, 4.2.5.1 and 4.2.5.3; CSP3, 3.3). Pure functions."""

import re
from dataclasses import dataclass

from barometre.observation.html.markup import parse
from barometre.observation.net.answers import Answer

# Policies of one kind read on a page, and characters of one.
_MOST = 20
_LONGEST = 20_000
# Most pages have none: their trees are not built for it.
_SEEMS_TO_HAVE = re.compile(rb"""content-security-policy|name\s{0,9}=\s{0,9}["']?\s{0,9}referrer""")


@dataclass(frozen=True, slots=True)
class MetaPolicies:
    """Policies written in the head of a page, in order: of content, and on referrers."""

    csp: tuple[str, ...] = ()
    referrer: tuple[str, ...] = ()


def meta_policies(answer: Answer) -> MetaPolicies:
    """Return the policies in the head of an answer's page."""
    if not answer.opens or not _SEEMS_TO_HAVE.search(answer.body.lower()):
        return MetaPolicies()
    document, _ = parse(answer.text)
    csp = document.css('head > meta[http-equiv="content-security-policy" i][content]')[:_MOST]
    referrer = document.css('head > meta[name="referrer" i][content]')[:_MOST]
    return MetaPolicies(
        tuple((node.attributes.get("content") or "")[:_LONGEST] for node in csp),
        tuple((node.attributes.get("content") or "")[:_LONGEST] for node in referrer),
    )
