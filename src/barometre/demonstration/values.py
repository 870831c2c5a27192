"""What made-up facts are worth: shares of yes, texts from the least mature, numbers. Plausible, not real."""

import zlib
from typing import NamedTuple


class Texts(NamedTuple):
    """Texts from the least mature to the most, each with its share at the first edition."""

    shares: dict[str, float]


class NumberRange(NamedTuple):
    """A whole number, of the least mature and of the most; `bend` over 1 keeps most near the first."""

    first: float
    last: float
    bend: float = 1.0


class Days(NamedTuple):
    """A day as text, so many days from that of the edition: of the least mature, and of the most."""

    first: int
    last: int


Values = Texts | NumberRange | Days

# Share of yes at the first edition, where more is known of it than « some have it, some do not ».
SHARES = {
    "site.answers": 0.97,
    "site.certificate-valid": 0.86,
    "site.https-redirect": 0.78,
    "site.mobile": 0.74,
    "site.title": 0.96,
    "site.lang": 0.88,
    "site.viewport": 0.84,
    "site.contact": 0.92,
    "site.tls-obsolete": 0.75,  # what is read as better comes last: this one is turned round (`TURNED`)
    "site.hosting-union": 0.9,
    "site.dsfr": 0.04,
    "site.security-txt": 0.03,
    "site.dnssec": 0.16,
    "site.csp": 0.09,
    "mail.spf": 0.72,
    "mail.mx": 0.98,
    "mail.starttls": 0.95,
    "mail.mta-sts": 0.02,
    "mail.tls-rpt": 0.03,
    "mail.dane": 0.02,
    "services.franceconnect-vu": 0.06,
    "services.seances-vues": 0.12,
    "services.paiement-vu": 0.3,
    "donnees.ouvertes-vues": 0.1,
    "donnees.licence-vue": 0.5,
    "documents.repertoire": 0.05,
    "documents.responsable": 0.05,
    "accessibilite.declaration": 0.22,
    "accessibilite.mention": 0.3,
    "accessibilite.schema": 0.06,
    "accessibilite.plan": 0.05,
}
# Facts of which a yes is not the answer expected.
TURNED = ("site.tls-obsolete", "site.platform")

# Criteria of the higher level of the national reference; the others are common.
_RARE = ("1.6", "1.7", "1.8", "2.6", "2.7")

VALUES: dict[str, Values] = {
    "mail.dmarc": Texts({"absente": 0.55, "observation": 0.2, "quarantaine": 0.15, "rejet": 0.1}),
    "mail.spf-policy": Texts({"+all": 0.02, "?all": 0.13, "~all": 0.55, "-all": 0.3}),
    "mail.chiffrement-recu": Texts(
        {"non exigé": 0.9, "signalé seulement": 0.04, "exigé": 0.03, "exigé et signalé": 0.03}
    ),
    "mail.mx-countries": Texts({"États-Unis": 0.3, "Irlande": 0.1, "France": 0.6}),
    "mail.mx-networks": Texts({"AS64496 Réseau fictif A": 0.5, "AS64497 Réseau fictif B": 0.5}),
    "site.hosting-country": Texts({"États-Unis": 0.12, "Allemagne": 0.08, "France": 0.8}),
    "site.hosting-network": Texts({"AS64498 Hébergeur fictif A": 0.6, "AS64499 Hébergeur fictif B": 0.4}),
    "site.ecoindex-grade": Texts({"G": 0.2, "F": 0.18, "E": 0.17, "D": 0.18, "C": 0.13, "B": 0.09, "A": 0.05}),
    "site.tls-version": Texts({"TLS 1.2": 0.35, "TLS 1.3": 0.65}),
    "site.tls-key": Texts({"RSA 2048": 0.6, "RSA 4096": 0.1, "EC 256": 0.3}),
    "site.certificate-issuer": Texts({"Autorité fictive B": 0.3, "Autorité fictive A": 0.7}),
    "site.tools": Texts({"outil partagé fictif A": 0.6, "outil partagé fictif B": 0.4}),
    "services.reseaux-sociaux": Texts({"Facebook": 0.6, "Facebook, Instagram": 0.3, "Facebook, LinkedIn": 0.1}),
    "accessibilite.etat": Texts({"non conforme": 0.6, "partiellement conforme": 0.35, "totalement conforme": 0.05}),
    "accessibilite.taux": NumberRange(20, 100),
    "accessibilite.declaration-date": Days(-1400, -20),
    "site.certificate-expiry": Days(3, 88),
    "site.certificate-days": NumberRange(3, 88),
    "site.http-status": NumberRange(200, 200),
    "site.ecoindex": NumberRange(5, 92),
    "site.dom-elements": NumberRange(3400, 250, 0.5),
    "site.requests": NumberRange(180, 12, 0.5),
    "site.page-weight": NumberRange(9500, 300, 0.4),
    "site.images-modern": NumberRange(0, 100, 1.6),
    "site.cached-resources": NumberRange(5, 100),
    "site.compressed-resources": NumberRange(20, 100),
    "site.third-parties": NumberRange(24, 0, 0.5),
    "site.trackers": NumberRange(5.4, 0, 0.4),
    "site.cookies-before-consent": NumberRange(12, 0, 0.4),
    "site.cookies": NumberRange(4.4, 0, 0.5),
    "site.axe-violations": NumberRange(14, 0, 0.7),
    "site.axe-critical": NumberRange(3.4, 0, 0.5),
    "site.axe-serious": NumberRange(6, 0, 0.6),
    "site.axe-moderate": NumberRange(5, 0, 0.7),
    "site.axe-minor": NumberRange(3, 0, 0.6),
    "site.axe-passed": NumberRange(58, 100),
    "donnees.ouvertes-nombre": NumberRange(1, 60, 5),
    "donnees.ouvertes-licence": NumberRange(0, 100, 0.4),
    "donnees.ouvertes-date": Days(-1200, -5),
    "donnees.adresses-date": Days(-900, -3),
    "donnees.delegue-date": Days(-2200, -30),
    "donnees.marches-nombre": NumberRange(1, 40, 5),
    "donnees.marches-date": Days(-700, -10),
    "infrastructures.fibre": NumberRange(22, 100, 0.45),
    "infrastructures.cuivre-technique": Days(2200, 200),
    "infrastructures.cuivre-commercial": Days(1500, -100),
    "infrastructures.cuivre-annee": Texts({"2030": 0.2, "2029": 0.2, "2028": 0.2, "2027": 0.2, "2026": 0.2}),
}


def share(fact: str) -> float:
    """Return the share of yes of a fact at the first edition: written above, or drawn from its name."""
    if fact.startswith("rcpnt."):
        return 0.3 if fact.removeprefix("rcpnt.") in _RARE else 0.66
    return SHARES.get(fact, 0.12 + 0.5 * (zlib.crc32(fact.encode()) % 1000) / 1000)
