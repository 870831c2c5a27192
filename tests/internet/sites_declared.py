"""Declared addresses, of sites and of mail: well formed or not, of one extension or another."""

from internet.actions import Host, page, to
from internet.sites import town

EXTENSIONS = "alsace bzh corsica paris eu gp gf mq re yt pm wf tf nc pf"
FOREIGN = "com org net info city ovh be io"
NO_SITE = "1.1"
UNFIT = "la_mairie.declare-souligne.fr"
END = page("<!doctype html><html lang=fr><title>Accueil</title><p>Accueil")


def declared_sites():
    """Table of declared sites."""
    for extension in EXTENSIONS.split():
        yield town(f"commune-du-{extension}.{extension}", f"extension .{extension}, souveraine")
    for extension in FOREIGN.split():
        yield town(f"commune-du-{extension}.{extension}", f"extension .{extension}, pas souveraine", "1.2")
    for name, why, declared in [
        ("sans-site", "pas de site déclaré", ""),
        ("espaces", "site déclaré fait d’espaces", "   "),
        ("sans-schema", "adresse sans https://", "www.{d}"),
        ("sans-deux-points", "« https//… », sans les deux-points", "https//www.{d}"),
        ("une-barre", "« https:/… », une seule barre", "https:/www.{d}/"),
        ("courriel-pour-site", "adresse de courriel à la place du site", "mairie@{d}"),
        ("ftp", "adresse ftp", "ftp://www.{d}/"),
        ("javascript", "adresse javascript:", "javascript:alert(1)"),
        ("fichier", "adresse file:", "file:///etc/passwd"),
        ("vide-apres-schema", "« https:// » seul", "https://"),
        ("localhost", "hôte d’un seul mot", "https://localhost/"),
        ("espace-dans-nom", "espace dans le nom", "https://www ville.fr/"),
        ("adresse-ip", "adresse IP à la place d’un nom", "http://127.10.0.1/"),
        ("adresse-ip-seule", "nombre à la place d’un nom", "http://2130706433/"),
        ("souligne-fin", "souligné dans l’extension", "https://www.{d}.f_r/"),
        ("tiret-debut", "étiquette qui commence par un tiret", "https://-ville.fr/"),
        ("deux-points-vides", "deux points de suite dans le nom", "https://www..ville.fr/"),
        ("deux-sites", "deux adresses", "https://www.{d} ; https://autre.fr"),
        ("crochet", "crochet qui ne ferme pas", "https://[ville.fr/"),
        ("etiquette-longue", "étiquette de plus de 63 caractères", "https://" + "a" * 64 + ".fr/"),
        ("texte", "du texte à la place d’une adresse", "le site de la commune"),
    ]:
        yield town(f"declare-{name}", why, NO_SITE, site=declared)
    for name, why, declared, breaks in [
        ("http", "adresse déclarée en http", "http://www.{d}/", "1.8"),
        ("http-nu", "adresse déclarée en http, sans www", "http://{d}", "1.8"),
        ("nu", "adresse déclarée sans www", "https://{d}", ""),
        ("majuscules", "adresse en majuscules", "HTTPS://WWW.DECLARE-MAJUSCULES.FR/", ""),
        ("espace-autour", "espace avant et après l’adresse", "  https://www.{d}/ ", ""),
        ("port", "port usuel écrit", "https://www.{d}:443/", ""),
        ("ancre", "ancre à la fin", "https://www.{d}/#accueil", ""),
        ("requete", "requête à la fin", "https://www.{d}/?lang=fr", ""),
        ("point-final", "point à la fin du nom", "https://www.{d}./", ""),
    ]:
        yield town(f"declare-{name}", why, breaks, site=declared)
    yield town("declare-autre-port", "port que nous ne visitons pas", "?1.3", site="https://www.{d}:8443/")
    yield town(
        "declare-souligne",
        "nom avec un souligné : les navigateurs l’ouvrent",
        site="https://la_mairie.{d}/",
        extra={"la_mairie.{d}": Host("127.10.0.5", to(f"https://{UNFIT}{{path}}"), END, "valid", (f"*.{UNFIT[10:]}",))},
    )
    yield from deeper_sites()


