"""How sites answer, or do not: statuses, connections, names, with and without www."""

from internet.actions import Turns, error, page, to
from internet.servers import (
    ALERT,
    BLUNT,
    HTTP_ONLY,
    HTTPS_CLOSED_HTTP,
    HTTPS_ONLY,
    HTTPS_SILENT_HTTP,
    NOTHING,
    PLAIN,
)
from internet.sites import town

GOOD = page("<!doctype html><html lang=fr><title>Mairie</title><p>Bienvenue")
OUT = {way: address for address, way in BLUNT.items()}


def status_sites():
    """Table of statuses."""
    for status in (201, 204, 206, 300, 304, 400, 401, 403, 404, 410, 418, 451, 500, 502, 503, 504, 520):
        yield town(
            f"statut-{status}",
            f"la page d’accueil répond {status}",
            "1.3",
            home=page("", status=status) if status in (204, 304) else error(status),
        )
    retry = ("Retry-After", "1")
    yield town("statut-503-patience", "503 avec Retry-After, toujours", "1.3", home=error(503, retry))
    yield town("statut-429", "429 toujours : nous demandons trop, ou nous seuls", "?1.3", home=error(429, retry))
    yield town("statut-429-http", "429 en http seulement", "?1.4 ?1.6", http=error(429, retry))
    for status in (429, 503, 500):
        home = Turns([error(status, retry), GOOD])
        yield town(f"statut-{status}-puis-200", f"{status} une fois, puis 200", home=home)
    yield town(
        "statut-404-habillee",
        "page « introuvable » servie en 200 : elle répond",
        home=page("<!doctype html><html lang=fr><title>404</title><h1>Page introuvable</h1>"),
    )
    yield town("statut-vide", "200 sans corps", home=page(""))


def connection_sites():
    """Table of connections, by addresses that behave."""
    for name, why, breaks, address in [
        ("refuse", "connexion refusée partout", "1.3", NOTHING),
        ("http-seul", "le port https refuse la connexion", "1.3", HTTP_ONLY),
        ("https-seul", "le port 80 refuse la connexion", "1.4", HTTPS_ONLY),
        ("http-muet", "le port 80 accepte et se tait : notre attente a expiré", "?1.4 ?1.6", HTTPS_SILENT_HTTP),
        ("http-coupe", "le port 80 accepte puis coupe", "1.4", HTTPS_CLOSED_HTTP),
        ("coupe", "accepte puis coupe", "1.3", OUT["close"]),
        ("abandonne", "accepte puis abandonne (RST)", "1.3", OUT["reset"]),
        ("muet", "accepte et se tait : notre attente a expiré", "?1.3", OUT["silent"]),
        ("bruit", "répond des octets sans sens aux deux ports", "1.3", OUT["garbage"]),
        ("clair", "parle http en clair sur le port https", "1.3", PLAIN),
        ("alerte", "alerte TLS, adresse déclarée en http", "1.3 1.8", ALERT),
    ]:
        declared = "http://www.{d}/" if name == "alerte" else "https://www.{d}/"
        yield town(f"connexion-{name}", why, breaks, site=declared, address=address)
    for name, address in [("refuse", HTTP_ONLY), ("clair", PLAIN), ("alerte", ALERT)]:
        yield town(
            f"que-http-{name}",
            f"site en http seul, port https : {name}",
            "1.4 1.5 1.7 1.8",
            http=GOOD,
            site="http://www.{d}/",
            address=address,
        )


