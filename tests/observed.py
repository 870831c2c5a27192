"""Observed facts of a few real communes of Lozère, for the edition that tests read; and looks that need no network."""

from datetime import date

import polars as pl

from barometre.catalogue.load import load_catalogue
from barometre.facts.schema import FACTS
from barometre.facts.statement import Statement, they_failed, we_failed, yes_no
from barometre.territory import reference

SEEN, TRIED = date(2026, 9, 20), date(2026, 10, 3)
MENDE = "48095"
LEFT_OUT = ("services.franceconnect-vu",)
"""A measure of which tests want nothing to be known."""
NOT_LOOKED = "site.caa"
"""A check that nobody has made."""
TEXTS = {
    "mail.dmarc": ("rejet", "quarantaine", "observation", "absente"),
    "rcpnt.level": ("AA", "A", "aucun"),
    "site.certificate-expiry": ("2026-12-24",),
    "accessibilite.etat": ("non conforme", "partiellement conforme"),
}


def communes() -> pl.DataFrame:
    """Two dozen communes of Lozère that declare a site, Mende first."""
    lozere = reference.collectivites().filter(pl.col("site").is_not_null(), kind="commune", departement="48")
    return lozere.sort(pl.col("code") != MENDE, "code").head(24)


def _fact(siren: str, turn: int, place: int, definition) -> tuple:
    """One fact: of ten, one is not concerned, one failed on their side, one on ours; the others have a value."""
    draw = (3 * turn + place) % 10
    if turn and draw < 3:
        outcome = ("not-concerned", "they-failed", "we-failed")[draw]
        return siren, definition.id, outcome, None, None, SEEN, "raison donnée par le regard"
    if definition.type == "text":
        texts = TEXTS.get(definition.id, ("relevé",))
        return siren, definition.id, "seen", None, texts[draw % len(texts)], SEEN, None
    number = float(draw % 2) if definition.type == "boolean" else float(draw)
    return siren, definition.id, "seen", number, None, SEEN, "ce qui a été vu"


def first_look() -> pl.DataFrame:
    """Every observed fact of the communes, but those left out; the register says otherwise of the domain of Mende."""
    wanted = [
        one
        for one in load_catalogue().facts.values()
        if one.source == "observation" and one.id not in (*LEFT_OUT, NOT_LOOKED)
    ]
    sirens = communes()["siren"].to_list()
    rows = [_fact(siren, turn, place, one) for turn, siren in enumerate(sirens) for place, one in enumerate(wanted)]
    rows.append((sirens[0], "site.domain", "seen", None, "ailleurs-lozere.fr", SEEN, "https://ailleurs-lozere.fr/"))
    return pl.DataFrame(rows, schema=FACTS, orient="row")


def second_look() -> pl.DataFrame:
    """A second run, at Mende only: our failure for one fact, a negative seen once for another."""
    siren = communes()["siren"][0]
    rows = [
        (siren, "site.hsts", "we-failed", None, None, TRIED, "délai dépassé"),
        (siren, "mail.dane", "we-failed", None, None, TRIED, "à confirmer par un second regard : pas de TLSA"),
    ]
    return pl.DataFrame(rows, schema=FACTS, orient="row")


def look_now(siren: str, site: str | None, mail: str | None) -> list[Statement]:
    """What the site calls when a look is asked for, here without network."""
    return [
        yes_no("site.hsts", False, f"pas d’en-tête à {site}"),
        yes_no("site.nosniff", True, "nosniff"),
        they_failed("site.ipv6", "le serveur ferme la connexion"),
        we_failed("site.dnssec", "notre résolveur n’a pas répondu"),
    ]


def look_that_fails(siren: str, site: str | None, mail: str | None) -> list[Statement]:
    """A look that does not come back in time."""
    raise TimeoutError("20 seconds")