def deeper_sites():
    """Sites on subdomains, with accents, with a path."""
    yield town("évêché.fr".encode("idna").decode(), "nom accentué", site="https://www.évêché.fr/", mail="a@{d}")
    for name, platform in [("bourg", "plateforme-de-mairies.fr"), ("hameau", "plateforme-de-mairies.fr")]:
        domain = f"{name}.{platform}"
        yield town(
            domain,
            "sous-domaine d’une plateforme : pas de forme avec www",
            site="https://{d}/",
            main="{d}",
            www={"address": None},
            mail=f"mairie@{domain}",
        )
    yield town(
        "ville.agglo-du-lac.fr",
        "sous-domaine déclaré en http",
        "1.8",
        site="http://{d}/",
        main="{d}",
        www={"address": None},
        mail="ville@{d}",
    )
    yield town("ville.gouv.fr", "sous-domaine de gouv.fr, suffixe public : forme avec www due")
    yield town(
        "chemin-profond",
        "adresse avec un chemin qui répond",
        site="https://www.{d}/mairie/accueil.html",
        pages={"/mairie/accueil.html": CHEMIN},
    )
    yield town("chemin-perdu", "adresse avec un chemin qui n’existe plus", "1.3", site="https://www.{d}/ancien/")


def declared_mails():
    """Table of declared e-mail addresses."""
    for name, why, mail in [
        ("sans", "pas de courriel déclaré", ""),
        ("at", "« (at) » à la place de @", "mairie(at){d}"),
        ("sans-domaine", "rien après le @", "mairie@"),
        ("sans-local", "rien avant le @", "@{d}"),
        ("un-mot", "domaine d’un seul mot", "mairie@mairie"),
        ("deux", "deux adresses", "mairie@{d}, maire@{d}"),
        ("espace", "espace dans l’adresse", "mai rie@{d}"),
        ("point-debut", "point au début", ".mairie@{d}"),
        ("points", "deux points de suite", "mairie..a@{d}"),
        ("site", "adresse de site à la place du courriel", "https://www.{d}/"),
        ("deux-arobases", "deux @", "mairie@@{d}"),
        ("ip", "adresse IP après le @", "mairie@127.20.0.1"),
    ]:
        yield town(f"courriel-{name}", why, "2.1", mail=mail)
    for domain, breaks in [
        ("orange.fr", ""),
        ("wanadoo.fr", ""),
        ("free.fr", ""),
        ("laposte.net", ""),
        ("sfr.fr", ""),
        ("gmx.fr", ""),
        ("gmail.com", "2.8"),
        ("yahoo.fr", "2.8"),
        ("hotmail.fr", "2.8"),
        ("outlook.fr", "2.8"),
    ]:
        name = f"courriel-chez-{domain.replace('.', '-')}"
        facts = {"mail.mta-sts": ["not-concerned"], "mail.chiffrement-recu": ["not-concerned"]}
        why = f"courriel chez {domain}, ouvert à tous"
        yield town(name, why, f"2.2 {breaks}", mail="mairie.{d}@" + domain, facts=facts)
    yield town(
        "courriel-agglo",
        "courriel au domaine d’une autre collectivité",
        "2.3",
        mail="a@courriel-en-agglo.fr",
        dns=at("courriel-en-agglo.fr"),
    )
    yield town(
        "courriel-sous-domaine",
        "courriel sous un sous-domaine ; DMARC hérité",
        mail="a@courriel.{d}",
        dns={"courriel MX": "10 mx1.courriel-fr.fr.", "courriel TXT": "v=spf1 mx -all"},
    )
    yield town(
        "courriel-sous-site",
        "site sous un sous-domaine de celui du courriel",
        site="https://ville.{d}/",
        main="ville.{d}",
        mail="a@{d}",
        extra={"ville.{d}": SUB},
    )
    yield town("courriel-majuscules", "adresse en majuscules", mail="MAIRIE@COURRIEL-MAJUSCULES.FR")
    yield town("courriel-accents", "lettres accentuées avant le @", "2.1", mail="secrétariat@{d}")
    yield town("ni-site-ni-courriel", "rien de déclaré", "1.1 2.1", site="", mail="")
    yield town("courriel-sans-site", "courriel conforme, pas de site avec lequel comparer", "1.1", site="")


def at(domain: str, mx: str = "mx1.courriel-fr.fr.", spf: str = "v=spf1 mx -all") -> dict[str, str]:
    """Records of a mail domain beside the town's own."""
    return {
        f"{domain}. MX": f"10 {mx}",
        f"{domain}. TXT": spf,
        f"_dmarc.{domain}. TXT": f"v=DMARC1; p=reject; rua=mailto:dmarc@{domain}",
    }


CHEMIN = page("<!doctype html><html lang=fr><title>Mairie</title><p>Bienvenue")
SUB = Host(
    "127.10.0.8", to("https://ville.courriel-sous-site.fr{path}"), CHEMIN, "valid", ("ville.courriel-sous-site.fr",)
)
