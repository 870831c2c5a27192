"""Pages that send on to another by themselves: `<meta http-equiv=refresh>` and the Refresh header. Pure functions."""

import re

from barometre.observation.html.links import absolute

# Seconds up to which a page that sends on is only passed through, as a redirection: nobody reads it.
SHORT_DELAY = 5.0
# Such pages passed through, one after the other.
MOST_REFRESHES = 3

# HTML, 4.2.5.3: shared declarative refresh steps. The delay is cut at its whole seconds.
_REFRESH = re.compile(
    r"\s*+(?P<seconds>[0-9]*+)(?P<rest>[0-9.]*+)(?:\s*+[;,]\s*+|\s++)(?:url\s*+=\s*+)?(?P<url>\S.*)",
    re.ASCII | re.DOTALL | re.IGNORECASE,
)


def refresh_target(written: str, base: str, url: str) -> tuple[float, str] | None:
    """Return the seconds and the address of a refresh written in the page at `url`, whose addresses are from `base`.

    None when it is none, or to the same page.
    """
    match = _REFRESH.match(written)
    if match is None or not (match["seconds"] or match["rest"].startswith(".")):
        return None
    reference = match["url"]
    if reference[0] in "\"'":
        reference = reference[1:].partition(reference[0])[0]
    target = absolute(base, reference)
    if target is None or target[0] == url:
        return None
    return float(min(int(match["seconds"][:9] or 0), 10**6)), target[0]
