"""Mail domains: their MX and where these are; what hangs on a DNS that fails."""

from internet.sites import mail_town, town

FRANCE, GERMANY, STATES, NOWHERE = "mx1.courriel-fr.fr.", "mx.post-de.de.", "mx.mail-us.com.", "mx.ailleurs.net."
# Mail providers open to all, and their MX.
PROVIDERS = {
    **dict.fromkeys(["orange.fr", "wanadoo.fr", "free.fr", "laposte.net", "sfr.fr", "gmx.fr"], FRANCE),
    **dict.fromkeys(["gmail.com", "yahoo.fr", "hotmail.fr", "outlook.fr"], STATES),
}


def mail_sites():
    """Table of MX (RFC 5321, 5; RFC 7505)."""
    for name, why, breaks, mx in [
        ("allemand", "MX en Allemagne", "", f"10 {GERMANY}"),
        ("deux-pays", "MX en France et en Allemagne", "", [f"10 {FRANCE}", f"20 {GERMANY}"]),
        ("americain", "MX aux États-Unis", "2.8", f"10 {STATES}"),
        ("secours-americain", "MX de secours aux États-Unis", "2.8", [f"10 {FRANCE}", f"50 {STATES}"]),
        ("inconnu", "MX à une adresse que la base ne connaît pas", "?2.8", f"10 {NOWHERE}"),
        ("un-inconnu", "un MX en France, un inconnu", "?2.8", [f"10 {FRANCE}", f"20 {NOWHERE}"]),
        ("inconnu-et-americain", "un MX inconnu, un aux États-Unis", "2.8", [f"10 {NOWHERE}", f"20 {STATES}"]),
        ("sans-mx", "pas de MX, mais une adresse A", "2.4", None),
        ("nul", "MX nul : le domaine refuse tout courriel", "2.4", "0 ."),
        ("absent", "MX vers un nom qui n’existe pas", "2.4", "10 mx.nulle-part-du-tout.fr."),
        ("sans-adresse", "MX vers un nom sans adresse", "2.4", "10 mx-vide.{d}."),
        ("un-absent", "deux MX, un seul existe", "", ["10 mx.nulle-part-du-tout.fr.", f"20 {FRANCE}"]),
        ("ip", "MX qui est une adresse IP", "2.4", "10 127.20.0.1."),
        ("alias", "MX vers un alias : interdit, mais il se résout", "", "10 mx-alias.{d}."),
        ("six", "MX en IPv6 seulement, en France", "", "10 mx-six.{d}."),
        ("six-americain", "MX en IPv6 seulement, aux États-Unis", "2.8", "10 mx-six-us.{d}."),
        ("chez-soi", "MX sous le domaine même", "", "10 mx-a.{d}."),
        ("dix", "dix MX", "", [f"{n} mx{n % 4 + 1}.courriel-fr.fr." for n in range(10)]),
        ("majuscules", "MX en majuscules", "", "10 MX1.COURRIEL-FR.FR."),
        ("mixte", "un MX aux adresses dans deux pays", "2.8", "10 mx-mixte.{d}."),
        ("boucle", "MX vers un alias qui tourne en rond", "2.4", "10 mx-boucle.{d}."),
        ("servfail-hote", "adresse du MX : SERVFAIL", "?2.4", "10 mx-servfail.{d}."),
        ("silent-hote", "adresse du MX : pas de réponse", "?2.4", "10 mx-silent.{d}."),
        (
            "un-servfail",
            "un MX bon, un autre en SERVFAIL : son pays est inconnu",
            "?2.8",
            [f"10 {FRANCE}", "20 mx-servfail.{d}."],
        ),
    ]:
        yield mail_town(f"mx-{name}", why, breaks, dns=MX_HOSTS | {"@ MX": mx}, modes=MX_MODES)
    yield from failing_mail()
    yield from smtp_sites()


MX_HOSTS = {
    "mx-vide TXT": "rien",
    "mx-alias CNAME": FRANCE,
    "mx-six AAAA": "2001:db8:20::25",
    "mx-six-us AAAA": "2001:db8:30::25",
    "mx-a A": "127.20.0.11",
    "mx-mixte A": ["127.20.0.1", "127.30.0.1"],
    "mx-boucle CNAME": "mx-boucle.{d}.",
}
MX_MODES = {"mx-servfail": "servfail", "mx-silent": "silent"}


def failing_mail():
    """How the resolver answers for the mail domain: its failures say nothing of the domain."""
    for mode, why in [
        ("servfail", "SERVFAIL, même sans vérifier"),
        ("refused", "REFUSED"),
        ("silent", "pas de réponse"),
        ("garbage", "réponse illisible"),
        ("wrong-id", "réponse d’un autre numéro"),
    ]:
        for kind, place, breaks in [("MX", "@ MX", "?2.4"), ("TXT", "@ TXT", "?2.5"), ("DMARC", "_dmarc", "?2.6 ?2.7")]:
            yield mail_town(f"{kind.lower()}-en-{mode}", f"{kind} du domaine : {why}", breaks, modes={place: mode})
    for mode, why in [("slow", "lente"), ("truncated", "coupée en UDP, entière en TCP")]:
        modes = {"@ MX": mode, "@ TXT": mode, "_dmarc": mode}
        yield mail_town(f"courriel-{mode}", f"réponses {why}, mais bonnes", modes=modes)
    yield town("courriel-nxdomain", "domaine du courriel qui n’existe pas", "2.3 2.4", mail="a@domaine-jamais-pris.fr")
    yield town(
        "courriel-bogus",
        "domaine du courriel à la signature DNSSEC fausse",
        "2.3 2.4",
        mail="a@faux-seing.fr",
        dns={"faux-seing.fr. MX": f"10 {FRANCE}"},
        modes={"faux-seing.fr.": "bogus"},
    )
    yield mail_town(
        "mx-beaucoup",
        "quarante MX, réponse plus grande qu’un paquet",
        dns={
            "@ TXT": "v=spf1 ip4:127.20.0.1 -all",
            "@ MX": [f"{n} serveur-numero-{n}.beaucoup-de-serveurs.fr." for n in range(40)],
            **{f"serveur-numero-{n}.beaucoup-de-serveurs.fr. A": "127.20.0.1" for n in range(40)},
        },
    )


def smtp_sites():
    """MX by what their mail server does about STARTTLS (RFC 3207)."""
    for number, why, offered in [
        (1, "STARTTLS proposé", ["seen", 1]),
        (5, "STARTTLS pas proposé", ["seen", 0]),
        (6, "le serveur refuse de nous parler (554)", ["we-failed", None]),
        (7, "le serveur se tait", ["we-failed", None]),
        (8, "STARTTLS proposé puis refusé (454)", ["seen", 1]),
        (9, "le serveur salue après une seconde", ["seen", 1]),
        (10, "STARTTLS avec un certificat autosigné", ["seen", 1]),
    ]:
        yield mail_town(
            f"starttls-{number}",
            why,
            dns={"@ MX": "10 mx-a.{d}.", "mx-a A": f"127.20.0.{number}"},
            facts={"mail.starttls": offered},
        )
    yield mail_town(
        "starttls-refuse",
        "le serveur de courriel refuse la connexion",
        dns={"@ MX": "10 mx-a.{d}.", "mx-a A": "127.20.9.9"},
    )
