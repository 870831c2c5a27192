"""Pages for the browser audit: scripts, cookies, third parties, images, faults of accessibility; and their hosts."""

from internet.actions import Host, page, to
from internet.sites import town

SCRIPT = ("Content-Type", "text/javascript")
STYLE = ("Content-Type", "text/css")
LONG = ("Cache-Control", "public, max-age=31536000")
GIF = bytes.fromhex("47494638396101000100800000ffffff00000021f90401000000002c00000000010001000002024401003b")
TRACKER, FONTS = "mesure.traceur-de-test.com", "polices.tiers-de-test.com"


def browser_sites():
    """Sites whose pages do something when a browser reads them."""
    clean = _html(
        '<h1>Mairie</h1><main><p>Bienvenue</p><img src="/blason.gif" alt="Blason" width="1" height="1"></main>'
    )
    yield town(
        "navigateur-sobre",
        "page sobre, sans tiers ni témoin",
        home=page(clean),
        pages=FILES,
        facts={"site.third-parties": ["seen", 0], "site.cookies-before-consent": ["seen", 0]},
    )
    tracked = _html(
        f'<h1>Mairie</h1><script src="https://{TRACKER}/mesure.js"></script>'
        f'<link rel="stylesheet" href="https://{FONTS}/police.css">'
    )
    yield town(
        "navigateur-tiers",
        "deux tiers, et un témoin posé par script sans consentement",
        home=page(tracked),
        facts={"site.third-parties": ["seen", 2], "site.cookies-before-consent": ["seen", 1]},
    )
    faults = '<img src="/blason.gif"><input type="text"><a href="/vide"></a><button></button>'
    yield town(
        "navigateur-fautes",
        "image sans texte, champ sans étiquette, lien vide",
        home=page(_html(faults, lang="")),
        pages=FILES,
    )
    many = "".join(f"<p><span>{number}</span></p>" for number in range(5000))
    yield town("navigateur-gros", "dix mille éléments", home=page(_html(f"<h1>Mairie</h1>{many}")))
    wide = _html('<h1>Mairie</h1><div style="width:1400px">trop large</div>', viewport=False)
    yield town(
        "navigateur-etroit", "page trop large pour un téléphone", home=page(wide), facts={"site.mobile": ["seen", 0]}
    )
    for name, body in [
        ("boucle", "<script>for (;;) {}</script>"),
        ("memoire", "<script>const a = []; for (;;) a.push(new Array(1e6).fill(1))</script>"),
        ("alertes", "<script>for (;;) alert('encore')</script>"),
        ("fenetres", "<script>for (let n = 0; n < 50; n++) open('/?n=' + n)</script>"),
        ("rechargement", "<script>location.reload()</script>"),
    ]:
        yield town(f"navigateur-{name}", f"page hostile au navigateur : {name}", home=page(_html(body)))


FILES = {"/blason.gif": page(GIF, ("Content-Type", "image/gif"), LONG)}


def _html(body: str, lang: str = ' lang="fr"', viewport: bool = True) -> str:
    view = '<meta name="viewport" content="width=device-width, initial-scale=1">' if viewport else ""
    return (
        f'<!doctype html><html{lang}><head><meta charset="utf-8"><title>Mairie de Test</title>{view}'
        f"</head><body>{body}</body></html>"
    )


def third_parties():
    """Hosts of third parties that the pages load from."""
    pages = {
        "/mesure.js": page("document.cookie = '_mesure=1; max-age=33696000; path=/'; new Image().src = '/pas'", SCRIPT),
        "/police.css": page("body { font-family: sans-serif }", STYLE, ("Set-Cookie", "tiers=1; Path=/")),
    }
    for name in (TRACKER, FONTS):
        yield name, Host("127.11.0.1", to(f"https://{name}{{path}}"), page(""), "valid", (name,), pages)
