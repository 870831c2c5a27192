"""Sites whose pages cannot be read whole, or are walled: nothing is said to be missing from them."""

import gzip
import zlib

from internet.actions import Reply, error, page
from internet.sites import town
from internet.sites_pages import LEGAL, STATEMENT, html

OURS = ["we-failed", None]
YES, NO = ["seen", 1], ["seen", 0]
MENTION = "<footer><a href='/accessibilite'>Accessibilité : 72,5 % – partiellement conforme</a></footer>"
REJECTED = (
    "<html><head><title>Request Rejected</title></head><body>The requested URL was rejected. Please consult with your "
    "administrator.<br><br>Your support ID is: 1234</body></html>"
)


def unread_sites():
    """Table of walls, then pages in parts, then robots.txt that asked nothing."""
    for name, wall in [
        ("403", page("<title>Just a moment...</title>", ("cf-mitigated", "challenge"), status=403)),
        ("200", page(REJECTED)),
        ("202", page("", ("x-amzn-waf-action", "challenge"), status=202)),
    ]:
        yield town(f"mur-{name}", f"un mur répond {name} à la place du site", "?1.3", home=wall, facts=WALLED)
    lang, mention = {"site.lang": YES}, {"accessibilite.mention": YES}
    twice = gzip.compress(zlib.compress(html(MENTION).encode()))
    punycode = page(html("a-" * 500_000), ("Content-Type", "text/html; charset=punycode"))
    for name, home, facts in [
        ("deflate-nu", _coded("deflate", _raw(html(MENTION))), mention | {"site.contact": NO}),
        ("deux-codages", _coded("deflate, gzip", twice), mention | lang),
        ("codage-inconnu", _coded("zstd", b"\x28\xb5\x2f\xfd"), {"site.lang": OURS, "site.contact": OURS}),
        ("punycode", punycode, lang),
        ("trop-longue", page(html(f"<p>{'mairie ' * 1000}" * 300 + MENTION)), lang | {"accessibilite.mention": OURS}),
        ("renvoie", page(html("", REFRESH.format(0))), mention | lang),
        ("renvoie-tard", page(html("", REFRESH.format(60))), lang | {"site.contact": OURS}),
    ]:
        pages = {"/fr/": page(html(MENTION)), "/accessibilite": STATEMENT}
        yield town(f"page-{name}", f"page d’accueil : {name}", home=home, pages=pages, facts=facts)
    yield town(
        "entete-dans-la-page",
        "politiques écrites dans la page",
        home=page(html("<p>Bonjour", POLICIES)),
        facts={"site.csp": YES, "site.referrer-policy": YES},
    )
    yield town(
        "cookie-efface",
        "cookie seulement effacé",
        home=page(html("<p>Bonjour"), ("Set-Cookie", "a=; expires=Sat, 01 Aug 2026 00:00:00 GMT")),
        facts={"site.cookies": NO},
    )
    yield town(
        "robots-503",
        "robots.txt : 503",
        home=page(html("<a href='/a'>Accessibilité : non conforme</a><a href='/legal'>Mentions légales</a>")),
        pages={"/robots.txt": error(503), "/a": STATEMENT, "/legal": LEGAL},
        facts=dict.fromkeys(("accessibilite.declaration", "site.mentions-legales", "services.paiement-vu"), OURS),
    )


REFRESH = '<meta http-equiv="refresh" content="{};URL=\'/fr/\'">'
POLICIES = (
    "<meta http-equiv=Content-Security-Policy content=\"default-src 'self'\"><meta name=referrer content=same-origin>"
)
WALLED = dict.fromkeys(("site.answers", "site.http-status", "site.hsts", "site.lang", "services.paiement-vu"), OURS)


def _coded(coding: str, body: bytes) -> Reply:
    return page(body, ("Content-Encoding", coding))


def _raw(text: str) -> bytes:
    maker = zlib.compressobj(wbits=-15)
    return maker.compress(text.encode()) + maker.flush()
