"""Sites whose certificate or TLS is at fault, or odd but right."""

from internet.actions import Host, page, to
from internet.servers import ALERT, TLS
from internet.sites import town

# A certificate that browsers refuse: the site answers, but 1.5 and what needs valid certificates are not met.
REFUSED = "1.5 1.7"


def tls_sites():
    """Table of certificates (RFC 5280, RFC 9525)."""
    for kind, why, breaks in [
        ("chain", "certificat signé par un intermédiaire, chaîne complète", ""),
        ("expired", "certificat périmé depuis 35 jours", REFUSED),
        ("early", "certificat valable seulement dans 30 jours", REFUSED),
        ("other", "certificat d’un autre site", REFUSED),
        ("self", "certificat autosigné", REFUSED),
        ("unknown-ca", "certificat d’une autorité inconnue", REFUSED),
        ("incomplete", "le serveur n’envoie pas le certificat intermédiaire", REFUSED),
        ("sha1", "certificat signé avec SHA-1, que plus personne n’accepte", REFUSED),
        ("rsa1024", "clé RSA de 1024 bits, trop faible", REFUSED),
        ("cn-only", "nom seulement dans le sujet (RFC 9525, 6.3 : il n’est pas lu)", REFUSED),
        ("huge", "certificat de 2 000 noms, énorme mais valable", ""),
        ("enormous", "certificat de 20 000 noms : la poignée de main échoue chez tous", "1.3"),
        ("9999", "certificat valable jusqu’en 9999", ""),
        ("alert", "le serveur refuse la poignée de main par une alerte TLS", "1.3"),
        ("tls10", "le serveur ne parle que TLS 1.0, que les navigateurs refusent", "1.3"),
        ("tls10-13", "le serveur parle TLS 1.0 à 1.3", ""),
        ("tls12", "le serveur ne parle que TLS 1.2", ""),
        ("old-suite", "le serveur ne chiffre qu’avec une clé RSA échangée (AES256-GCM-SHA384)", ""),
    ]:
        place = {way: address for address, way in TLS.items()}.get(kind, ALERT if kind == "alert" else None)
        yield town(f"certificat-{kind}", why, breaks, certificate=kind, address=place, facts=FACTS.get(kind))
        if breaks == REFUSED:
            name = f"http-certificat-{kind}"
            yield town(name, f"{why} ; adresse déclarée en http", "1.5 1.7 1.8", certificate=kind, site="http://{d}")
    yield from twins()
    yield from chains()


FACTS = {
    "9999": {"site.certificate-expiry": ["seen", "9999-12-31"], "site.certificate-valid": ["seen", 1]},
    "tls10-13": {"site.tls-obsolete": ["seen", 1], "site.tls-version": ["seen", "TLSv1.3"]},
    "tls12": {"site.tls-obsolete": ["seen", 0], "site.tls-version": ["seen", "TLSv1.2"]},
    "old-suite": {"site.tls-obsolete": ["seen", 1], "site.tls-version": ["seen", "TLSv1.2"]},
    "chain": {"site.certificate-valid": ["seen", 1], "site.tls-key": ["seen", "EC 256"]},
    "expired": {"site.certificate-valid": ["seen", 0]},
    "self": {"site.certificate-valid": ["seen", 0]},
}


def twins():
    """Certificates that hold for one of the two names only."""
    only_www, only_bare = {"names": ("www.{d}",)}, {"names": ("{d}",)}
    for name, why, breaks, more in [
        ("que-www", "certificat pour www seul : le nom nu n’en a pas", "1.7", {"bare": only_www}),
        ("que-nu", "certificat pour le nom nu seul, adresse déclarée avec www", REFUSED, {"www": only_bare}),
        ("que-nu-bien", "certificat pour le nom nu seul, déclaré ainsi", "1.7", {"main": "{d}", "www": only_bare}),
        ("joker", "certificat joker et nom nu", "", {"www": {"names": ("*.{d}", "{d}")}}),
        ("joker-seul", "certificat joker sans le nom nu", "1.7", {"bare": {"names": ("*.{d}",)}}),
    ]:
        site = "https://{d}/" if "main" in more else "https://www.{d}/"
        yield town(f"certificat-{name}", why, breaks, site=site, **more)


def chains():
    """A certificate of the chain of redirections is at fault, not that of the declared address."""
    for kind in ("expired", "self", "other"):
        name = f"etape-{kind}.fr"
        host = Host("127.10.0.3", to(f"https://vieux.{name}/"), to(f"https://www.{name}/fin"), kind, (f"vieux.{name}",))
        yield town(
            name,
            f"la redirection passe par un hôte au certificat fautif ({kind})",
            REFUSED,
            home=to("https://vieux.{d}/"),
            pages={"/fin": page("<!doctype html><title>Fin</title>")},
            extra={"vieux.{d}": host},
        )
