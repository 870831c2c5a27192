"""SPF records (RFC 7208): valid in odd ways, or at fault."""

from internet.sites import mail_town


def spf_sites():
    """Table of the domain's TXT records."""
    for rank, (why, valid, records) in enumerate([*VALID, *INVALID], 1):
        yield mail_town(f"spf-{rank}", f"SPF : {why}", "" if valid else "2.5", dns=SUPPORT | {"@ TXT": records})
    for mode in ("servfail", "silent", "refused"):
        yield mail_town(
            f"spf-inclusion-{mode}",
            f"SPF : la règle incluse est en {mode}, notre vue a échoué",
            "?2.5",
            dns={"@ TXT": "v=spf1 include:inclus.{d} -all"},
            modes={"inclus": mode},
        )


def includes(count: int) -> str:
    """A record of a number of includes, each of one look-up."""
    return "v=spf1 " + " ".join(f"include:i{number}.{{d}}" for number in range(count)) + " -all"


SUPPORT = {
    **{f"i{number} TXT": "v=spf1 ip4:192.0.2.1 -all" for number in range(12)},
    "sans TXT": "rien qui soit du SPF",
    "boucle TXT": "v=spf1 include:boucle.{d} -all",
    "faux TXT": "v=spf1 ip4:999.1.1.1 -all",
    "deux TXT": ["v=spf1 -all", "v=spf1 ~all"],
    "six TXT": "v=spf1 a:www.{d} a:www.{d} a:www.{d} a:www.{d} a:www.{d} a:www.{d} -all",
    "bon TXT": "v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 ?all",
}
VALID = [
    ("tout refuser", True, "v=spf1 -all"),
    ("~all", True, "v=spf1 mx ~all"),
    ("?all", True, "v=spf1 mx ?all"),
    ("+all, sans effet mais bien écrit", True, "v=spf1 +all"),
    ("version seule", True, "v=spf1"),
    ("majuscules", True, "V=SPF1 MX -ALL"),
    ("espaces en trop", True, "v=spf1   mx    -all  "),
    ("coupé en deux chaînes", True, '"v=spf1 ip4:192.0.2.1 i" "p4:192.0.2.2 -all"'),
    ("coupé sans espace entre les chaînes", True, '"v=spf1 mx" " -all"'),
    ("plus de 255 caractères", True, "v=spf1 " + "".join(f"ip4:192.0.2.{n} " for n in range(60)) + "-all"),
    ("ip4, ip6, longueurs", True, "v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 a/24 mx//64 a:www.{d}/24//64 -all"),
    ("inclusion d’une règle bonne", True, "v=spf1 include:bon.{d} -all"),
    ("redirect vers une règle bonne", True, "v=spf1 redirect=bon.{d}"),
    ("dix recherches, le plus permis", True, includes(10)),
    ("modificateur inconnu", True, "v=spf1 mx autre=chose -all"),
    ("ip4= : un modificateur inconnu, sans effet", True, "v=spf1 ip4=192.0.2.1 -all"),
    ("macro dans exists", True, "v=spf1 exists:%{i}.spf.{d} -all"),
    ("exp", True, "v=spf1 mx -all exp=explique.{d}"),
    ("ptr, déconseillé mais permis", True, "v=spf1 ptr -all"),
    ("d’autres TXT à côté", True, ["v=spf1 mx -all", "google-site-verification=abc", "spf2.0/pra mx -all"]),
    ("mécanisme après all, ignoré", True, "v=spf1 -all mx"),
]
INVALID = [
    ("pas de règle", False, None),
    ("d’autres TXT seulement", False, ["google-site-verification=abc"]),
    ("deux règles", False, ["v=spf1 mx -all", "v=spf1 a -all"]),
    ("deux règles identiques", False, ['"v=spf1 mx -all"', '"v=spf1 " "mx -all"']),
    ("version collée", False, "v=spf1-all"),
    ("version 10", False, "v=spf10 mx -all"),
    ("version 2", False, "v=spf2 mx -all"),
    ("espace au début", False, " v=spf1 mx -all"),
    ("guillemets dans le texte", False, '"\\"v=spf1 mx -all\\""'),
    ("mécanisme inconnu", False, "v=spf1 mx tout -all"),
    ("ip4 impossible", False, "v=spf1 ip4:300.1.1.1 -all"),
    ("ip4 trop court", False, "v=spf1 ip4:192.0.2 -all"),
    ("longueur impossible", False, "v=spf1 ip4:192.0.2.0/33 -all"),
    ("ip6 dans ip4", False, "v=spf1 ip4:2001:db8::1 -all"),
    ("include sans nom", False, "v=spf1 include: -all"),
    ("all avec un argument", False, "v=spf1 mx all:fr"),
    ("espace après les deux-points", False, "v=spf1 include: bon.{d} -all"),
    ("virgules à la place d’espaces", False, "v=spf1,mx,-all"),
    ("tabulation", False, "v=spf1 mx\t-all"),
    ("inclusion d’un nom sans règle", False, "v=spf1 include:sans.{d} -all"),
    ("inclusion d’un nom absent", False, "v=spf1 include:absent.{d} -all"),
    ("inclusion d’une règle fautive", False, "v=spf1 include:faux.{d} -all"),
    ("inclusion d’un nom à deux règles", False, "v=spf1 include:deux.{d} -all"),
    ("inclusion en boucle", False, "v=spf1 include:boucle.{d} -all"),
    ("onze recherches", False, includes(11)),
    ("onze recherches, par l’inclusion", False, "v=spf1 include:six.{d} a a a a -all"),
    ("redirect vers rien", False, "v=spf1 redirect=absent.{d}"),
    ("deux redirect", False, "v=spf1 redirect=bon.{d} redirect=bon.{d}"),
    ("macro fautive", False, "v=spf1 exists:%{z}.{d} -all"),
    ("caractères accentués", False, "v=spf1 include:réseau.fr -all"),
]