def twin_sites():
    """Table of the forms with and without www."""
    gone, lost = {"address": None}, {"https": error(404)}
    for name, why, breaks, more in [
        ("www-absent", "le nom avec www n’existe pas", "1.7", {"site": "https://{d}/", "main": "{d}", "www": gone}),
        ("nu-absent", "le nom sans www n’a pas d’adresse", "1.7", {"bare": gone}),
        ("nu-404", "sans www, 404", "1.7", {"bare": lost}),
        ("www-404", "avec www, 404", "1.7", {"site": "https://{d}/", "main": "{d}", "www": lost}),
        ("nu-ailleurs", "sans www, un autre site", "1.7", {"bare": {"https": to("https://www.un-autre-domaine.fr/")}}),
        (
            "deux-sites",
            "les deux formes répondent sans se rejoindre : www ne compte pas",
            "",
            {"bare": {"https": GOOD}},
        ),
        ("nu-refuse", "sans www, connexion refusée", "1.7", {"bare": {"address": NOTHING}}),
        ("nu-muet", "sans www, pas de réponse dans le temps", "?1.7", {"bare": {"address": OUT["silent"]}}),
        ("nu-perime", "sans www, certificat périmé", "1.7", {"bare": {"certificate": "expired"}}),
        ("nu-servfail", "sans www, le nom ne se résout pas (SERVFAIL)", "?1.7", {"modes": {"@ A": "servfail"}}),
        ("nu-http-coupe", "http sans www coupé", "1.7", {"bare": {"address": HTTPS_CLOSED_HTTP}}),
        ("nu-429", "sans www, 429", "?1.7", {"bare": {"https": error(429)}}),
    ]:
        yield town(f"jumeau-{name}", why, breaks, **more)


def name_sites():
    """Table of names: how the resolver answers for the site's host."""
    for name, why, breaks, mode in [
        ("servfail", "le serveur de noms échoue (SERVFAIL), même sans vérification", "?1.3", "servfail"),
        ("refused", "le résolveur refuse (REFUSED)", "?1.3", "refused"),
        ("silent", "pas de réponse du DNS", "?1.3", "silent"),
        ("garbage", "réponse DNS illisible", "?1.3", "garbage"),
        ("wrong-id", "réponse DNS d’un autre numéro, à ne pas croire", "?1.3", "wrong-id"),
        ("slow", "réponse DNS lente, mais bonne", "", "slow"),
        ("truncated", "réponse DNS coupée en UDP, entière en TCP", "", "truncated"),
        ("nxdomain", "le nom n’existe pas", "1.3", "nxdomain"),
        ("bogus", "signature DNSSEC fausse : SERVFAIL sauf à ne pas vérifier", "1.3", "bogus"),
    ]:
        modes = {"www": mode, "@ A": mode, "@ AAAA": mode}
        yield town(f"nom-{name}", why, breaks, modes=modes)
    alias = {"www A": None}
    for name, why, breaks, records in [
        ("alias", "alias vers un hébergeur", "", {"www CNAME": "{d}."}),
        (
            "alias-chaine",
            "quatre alias de suite",
            "",
            {"www CNAME": "a.{d}.", "a CNAME": "b.{d}.", "b CNAME": "c.{d}.", "c CNAME": "{d}."},
        ),
        ("alias-boucle", "alias qui tournent en rond", "1.3", {"www CNAME": "a.{d}.", "a CNAME": "www.{d}."}),
        ("alias-soi", "alias vers soi-même", "1.3", {"www CNAME": "www.{d}."}),
        ("alias-rien", "alias vers un nom qui n’existe pas", "1.3", {"www CNAME": "rien.nulle-part-du-tout.fr."}),
        ("sans-adresse", "le nom existe sans adresse", "1.3", {"www TXT": "rien"}),
    ]:
        yield town(f"nom-{name}", why, breaks, dns=alias | records)
    six = {"www A": None, "@ A": None, "www AAAA": "::1", "@ AAAA": "::1"}
    yield town("nom-six", "IPv6 seulement", dns=six, facts={"site.ipv6": ["seen", 1]})
    yield town(
        "nom-quatre-et-six", "IPv4 et IPv6", dns={"www AAAA": "::1", "@ AAAA": "::1"}, facts={"site.ipv6": ["seen", 1]}
    )
    yield town(
        "nom-six-mort",
        "IPv4 bonne, IPv6 annoncée qui refuse",
        dns={"www AAAA": "::ffff:127.10.1.3"},
        facts={"site.ipv6": ["seen", 0]},
    )
    refused = {f"{name} {kind}": value for name in ("www", "@") for kind, value in (("A", NOTHING), ("AAAA", "::1"))}
    yield town("nom-quatre-refuse", "IPv4 qui refuse, IPv6 bonne", dns=refused, facts={"site.ipv6": ["seen", 1]})
    two = {"www A": [NOTHING, "127.10.0.7"]}
    yield town("nom-deux-adresses", "deux adresses, la première refuse : un navigateur prend l’autre", dns=two)
    yield town("nom-huit-adresses", "huit adresses", dns={"www A": [f"127.10.0.{n}" for n in range(1, 9)]})
