"""Made-up facts of registers: each says of its kinds what the real one says, and no more (lists hold the yes alone)."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from itertools import pairwise

import numpy as np
import polars as pl

from barometre.catalogue.models import Catalogue
from barometre.demonstration.bodies import DAYS, Bools, Floats, RankedBodies
from barometre.demonstration.looks import FactRanks, valued
from barometre.facts.schema import FACTS, Outcome
from barometre.observation.criteria.rcpnt_level import CRITERIA, LEVEL

# Lists of those who have -> the share on them at the first edition.
_LISTED = {
    "donnees.ouvertes": 0.07,
    "donnees.adresses": 0.42,
    "donnees.delegue": 0.48,
    "donnees.marches": 0.16,
    "donnees.habilitation": 0.05,
    "inclusion.france-services": 0.07,
    "inclusion.conseiller-recense": 0.08,
    "inclusion.conseiller-accorde": 0.06,
    "inclusion.aidants-connect-recense": 0.04,
    "outils.service-partage": 0.2,
    "outils.service-souscrit": 0.24,
    "strategie.adhesion": 0.38,
    "services.demarche-numerique": 0.05,
    "urbanisme.geoportail": 0.5,
}
# What is told beside it of those who are on a list.
_BESIDE = {
    "donnees.ouvertes": ("donnees.ouvertes-nombre", "donnees.ouvertes-date", "donnees.ouvertes-licence"),
    "donnees.adresses": ("donnees.adresses-date",),
    "donnees.delegue": ("donnees.delegue-date",),
    "donnees.marches": ("donnees.marches-nombre", "donnees.marches-date"),
}
# Text that goes with a yes: of the less mature, and of the others.
_WORDS = {"donnees.delegue": ("une personne", "une structure"), "donnees.habilitation": ("API Particulier",) * 2}
# What a register tells of every collectivité of its kinds, or of a share of them.
_TOLD = {
    "infrastructures.fibre": 0.99,
    "infrastructures.cuivre-technique": 0.3,
    "infrastructures.cuivre-commercial": 0.5,
    "infrastructures.cuivre-annee": 0.6,
}
_ACCOUNT, _PORTAL, _AGENTS, _PLACE = (
    "donnees.compte-datagouv",
    "donnees.portail",
    "effectifs.agents",
    "inclusion.lieu",
)
# Least inhabitants, for one employee; the brackets of INSEE begin so.
_PER_AGENT, _BRACKETS = 75, (0, 1, 3, 6, 10, 20, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10000)
# Share of criteria on which the national list and our look differ.
_DIFFER = 0.02


def registers(catalogue: Catalogue, drawn: FactRanks, looked: pl.DataFrame, edition: int) -> pl.DataFrame:
    """Return the facts of every register at one edition: columns of `facts.schema.FACTS` and `source`.

    Args:
        catalogue: the content: source of each fact, kinds of each source.
        drawn: ranks of the collectivités.
        looked: facts of observation, of which the national list tells the criteria again.
        edition: number of the edition, in `DAYS`.
    """
    on = DAYS[edition] - timedelta(days=10)
    bodies = drawn.bodies
    parts = [*_lists(catalogue, drawn, edition), *_others(catalogue, drawn, edition), _agents(bodies)]
    parts += [_national_list(bodies, looked, edition), _directory(bodies, drawn, edition)]
    return (
        pl.concat(parts)
        .select(
            "siren",
            "fact",
            outcome=pl.lit(Outcome.SEEN.value),
            number="number",
            text="text",
            observed_on=pl.lit(on),
            reason_code=pl.lit(None, pl.String),
            reason_context=pl.lit(None, pl.String),
            hangs_on=pl.lit(None, pl.String),
            to_confirm=pl.lit(False),
            source="source",
        )
        .select(*FACTS, "source")
    )


def _lists(catalogue: Catalogue, drawn: FactRanks, edition: int) -> Iterator[pl.DataFrame]:
    """Yield the yes of each list, and what is told beside."""
    bodies = drawn.bodies
    for fact, share in _LISTED.items():
        ranks = drawn.at(fact, edition)
        on_it = (ranks > 1 - share) & _of_kinds(catalogue, fact, bodies)
        words = _WORDS.get(fact)
        text = pl.Series(words).gather((ranks > 1 - share / 2).astype(int)) if words else None
        yield _told(catalogue, bodies, fact, on_it, np.ones(len(ranks)), text)
        for beside in _BESIDE.get(fact, ()):
            number, told = valued(catalogue.facts[beside], drawn.at(beside, edition), edition)
            yield _told(catalogue, bodies, beside, on_it, number, told)
        if fact == "donnees.ouvertes":
            account = bodies.frame.select(pl.concat_str(pl.lit("demonstration-"), "siren")).to_series()
            portal = bodies.frame.select(pl.format("https://donnees-{}.example/", "siren")).to_series()
            yield _told(catalogue, bodies, _ACCOUNT, on_it, None, account)
            yield _told(catalogue, bodies, _PORTAL, on_it & (ranks > 1 - share / 4), None, portal)


def _others(catalogue: Catalogue, drawn: FactRanks, edition: int) -> Iterator[pl.DataFrame]:
    """Yield what registers tell of all, or of some whatever they do."""
    bodies = drawn.bodies
    for fact, share in _TOLD.items():
        chosen = (bodies.draws(f"told {fact}").random(bodies.frame.height) < share) & _of_kinds(catalogue, fact, bodies)
        yield _told(catalogue, bodies, fact, chosen, *valued(catalogue.facts[fact], drawn.at(fact, edition), edition))
    ranks = drawn.at(_PLACE, edition)
    near = pl.Series(["dans l’intercommunalité", "sur le territoire"]).gather((ranks > 0.75).astype(int))
    yield _told(catalogue, bodies, _PLACE, (ranks > 0.45) & _of_kinds(catalogue, _PLACE, bodies), None, near)
    https = drawn.at("domaines-publics.https", edition) > 0.2
    site = bodies.frame["site"].is_not_null().to_numpy()
    yield _told(catalogue, bodies, "domaines-publics.https", site, https.astype(float), None)


def _agents(bodies: RankedBodies) -> pl.DataFrame:
    """Return the bracket of employees of each, about in proportion to its inhabitants."""
    people = bodies.frame["population"].fill_null(0).to_numpy() / _PER_AGENT
    people = people * np.exp(0.3 * bodies.draws(_AGENTS).standard_normal(len(people)))
    lows = np.array(_BRACKETS)
    place = np.searchsorted(lows, people, side="right") - 1
    upto = [f"{low} à {high - 1} salariés, 2024" for low, high in pairwise(_BRACKETS)]
    names = pl.Series([*upto, f"{_BRACKETS[-1]} salariés et plus, 2024"])
    number = pl.Series(np.where(lows[place] == 50, np.nan, lows[place]), nan_to_null=True)  # that one leaves in doubt
    return _rows(bodies.sirens, _AGENTS, "sirene", number, names.gather(place))


def _national_list(bodies: RankedBodies, looked: pl.DataFrame, edition: int) -> pl.DataFrame:
    """Return what the national list says of the criteria: what we saw, but for a few."""
    names = {f"rcpnt.{name}": f"rpnt.{name}" for name in CRITERIA} | {LEVEL: "rpnt.level"}
    seen = looked.filter(pl.col("fact").is_in(list(names)), pl.col("outcome") == Outcome.SEEN.value)
    differ = pl.Series(bodies.draws(f"rpnt {edition}").random(seen.height) < _DIFFER)
    number = pl.when(differ).then(1 - pl.col("number")).otherwise("number")
    return seen.select("siren", pl.col("fact").replace_strict(names), number=number, text="text", source=pl.lit("rpnt"))


def _directory(bodies: RankedBodies, drawn: FactRanks, edition: int) -> pl.DataFrame:
    """Return the records of the directory for EPCI, départements and régions, which the bundled one does not have."""
    others = (bodies.frame["kind"] != "commune").to_numpy()
    names = bodies.frame.select(
        host=pl.format("www.{}.example", "slug"), domain=pl.format("{}.example", "slug"), secure=pl.lit("https")
    )
    generic = drawn.at("mail.generic", edition) < 0.06
    yes = np.ones(len(others))
    stated: Mapping[str, tuple[Floats | None, pl.Series | None]] = {
        **dict.fromkeys(("site.declared", "site.valid", "mail.declared", "mail.valid"), (yes, None)),
        **dict.fromkeys(("telephone.declared", "telephone.valid"), (yes, None)),
        "site.platform": (np.zeros(len(yes)), None),
        "site.scheme": (None, names["secure"]),
        "site.host": (None, names["host"]),
        "site.domain": (None, names["domain"]),
        "site.extension": (None, pl.repeat("fr", len(yes), eager=True)),
        "mail.domain": (None, names["domain"]),
        "mail.generic": (generic.astype(float), None),
        "mail.same-domain": ((~generic).astype(float), None),
    }
    return pl.concat([_rows(bodies.sirens, fact, "annuaire", *told).filter(others) for fact, told in stated.items()])


def _of_kinds(catalogue: Catalogue, fact: str, bodies: RankedBodies) -> Bools:
    """Return who is of the kinds that the register of a fact speaks of."""
    kinds = catalogue.sources[catalogue.facts[fact].source].kinds
    every: Bools = np.ones(bodies.frame.height, bool)
    return bodies.frame["kind"].is_in(kinds).to_numpy() if kinds else every


def _told(
    catalogue: Catalogue, bodies: RankedBodies, fact: str, who: Bools, number: Floats | None, text: pl.Series | None
) -> pl.DataFrame:
    return _rows(bodies.sirens, fact, catalogue.facts[fact].source, number, text).filter(pl.Series(who))


def _rows(
    sirens: pl.Series, fact: str, source: str, number: Floats | pl.Series | None, text: pl.Series | None
) -> pl.DataFrame:
    told = pl.DataFrame(
        {"siren": sirens, "number": number, "text": text}, schema_overrides={"number": pl.Float64, "text": pl.String}
    )
    return told.select("siren", fact=pl.lit(fact), number="number", text="text", source=pl.lit(source))
