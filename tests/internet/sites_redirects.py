"""Redirections: good, long, circular, to elsewhere, unreadable."""

from internet.actions import Host, page, to
from internet.sites import town

END = page("<!doctype html><html lang=fr><title>Accueil</title><p>Accueil")
LEAVES = "1.6"


def redirect_sites():
    """Table of what the main host's home page redirects to."""
    for status in (301, 302, 303, 307, 308):
        yield town(f"https-par-{status}", f"http mène à https par {status}", http=to("https://www.{d}{path}", status))
    for name, why, breaks, location in [
        ("relative", "Location relative", "", "fin"),
        ("sans-schema", "Location sans schéma", "", "//www.{d}/fin"),
        ("absolue", "Location absolue", "", "https://www.{d}/fin"),
        ("requete", "Location faite d’une requête", "", "/fin?lang=fr"),
        ("majuscules", "Location en majuscules", "", "HTTPS://WWW.REDIRIGE-MAJUSCULES.FR/fin"),
        ("ancre", "Location avec une ancre", "", "/fin#contenu"),
        ("port", "Location avec le port usuel", "", "https://www.{d}:443/fin"),
        ("espaces", "Location entourée d’espaces", "", "   /fin  "),
        ("vers-http", "https renvoie à http", "1.4 1.7", "http://www.{d}/fin"),
        ("elsewhere", "mène à un autre domaine", LEAVES, "https://www.un-autre-domaine.fr/"),
        ("gouv-faux", "mène à un domaine qui imite gouv.fr", LEAVES, "https://www.faux-gouv.fr/"),
        ("gouv-prefixe", "gouv.fr en préfixe d’un autre domaine", LEAVES, "https://gouv.fr.un-piege.com/"),
        ("gouv", "mène à un sous-domaine de gouv.fr", "", "https://service.ma-ville.gouv.fr/"),
        ("collectivite", "mène à un sous-domaine de collectivite.fr", "", "https://ma-ville.collectivite.fr/"),
        ("file", "mène à file:", "1.3", "file:///etc/passwd"),
        ("javascript", "mène à javascript:", "1.3", "javascript:alert(1)"),
        ("data", "mène à data:", "1.3", "data:text/html,bonjour"),
        ("ftp", "mène à ftp:", "1.3", "ftp://www.{d}/"),
        ("crochet", "Location illisible", "1.3", "https://[oups/"),
        ("sans-hote", "Location sans hôte", "1.3", "https:///"),
        ("nom-impossible", "Location vers un nom impossible", "1.3", "https://a_b..fr/"),
        ("nom-absent", "Location vers un nom qui n’existe pas", "1.3 1.6", "https://www.nom-absent-partout.fr/"),
        ("port-impossible", "Location vers un port impossible", "1.3", "https://www.{d}:99999/"),
        ("port-22", "Location vers un port que les navigateurs refusent", "1.3", "https://www.{d}:22/"),
        ("port-8443", "Location vers un port que nous ne visitons pas", "?1.3", "https://www.{d}:8443/"),
        ("adresse-ip", "mène à une adresse IP, en http", "1.4 1.6", "http://127.10.0.1/"),
        ("adresse-ip6", "mène à une adresse IPv6, en http", "1.4 1.6", "http://[::1]/"),
    ]:
        yield town(f"redirige-{name}", why, breaks, home=to(location), pages=PAGES)
    for status in (301, 302, 307):
        yield town(f"sans-location-{status}", f"{status} sans Location", "1.3", home=page("", status=status))
    yield from long_chains()
    yield from http_only_chains()
    yield from by_elsewhere()
    yield from private_targets()


PAGES = {"/fin": END, "http:/fin": END}


def chain(length: int) -> dict:
    """Pages /1 to /length, each redirecting to the next, the last answering."""
    return {f"/{step}": to(f"/{step + 1}", 302) for step in range(1, length)} | {f"/{length}": END}


def long_chains():
    """Chains of redirections, of one request each."""
    yield town(
        "chaine-4", "quatre redirections en https, cinq depuis http : le plus permis", home=to("/1"), pages=chain(4)
    )
    yield town("chaine-5", "cinq redirections en https, six depuis http", LEAVES, home=to("/1"), pages=chain(5))
    yield town("chaine-6", "six redirections", LEAVES, home=to("/1"), pages=chain(6))
    yield town("chaine-40", "quarante redirections", "1.3", home=to("/1"), pages=chain(40))
    yield town("cercle-1", "la page redirige vers elle-même", "1.3", home=to("https://www.{d}/"))
    yield town("cercle-2", "deux pages se renvoient l’une à l’autre", "1.3", home=to("/a"), pages={"/a": to("/")})
    yield town("cercle-http", "http et https se renvoient l’un à l’autre", "1.3", home=to("http://www.{d}/"))
    yield town("cercle-www", "le nom nu et www se renvoient l’un à l’autre", "1.3", home=to("https://{d}/"))
    counting = {f"/?n={step}": to(f"/?n={step + 1}") for step in range(1, 60)}
    yield town("sans-fin", "chaque page renvoie à la suivante", "1.3", home=to("/?n=1"), pages=counting)


