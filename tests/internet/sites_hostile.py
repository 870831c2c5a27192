"""Hostile or broken servers: each costs a bounded time and memory, and says so."""

from internet.actions import Act, page
from internet.sites import town

ACTS = [
    ("silent", "prend la demande et se tait", "?1.3"),
    ("close", "prend la demande et coupe", "1.3"),
    ("reset", "prend la demande et abandonne (RST)", "1.3"),
    ("drip_body", "un octet toutes les demi-secondes, sans fin : jamais entière", "?1.3"),
    ("drip_headers", "un octet d’en-tête toutes les demi-secondes, sans fin", "?1.3"),
    ("endless_body", "corps sans fin : le statut est 200, le corps est coupé", ""),
    ("gzip_bomb", "1 Mo qui se déplie en 1 Go : le statut est 200, le corps est coupé", ""),
    ("garbage", "octets au hasard à la place de HTTP", "1.3"),
    ("old_http", "page sans ligne de statut (HTTP/0.9), que les navigateurs montrent", ""),
    ("bad_status", "statut qui n’est pas un nombre : les navigateurs lisent 200", ""),
    ("header_flood", "100 000 en-têtes", "1.3"),
    ("long_header", "un en-tête de 10 Mo", "1.3"),
    ("short_body", "moins de corps qu’annoncé : le statut est 200", ""),
    ("false_gzip", "corps dit gzip qui ne l’est pas : le statut est 200", ""),
    ("slow", "répond bien, après une seconde", ""),
]


# What the same act breaks when only http does so: a chain that was not seen may have left the domain.
HTTP = {"1.3": "1.4", "?1.3": "?1.4 ?1.6"}


def hostile_sites():
    """Table of acts, on https; then those that cut, on http."""
    for act, why, breaks in ACTS:
        yield town(f"hostile-{act.replace('_', '-')}", why, breaks, home=Act(act))
    for act, why, breaks in ACTS:
        if breaks:
            yield town(f"hostile-http-{act.replace('_', '-')}", f"en http : {why}", HTTP[breaks], http=Act(act))
    heavy = b"<!doctype html><html lang=fr><title>Lourde</title>" + b"<div>" * 100_000
    yield town("hostile-page-lourde", "page de 500 ko, 100 000 balises ouvertes", home=page(heavy))
    yield town("hostile-nuls", "page faite d’octets nuls", home=page(bytes(200_000)))
    yield town(
        "hostile-binaire",
        "image à la place d’une page",
        home=page(b"\x89PNG\r\n\x1a\n" + bytes(500), ("Content-Type", "image/png")),
    )
    yield town(
        "hostile-jeu-inconnu",
        "jeu de caractères inconnu",
        home=page("<title>é</title>", ("Content-Type", "text/html; charset=klingon")),
    )
    yield town(
        "hostile-injection",
        "balises et scripts dans le titre, pour nos pages",
        home=page('<!doctype html><title>"><script>alert(1)</script></title>'),
    )
