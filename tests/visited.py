"""Pages of a site, asked for in the process of an instance (`resident`): `visit ADDRESS…` gives what it answers.

After `follow`, it goes on to those that their pages lead to, one of each kind.
"""

import hashlib
import json
import re
from html import unescape

# Kinds of addresses that are for one person, take a form, or are another site's.
APART = re.compile(r"/(gestion|mairie|enquete|static)/|.*/(regarder|contester|inscription)/")
_LINK = re.compile(r"""(?:href|src)="(/[^"#]*)""")
# Field of a form, drawn for each visit.
_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')


def visit(addresses: list[str], *, follow: bool) -> dict[str, list[object]]:
    """Return what each address answers: status, type, ETag, SHA-256 of the body."""
    from django.test import Client
    from django.urls import Resolver404, resolve

    client = Client(SERVER_NAME="localhost", raise_request_exception=False)
    found, kinds, waiting = {}, set(), list(addresses)
    while waiting:
        address = waiting.pop(0)
        answer = client.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        body = _TOKEN.sub(b"", body)
        told = [answer.headers.get(name) for name in ("Content-Type", "ETag", "Location")]
        found[address] = [answer.status_code, *told, hashlib.sha256(body).hexdigest()]
        if not follow or not answer.headers.get("Content-Type", "").startswith("text/html"):
            continue
        for link in map(unescape, _LINK.findall(body.decode())):
            try:
                match = resolve(link.partition("?")[0])
            except Resolver404:
                continue
            # Pictures of the same name, which take the longest, are drawn alike wherever they are.
            kind = link.partition("?")[0].rpartition("/")[2] if ".png" in link else match.url_name or match.route
            if kind not in kinds and not APART.match(link):
                kinds.add(kind)
                waiting.append(link)
    return found


def main(given: list[str]) -> str:
    """Return, as JSON, what this instance answers."""
    return json.dumps(visit([one for one in given if one != "follow"], follow="follow" in given))