def http_only_chains():
    """What the http form alone does wrong."""
    for name, why, breaks, http in [
        ("reste", "http répond sans mener à https", "1.4", END),
        ("vers-http", "http mène à une autre page http", "1.4", to("http://www.{d}/fin")),
        ("404", "http répond 404", "1.4", page("", status=404)),
        ("ailleurs", "http mène à un autre domaine", "1.6 1.7", to("https://www.un-autre-domaine.fr/")),
        ("par-ailleurs", "http passe par un autre domaine et revient", "1.6", to("http://retour.un-passage.com/{d}")),
        ("rafraichit", "http mène à https par une balise meta, pas une redirection", "1.4", META),
    ]:
        pages = {"http:/fin": END, "/fin-du-tour": END}
        yield town(f"http-{name}", why, breaks, http=http, pages=pages, extra=passage(f"http-{name}.fr"))
    yield town(
        "http-declare-reste", "adresse http déclarée, qui reste en http", "1.4 1.8", http=END, site="http://www.{d}/"
    )


META = page('<!doctype html><meta http-equiv="refresh" content="0; url=https://www.{d}/"><title>…</title>')
# Paths of the host through which chains pass and come back: filled by `passage`.
RETURNS: dict = {}


def passage(domain: str) -> dict[str, Host]:
    """The host through which a chain passes and comes back to a domain."""
    RETURNS[f"http:/{domain}"] = RETURNS[f"/{domain}"] = to(f"https://www.{domain}/fin-du-tour")
    back = Host("127.10.0.4", END, END, "valid", ("retour.un-passage.com",), RETURNS)
    return {"retour.un-passage.com": back}


def by_elsewhere():
    """Chains that leave the domain and come back, or stay within what is trusted."""
    yield town(
        "aller-retour",
        "passe par un autre domaine et revient",
        LEAVES,
        home=to("https://retour.un-passage.com/{d}"),
        pages={"/fin-du-tour": END},
        extra=passage("aller-retour.fr"),
    )
    other = {"portail.{d}": Host("127.10.0.5", END, END, "valid", ("portail.famille.fr",))}
    yield town("famille", "mène à un autre hôte du même domaine", home=to("https://portail.{d}/"), extra=other)
    leave = page('<!doctype html><meta http-equiv="refresh" content="0;url=https://www.un-autre-domaine.fr/"><title>…')
    yield town("balise-meta", "page qui renvoie ailleurs par une balise meta : elle répond, c’est tout", home=leave)
    yield town(
        "un-passage-par-http",
        "un détour par http au milieu de la chaîne",
        home=to("http://www.{d}/milieu"),
        pages={"http:/milieu": to("https://www.{d}/fin"), "/fin": END},
    )


def private_targets():
    """Redirections to addresses that nobody may visit: truth when only 127.0.0.0/8 by name is allowed."""
    for rank, location in enumerate(
        [
            "http://10.0.0.1/",
            "http://169.254.169.254/latest/meta-data/",
            "http://192.168.1.1/",
            "http://0x7f.1/",
            "http://2130706433/",
            "http://127.1/",
            "http://localhost/",
            "http://[::ffff:10.0.0.1]/",
            "http://[fd00::1]/",
            "http://0.0.0.0/",
            "http://100.64.0.1/",
            "http://prive.adresses-privees.fr/",
        ],
        1,
    ):
        yield town(
            f"prive-{rank}",
            f"mène à {location}",
            "1.3 1.6",
            home=to(location),
            private=True,
            dns={"prive.adresses-privees.fr. A": "10.0.0.1"},
        )
    for rank, address in enumerate(["10.0.0.1", "169.254.169.254", "192.168.0.1", "0.0.0.0", "224.0.0.1"], 1):
        yield town(
            f"nom-prive-{rank}", f"le nom mène à {address}", "1.3", private=True, dns={"www A": address, "@ A": address}
        )


def neighbours():
    """Hosts outside the tables to which they redirect."""
    for name in (
        "www.un-autre-domaine.fr",
        "www.faux-gouv.fr",
        "gouv.fr.un-piege.com",
        "service.ma-ville.gouv.fr",
        "ma-ville.collectivite.fr",
    ):
        yield name, Host("127.10.0.6", to(f"https://{name}/"), END, "valid", (name,))
