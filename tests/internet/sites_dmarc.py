"""DMARC records (RFC 9989, RFC 7489): own, inherited, at fault."""

from internet.sites import mail_town

WEAK = "2.7"


def dmarc_sites():
    """Table of the records at `_dmarc`, then of those inherited."""
    for rank, (why, breaks, records) in enumerate(OWN, 1):
        yield mail_town(
            f"dmarc-{rank}", f"DMARC : {why}", breaks, dns={"_dmarc TXT": records}, facts=_facts(breaks, why)
        )
    for rank, (why, breaks, record) in enumerate(INHERITED, 1):
        yield mail_town(
            f"dmarc-herite-{rank}",
            f"DMARC hérité : {why}",
            breaks,
            mail="a@courriel.{d}",
            dns={
                "courriel MX": "10 mx1.courriel-fr.fr.",
                "courriel TXT": "v=spf1 mx -all",
                "_dmarc TXT": record,
            },
        )
    yield mail_town(
        "dmarc-mal-place",
        "DMARC : à la racine du domaine, pas à _dmarc",
        "2.6",
        dns={"_dmarc TXT": None, "@ TXT": ["v=spf1 mx -all", "v=DMARC1; p=reject"]},
    )
    yield mail_town(
        "dmarc-alias",
        "DMARC : par un alias vers un prestataire",
        dns={"_dmarc TXT": None, "_dmarc CNAME": "_dmarc.courriel-fr.fr."},
    )
    yield mail_town(
        "dmarc-propre-et-parent",
        "DMARC : celui du sous-domaine l’emporte sur celui du domaine",
        WEAK,
        mail="a@courriel.{d}",
        dns={
            "courriel MX": "10 mx1.courriel-fr.fr.",
            "courriel TXT": "v=spf1 mx -all",
            "_dmarc.courriel TXT": "v=DMARC1; p=none",
        },
    )


def _facts(breaks: str, why: str) -> dict[str, list]:
    return {"mail.dmarc": ["seen", "absente"]} if why == "absent" else {}


OWN = [
    ("absent", "2.6", None),
    ("p=none", WEAK, "v=DMARC1; p=none; rua=mailto:d@{d}"),
    ("quarantaine", "", "v=DMARC1; p=quarantine"),
    ("rejet", "", "v=DMARC1; p=reject"),
    ("rejet à 100 % écrit", "", "v=DMARC1; p=reject; pct=100"),
    ("quarantaine à 50 %", WEAK, "v=DMARC1; p=quarantine; pct=50"),
    ("rejet à 0 %", WEAK, "v=DMARC1; p=reject; pct=0"),
    ("rejet en essai (t=y)", WEAK, "v=DMARC1; p=reject; t=y"),
    ("rejet, essai fini (t=n)", "", "v=DMARC1; p=reject; t=n"),
    ("sp=none ne vaut que pour les sous-domaines", "", "v=DMARC1; p=reject; sp=none"),
    ("sp=reject ne vaut pas p", WEAK, "v=DMARC1; p=none; sp=reject"),
    ("sans espaces ni point-virgule final", "", "v=DMARC1;p=reject"),
    ("espaces partout", "", "v=DMARC1  ;  p = reject ; "),
    ("valeurs en majuscules", "", "v=DMARC1; P=REJECT"),
    ("coupé en deux chaînes", "", '"v=DMARC1; p=re" "ject; rua=mailto:d@exemple.fr"'),
    ("deux consignes", "2.6", ["v=DMARC1; p=reject", "v=DMARC1; p=none"]),
    ("une autre TXT à côté", "", ["v=DMARC1; p=reject", "autre chose"]),
    ("version en minuscules", "2.6", "v=dmarc1; p=reject"),
    ("version pas en tête", "2.6", "p=reject; v=DMARC1"),
    ("version 2", "2.6", "v=DMARC2; p=reject"),
    ("SPF à la place", "2.6", "v=spf1 -all"),
    ("sans p, avec rua : vaut none", WEAK, "v=DMARC1; rua=mailto:d@{d}"),
    ("p inconnu, avec rua : vaut none", WEAK, "v=DMARC1; p=refuse; rua=mailto:d@{d}"),
    ("p inconnu, sans rua : rien", "2.6", "v=DMARC1; p=refuse"),
    ("balise inconnue", "", "v=DMARC1; p=reject; x=1"),
]
INHERITED = [
    ("p=reject", "", "v=DMARC1; p=reject"),
    ("sp=none l’emporte", WEAK, "v=DMARC1; p=reject; sp=none"),
    ("sp=quarantine l’emporte", "", "v=DMARC1; p=none; sp=quarantine"),
    ("p=none", WEAK, "v=DMARC1; p=none"),
    ("rien", "2.6", None),
    ("à 20 %", WEAK, "v=DMARC1; p=reject; pct=20"),
]
