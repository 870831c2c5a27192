"""A fictitious set of awards on real collectivités, marked on every line and far from any real total."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

import polars as pl

from barometre.programme.fund.schema import AWARDED, COLUMNS, DEMONSTRATION
from barometre.territory import history, reference

# What every title begins with.
TITLE = "Démonstration"
_FIRST, _LAST = date(2021, 3, 1), date(2022, 12, 30)
# A SIREN whose key is right and that is not assigned: none begins with three zeros.
_SYNDICAT = ("000000018", f"{TITLE} : syndicat numérique fictif")


class _Plan(NamedTuple):
    """One call of the demonstration.

    Attributes:
        floor: least population of its beneficiaries.
        served: least and most beneficiaries of a project.
        amounts: least and most euros of an award.
    """

    call: str
    axis: str
    pilot: str
    projects: int
    kinds: tuple[str, ...]
    floor: int
    served: tuple[int, int]
    amounts: tuple[int, int]


_PLANS = (
    _Plan("axe-1", "1", "anct", 12, ("epci", "departement"), 0, (2, 6), (12_000, 60_000)),
    _Plan("axe-2-projets", "2", "dinum", 24, ("epci", "departement", "region"), 100_000, (1, 3), (30_000, 90_000)),
    _Plan("axe-2-franceconnect", "2", "dinum", 60, ("commune", "epci"), 2_000, (1, 1), (5_000, 5_000)),
    _Plan("axe-3-2021", "3", "ditp", 110, ("commune", "epci"), 0, (1, 1), (1_500, 15_000)),
    _Plan("axe-3-2022", "3", "ditp", 90, ("commune",), 0, (1, 4), (1_500, 12_000)),
)
# Category and subject of the projects of each call.
_SUBJECTS = {
    "axe-1": (("cooperation", "outil commun d’accueil des usagers"), ("cooperation", "annuaire partagé des services")),
    "axe-2-projets": (
        ("donnees-ouvertes", "publication de données ouvertes"),
        ("urbanisme", "dématérialisation des permis de construire"),
        ("demarches", "démarches en ligne partagées"),
    ),
    "axe-2-franceconnect": (("franceconnect", "raccordement d’un portail à FranceConnect"),),
    "axe-3-2021": (
        ("demarches", "prise de rendez-vous en ligne"),
        ("outils-internes", "équipement de la mairie"),
        ("formation", "formation des agents"),
    ),
    "axe-3-2022": (("cybersecurite", "diagnostic de sécurité"), ("inclusion", "accompagnement des habitants")),
}


def demonstration(seed: int = 1) -> pl.DataFrame:
    """Make a file of awards in the documented format (`schema.COLUMNS`, all texts): the same for the same seed.

    Calls begin with « demo- » and titles with « Démonstration ». Some projects serve several collectivités, one
    award went to a commune that is gone since, one to a syndicat outside the reference; a few were not granted.
    """
    rng = Random(seed)
    authorities = reference.collectivites().filter("measured").select("siren", "kind", "population").sort("siren")
    lines = [line for plan in _PLANS for line in _lines(rng, plan, authorities)]
    lines += [_gone(), _single("outside", "2021-09-10", *_SYNDICAT)]
    return pl.DataFrame(lines, schema=dict.fromkeys(COLUMNS, pl.String), orient="row")


def _lines(rng: Random, plan: _Plan, authorities: pl.DataFrame) -> Iterator[dict[str, str | None]]:
    """Yield the lines of one call, one per project and beneficiary."""
    eligible = authorities.filter(pl.col("kind").is_in(plan.kinds) & (pl.col("population") >= plan.floor))
    by_kind = [eligible.filter(kind=kind)["siren"].to_list() for kind in plan.kinds]
    for number in range(1, plan.projects + 1):
        category, subject = rng.choice(_SUBJECTS[plan.call])
        project = _project(plan.call, plan.axis, plan.pilot, f"{number:03d}", subject, category)
        for siren in rng.sample(rng.choice([sirens for sirens in by_kind if sirens]), rng.randint(*plan.served)):
            yield project | {"siren": siren} | _award(rng, rng.randint(*plan.amounts) // 100 * 100)


def _project(call: str, axis: str, pilot: str, number: str, subject: str, category: str) -> dict[str, str | None]:
    names = ("call", "axis", "pilot", "project", "title", "category")
    call = f"{DEMONSTRATION}{call}"
    return dict(zip(names, (call, axis, pilot, f"{call}-{number}", f"{TITLE} : {subject}", category), strict=True))


def _award(rng: Random, amount: int) -> dict[str, str | None]:
    """Return the amount, state and dates of one award; a part of those decided early is paid."""
    decided = _FIRST + timedelta(days=rng.randrange(30, (_LAST - _FIRST).days))
    filed = max(_FIRST, decided - timedelta(days=rng.randrange(30, 120)))
    state = rng.choices((AWARDED, "refusé", "retiré", "éligible"), (92, 4, 2, 2))[0]
    paid_on = decided + timedelta(days=90)
    paid = state == AWARDED and paid_on <= _LAST
    return {
        "amount": f"{amount}.00",
        "decided_on": decided.isoformat(),
        "state": state,
        "filed_on": filed.isoformat(),
        "paid": f"{amount * 3 // 10}.00" if paid else None,
        "paid_on": paid_on.isoformat() if paid else None,
        "result": f"{TITLE} : service ouvert aux habitants" if paid and rng.random() < 0.3 else None,
    }


def _gone() -> dict[str, str | None]:
    """Return an award of 2021 to a commune that merged in 2022."""
    merged = history.events().filter(kind="fusion").sort("date", "code_before")
    old = merged.join(history.successors(), left_on="siren_before", right_on="old_siren", how="semi")["siren_before"][0]
    return _single("gone", "2021-06-15", old, None)


def _single(suffix: str, decided_on: str, siren: str, outside: str | None) -> dict[str, str | None]:
    project = _project("axe-3-2021", "3", "ditp", suffix, "prise de rendez-vous en ligne", "demarches")
    award = {"siren": siren, "amount": "4200.00", "decided_on": decided_on, "state": AWARDED, "outside": outside}
    return project | award
