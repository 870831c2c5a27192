"""Observed facts of a few real communes of Lozère, for the edition that tests read; and looks that need no network."""

import time
from dataclasses import replace
from datetime import date

import polars as pl

from barometre.catalogue.load import load_catalogue
from barometre.facts.reason import Reason, reason
from barometre.facts.reason_codes import ReasonCode
from barometre.facts.schema import Outcome
from barometre.facts.statement import Statement, facts_table, they_failed, we_failed, yes_no
from barometre.observation.run.confirm import Look
from barometre.territory import reference

SEEN, TRIED = date(2026, 9, 20), date(2026, 10, 3)
MENDE = "48095"
# A measure of which tests want nothing to be known.
LEFT_OUT = ("services.franceconnect-vu",)
# A check that was not made.
NOT_LOOKED = "site.caa"
TEXTS = {
    "mail.dmarc": ("rejet", "quarantaine", "observation", "absente"),
    "mail.chiffrement-recu": ("exigé et signalé", "exigé", "signalé seulement", "non exigé"),
    "rcpnt.level": ("AA", "A", "aucun"),
    "site.certificate-expiry": ("2026-12-24",),
    "accessibilite.etat": ("non conforme", "partiellement conforme"),
}


def communes() -> pl.DataFrame:
    """Two dozen communes of Lozère that declare a site, Mende first."""
    lozere = reference.collectivites().filter(pl.col("site").is_not_null(), kind="commune", departement="48")
    return lozere.sort(pl.col("code") != MENDE, "code").head(24)


def said(text: str) -> Reason:
    """A reason in words of the tests' own."""
    return reason(ReasonCode.FORMER_TEXT, text=text)


def _fact(siren: str, rank: int, place: int, definition) -> tuple[str, Statement, date]:
    """One fact: of ten, one is not concerned, one failed on their side, one on our side; the others have a value."""
    draw = (3 * rank + place) % 10
    if rank and draw < 3:
        outcome = (Outcome.NOT_CONCERNED, Outcome.THEY_FAILED, Outcome.WE_FAILED)[draw]
        return siren, Statement(definition.id, reason=said("raison donnée par le regard"), outcome=outcome), SEEN
    if definition.type == "text":
        texts = TEXTS.get(definition.id, ("relevé",))
        return siren, Statement(definition.id, text=texts[draw % len(texts)]), SEEN
    number = float(draw % 2) if definition.type == "boolean" else float(draw)
    return siren, Statement(definition.id, number, reason=said("ce qui a été vu")), SEEN


def first_look() -> pl.DataFrame:
    """Every observed fact of the communes, but those left out; the register says otherwise of the domain of Mende."""
    wanted = [
        fact
        for fact in load_catalogue().facts.values()
        if fact.source == "observation" and fact.id not in (*LEFT_OUT, NOT_LOOKED)
    ]
    sirens = communes()["siren"].to_list()
    rows = [_fact(siren, rank, place, fact) for rank, siren in enumerate(sirens) for place, fact in enumerate(wanted)]
    moved = Statement("site.domain", text="ailleurs-lozere.fr", reason=said("https://ailleurs-lozere.fr/"))
    return facts_table([*rows, (sirens[0], moved, SEEN)])


def second_look() -> pl.DataFrame:
    """A second run, at Mende only: our failure for one fact, a negative seen once for another."""
    siren = communes()["siren"][0]
    unconfirmed = replace(we_failed("mail.dane", said("pas de TLSA")), to_confirm=True)
    return facts_table([(siren, we_failed("site.hsts", said("délai dépassé")), TRIED), (siren, unconfirmed, TRIED)])


def look_of(siren: str, *statements: Statement) -> Look:
    """A look made now that gave these statements."""
    return Look(siren, "web", time.time(), 0, False, statements)


def look_now(siren: str, site: str | None, mail: str | None) -> list[Look]:
    """What the site calls when a look is requested, here without network."""
    return [
        look_of(
            siren,
            yes_no("site.hsts", False, said(f"pas d’en-tête à {site}")),
            yes_no("site.nosniff", True, said("nosniff")),
            they_failed("site.ipv6", reason(ReasonCode.NETWORK_CLOSED)),
            we_failed("site.dnssec", said("notre résolveur n’a pas répondu")),
        )
    ]


def look_that_fails(siren: str, site: str | None, mail: str | None) -> list[Look]:
    """A look that does not come back in time."""
    raise TimeoutError("20 seconds")
