"""What the DNS says beside addresses: DNSSEC, CAA, MTA-STS, TLS-RPT, DANE, IPv6 of the mail."""

from internet.actions import Host, error, page, to
from internet.sites import mail_town, town

YES, NO = ["seen", 1], ["seen", 0]
DIGEST = "3 1 1 " + "ab" * 32


def policy_sites():
    """Tables of policies; none of them changes a criterion."""
    yield town(
        "signe", "zone signée : le résolveur le confirme (AD)", modes={"@": "signed"}, facts={"site.dnssec": YES}
    )
    yield town("non-signe", "zone non signée", facts={"site.dnssec": NO, "site.caa": NO, "site.ipv6": NO})
    yield from caa_sites()
    yield from sts_sites()
    yield from report_sites()
    yield from dane_sites()
    yield mail_town(
        "courriel-six",
        "serveur de courriel en IPv4 et IPv6",
        facts={"mail.ipv6": YES},
        dns={"@ MX": "10 mx-a.{d}.", "mx-a A": "127.20.0.1", "mx-a AAAA": "2001:db8:20::1"},
    )


def caa_sites():
    """CAA (RFC 8659)."""
    for name, why, records, fact in [
        ("une", "une autorité permise", '0 issue "letsencrypt.org"', YES),
        ("parametres", "autorité avec des paramètres", '0 issue "letsencrypt.org; validationmethods=dns-01"', YES),
        ("personne", "personne ne peut émettre", '0 issue ";"', YES),
        ("iodef", "iodef seul : aucune autorité n’est désignée", '0 iodef "mailto:a@exemple.fr"', NO),
    ]:
        yield town(f"caa-{name}", f"CAA : {why}", dns={"@ CAA": records}, facts={"site.caa": fact})
    yield town(
        "caa-sur-www",
        "CAA : à l’hôte, pas au domaine",
        dns={"www CAA": '0 issue "certigna.fr"'},
        facts={"site.caa": YES},
    )


def sts_sites():
    """MTA-STS (RFC 8461): the record, then the policy file."""
    good = "version: STSv1\r\nmode: enforce\r\nmx: *.courriel-fr.fr\r\nmax_age: 604800\r\n"
    text = ("Content-Type", "text/plain")
    for name, why, policy, fact, more in [
        ("bien", "mode enforce", page(good, text), YES, {}),
        ("lignes-unix", "fins de ligne simples", page(good.replace("\r", ""), text), YES, {}),
        ("essai", "mode testing", page(good.replace("enforce", "testing"), text), NO, {}),
        ("aucun", "mode none", page(good.replace("enforce", "none"), text), NO, {}),
        ("autre-mx", "les MX ne sont pas ceux du domaine", page(good.replace("courriel-fr", "autre"), text), NO, {}),
        ("sans-fichier", "fichier absent (404)", error(404), NO, {}),
        ("redirige", "fichier redirigé : interdit (3.3)", to("https://www.{d}/"), NO, {}),
        ("perime", "certificat périmé", page(good, text), NO, {"certificate": "expired"}),
        ("html", "une page HTML à la place", page("<!doctype html><title>Mairie</title>"), NO, {}),
    ]:
        domain = f"mta-sts-{name}.fr"
        file = {"/.well-known/mta-sts.txt": policy}
        host = Host("127.10.0.9", error(404), error(404), "valid", (f"mta-sts.{domain}",), file)
        host.certificate = more.get("certificate", "valid")
        yield mail_town(
            domain,
            f"MTA-STS : {why}",
            dns={"_mta-sts TXT": "v=STSv1; id=20261101"},
            extra={"mta-sts.{d}": host},
            facts={"mail.mta-sts": fact} | ({"mail.chiffrement-recu": ["seen", "exigé"]} if fact is YES else {}),
        )
    yield mail_town("mta-sts-sans", "MTA-STS : pas d’enregistrement", facts={"mail.mta-sts": NO})
    for name, record in [("sans-id", "v=STSv1;"), ("version", "v=STSv2; id=1"), ("minuscules", "v=stsv1; id=1")]:
        yield mail_town(
            f"mta-sts-{name}",
            f"MTA-STS : enregistrement fautif « {record} »",
            dns={"_mta-sts TXT": record},
            facts={"mail.mta-sts": NO},
        )


def report_sites():
    """TLS-RPT (RFC 8460)."""
    for name, records, fact in [
        ("courriel", "v=TLSRPTv1; rua=mailto:tls@{d}", YES),
        ("https", "v=TLSRPTv1;rua=https://rapports.exemple.fr/tls", YES),
        ("sans-rua", "v=TLSRPTv1;", NO),
        ("deux", ["v=TLSRPTv1; rua=mailto:a@{d}", "v=TLSRPTv1; rua=mailto:b@{d}"], NO),
        ("absent", None, NO),
    ]:
        yield mail_town(
            f"tls-rpt-{name}", f"TLS-RPT : {name}", dns={"_smtp._tls TXT": records}, facts={"mail.tls-rpt": fact}
        )


def dane_sites():
    """DANE for mail (RFC 7672): it holds only in signed zones."""
    own = {"@ MX": "10 mx-a.{d}.", "mx-a A": "127.20.0.1"}
    for name, why, records, modes, fact in [
        ("bien", "TLSA 3 1 1 en zone signée", {"_25._tcp.mx-a TLSA": DIGEST}, {"@": "signed"}, YES),
        ("non-signe", "TLSA en zone non signée : sans valeur", {"_25._tcp.mx-a TLSA": DIGEST}, {}, NO),
        ("absent", "zone signée sans TLSA", {}, {"@": "signed"}, NO),
        (
            "usage-0",
            "TLSA d’usage 0, que le courriel n’emploie pas",
            {"_25._tcp.mx-a TLSA": "0 1 1 " + "ab" * 32},
            {"@": "signed"},
            NO,
        ),
    ]:
        yield mail_town(f"dane-{name}", f"DANE : {why}", dns=own | records, modes=modes, facts={"mail.dane": fact})
