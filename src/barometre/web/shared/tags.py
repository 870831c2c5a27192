"""Tags of answers (ETag): whether a visitor has one already, as browsers and proxies say so."""

import re

from django.utils.http import parse_etags

# What servers that compress add to a tag, inside its quotes: Apache (mod_deflate) and others `-gzip`, Jetty `--gzip`.
_SUFFIX = re.compile(r'(?:--?|;)(?:gzip|br|zstd)"')


def plain_tags(header: str) -> str:
    """Return tags of If-None-Match as they were given, without what a proxy that compresses added to them. Pure."""
    return _SUFFIX.sub('"', header)


def is_known(tags: str | None, own: str | None) -> bool:
    """Return whether If-None-Match (RFC 9110, 13.1.2) names the tag of an answer: weak or not, in a list, as `*`."""
    if not tags or not own:
        return False
    known = {tag.removeprefix("W/") for tag in parse_etags(plain_tags(tags))}
    return "*" in known or own.removeprefix("W/") in known
