"""Made-up facts of observation: sites, domains, mail, pages, as two looks that agree would have stated them."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

import numpy as np
import polars as pl

from barometre.catalogue.models import Catalogue, FactDefinition
from barometre.demonstration.bodies import DAYS, Bools, Floats, RankedBodies
from barometre.demonstration.values import TURNED, VALUES, Days, NumberRange, Texts, share
from barometre.facts.reason_codes import ReasonCode
from barometre.facts.schema import FACTS, Outcome
from barometre.observation.criteria.rcpnt_level import CRITERIA, LEVEL

# A fact -> the yes/no fact without whose yes it has no object.
HANGS_ON = {
    "accessibilite.declaration": "accessibilite.mention",
    "accessibilite.etat": "accessibilite.mention",
    "accessibilite.taux": "accessibilite.declaration",
    "accessibilite.declaration-date": "accessibilite.declaration",
    "accessibilite.contact": "accessibilite.declaration",
    "donnees.licence-vue": "donnees.ouvertes-vues",
    "mail.dmarc-reports": "mail.spf",
    "mail.spf-policy": "mail.spf",
    "site.hsts": "site.certificate-valid",
}
# Why a no was said, where one reason needs no value of its own.
WHY_NOT = {
    "site.hsts": ReasonCode.HSTS_MISSING,
    "site.csp": ReasonCode.CSP_MISSING,
    "site.frame-protection": ReasonCode.FRAMES_MISSING,
    "site.referrer-policy": ReasonCode.REFERRER_MISSING,
    "site.nosniff": ReasonCode.NOSNIFF_MISSING,
    "site.caa": ReasonCode.CAA_MISSING,
    "site.lang": ReasonCode.LANG_MISSING,
    "site.title": ReasonCode.TITLE_MISSING,
    "site.viewport": ReasonCode.VIEWPORT_MISSING,
    "site.mentions-legales": ReasonCode.LEGAL_NO_LINK,
    "site.confidentialite": ReasonCode.PRIVACY_MISSING,
    "site.contact": ReasonCode.CONTACT_MISSING,
    "site.certificate-valid": ReasonCode.CERTIFICATE_EXPIRED,
    "accessibilite.mention": ReasonCode.ACCESSIBILITY_NO_MENTION,
    "accessibilite.declaration": ReasonCode.ACCESSIBILITY_NO_STATEMENT,
    "mail.dmarc-reports": ReasonCode.DMARC_NO_REPORTS,
}
# Shares of sites that do not let themselves be looked at, by their fault and by ours.
_THEIRS, _OURS = 0.012, 0.006
# Share of answers that go back from one edition to the next.
_BACK = 0.004
_OUTCOMES = pl.Series(
    [one.value for one in (Outcome.SEEN, Outcome.NOT_CONCERNED, Outcome.THEY_FAILED, Outcome.WE_FAILED)]
)
_SEEN, _NOT_CONCERNED, _THEY_FAILED, _WE_FAILED = range(4)
_BECAUSE = {
    _NOT_CONCERNED: ReasonCode.SITE_NONE_TO_VISIT,
    _THEY_FAILED: ReasonCode.NETWORK_CLOSED,
    _WE_FAILED: ReasonCode.NETWORK_TIMEOUT,
}


class FactRanks(dict[str, Floats]):
    """Ranks drawn once for all editions: of each fact, what draws it at the first one."""

    def __init__(self, bodies: RankedBodies) -> None:
        super().__init__()
        self.bodies = bodies

    def __missing__(self, fact: str) -> Floats:
        self[fact] = self.bodies.rank(fact, 0.9 if fact.startswith("rcpnt.") else 0.72)
        return self[fact]

    def at(self, fact: str, edition: int) -> Floats:
        """Return the ranks at an edition: further, and a few gone back to where anybody may be."""
        ranks = self[fact] + self.bodies.headway(edition)
        if edition:
            draws = self.bodies.draws(f"{fact} {edition}")
            back = draws.random(len(ranks)) < _BACK
            ranks = np.where(back, draws.random(len(ranks)) * 0.5, ranks)
        return ranks


def looks(catalogue: Catalogue, drawn: FactRanks, with_site: Bools, with_mail: Bools, edition: int) -> pl.DataFrame:
    """Return the facts of observation at one edition, columns of `facts.schema.FACTS`.

    Args:
        catalogue: the content; each of its facts of observation is stated.
        drawn: ranks of the collectivités.
        with_site: who has a site at that day.
        with_mail: who has mail at a domain of its own.
        edition: number of the edition, in `DAYS`.
    """
    definitions = [fact for fact in catalogue.facts.values() if fact.source == "observation"]
    answers: dict[str, Floats] = {}
    parts = list(_each(definitions, answers, drawn, with_site, with_mail, edition))
    parts.append(_level(answers, drawn.bodies.sirens))
    fleeting = drawn.bodies.draws(f"day {edition}").integers(1, 20, len(with_site))
    on = pl.Series("observed_on", [DAYS[edition] - timedelta(days=int(late)) for late in range(20)])
    days = pl.DataFrame({"siren": drawn.bodies.sirens, "observed_on": on.gather(fleeting)})
    return pl.concat(parts).join(days, on="siren", maintain_order="left").select(list(FACTS))


def _each(
    definitions: list[FactDefinition],
    answers: dict[str, Floats],
    drawn: FactRanks,
    with_site: Bools,
    with_mail: Bools,
    edition: int,
) -> Iterator[pl.DataFrame]:
    """Yield the rows of each fact; yes/no answers are kept in `answers` for the facts that hang on them."""
    one = drawn.bodies.draws(f"failures {edition}").random(len(with_site))
    silent, missed = one < _THEIRS, (one >= _THEIRS) & (one < _THEIRS + _OURS)
    for definition in sorted(definitions, key=lambda fact: (fact.id in HANGS_ON, fact.id)):
        if definition.id == LEVEL:
            continue
        reached = with_mail if definition.group == "courriel" or definition.id.startswith("mail.") else with_site
        outcome = np.where(missed, _WE_FAILED, np.where(silent, _THEY_FAILED, _SEEN))
        presence = definition.id.startswith("rcpnt.")
        outcome = np.where(reached | presence, outcome, _NOT_CONCERNED)
        if presence or definition.id == "site.answers":
            outcome = np.where(outcome == _THEY_FAILED, _SEEN, outcome)
        if (ground := HANGS_ON.get(definition.id)) in answers:
            outcome = np.where((outcome == _SEEN) & (answers[ground] != 1), _NOT_CONCERNED, outcome)
        ranks = drawn.at(definition.id, edition)
        number, text = valued(definition, ranks, edition)
        if definition.type == "boolean" and number is not None:
            number = np.where((presence & ~reached) | (silent & (outcome == _SEEN)), 0.0, number)
            answers[definition.id] = np.where(outcome == _SEEN, number, np.nan)
        yield _rows(drawn.bodies.sirens, definition.id, outcome, number, text)


def valued(definition: FactDefinition, ranks: Floats, edition: int) -> tuple[Floats | None, pl.Series | None]:
    """Return the numbers and the texts of a fact for these ranks: the higher a rank, the more mature."""
    values = VALUES.get(definition.id)
    inside = np.clip(ranks, 0, 0.999)
    match values:
        case NumberRange(first, last, bend):
            return np.round(first + (last - first) * inside**bend), None
        case Texts(shares):
            places = np.searchsorted(np.cumsum(list(shares.values()))[:-1], inside, side="right")
            return None, pl.Series(list(shares)).gather(places)
        case Days(first, last):
            span = abs(last - first)
            days = pl.date_range(
                DAYS[edition] + timedelta(days=min(first, last)),
                DAYS[edition] + timedelta(days=max(first, last)),
                eager=True,
            ).dt.to_string("iso")
            places = (inside * span).astype(int)
            return None, days.gather(places if last > first else span - places)
    if definition.type != "boolean":
        return None, pl.repeat("relevé fictif", len(ranks), eager=True)
    yes = ranks > 1 - share(definition.id)
    return (~yes if definition.id in TURNED else yes).astype(float), None


def _rows(sirens: pl.Series, fact: str, outcome: Bools, number: Floats | None, text: pl.Series | None) -> pl.DataFrame:
    """Return the rows of one fact: a value where it was seen, a reason where it was not."""
    because = _BECAUSE
    if fact.startswith("mail."):
        because = because | {_NOT_CONCERNED: ReasonCode.MAIL_NONE_TO_RESOLVE}
    codes = pl.Series(
        [None, *(because[place].value for place in (1, 2, 3)), getattr(WHY_NOT.get(fact), "value", None)],
        dtype=pl.String,
    )
    no = (number == 0) & (outcome == _SEEN) if number is not None else np.zeros(len(outcome), bool)
    reason = codes.gather(np.where(no, 4, outcome))
    seen = pl.Series(outcome == _SEEN)
    values = pl.DataFrame(
        {
            "siren": sirens,
            "outcome": _OUTCOMES.gather(outcome),
            "number": pl.Series(number, dtype=pl.Float64) if number is not None else None,
            "text": text,
            "seen": seen,
            "reason_code": reason,
        },
        schema_overrides={"number": pl.Float64, "text": pl.String},
    )
    return values.select(
        "siren",
        fact=pl.lit(fact),
        outcome="outcome",
        number=pl.when("seen").then("number"),
        text=pl.when("seen").then("text"),
        reason_code="reason_code",
        reason_context=pl.when(pl.col("reason_code").is_not_null()).then(pl.lit("{}")),
        hangs_on=pl.lit(None, pl.String),
        to_confirm=pl.lit(False),
    )


def _level(answers: Mapping[str, Floats], sirens: pl.Series) -> pl.DataFrame:
    """Return the level of the national reference, from its criteria as they were drawn."""
    met = {name: answers[f"rcpnt.{name}"] for name in CRITERIA}
    first = [met[name] for name in CRITERIA if name not in ("1.6", "1.7", "1.8", "2.6", "2.7")]
    unknown = np.any([np.isnan(one) for one in met.values()], axis=0)
    whole, basic = (np.all([one == 1 for one in some], axis=0) for some in (met.values(), first))
    text = pl.Series(["aucun", "A", "AA"]).gather(basic.astype(int) + whole)
    return _rows(sirens, LEVEL, np.where(unknown, _WE_FAILED, _SEEN), None, text)
