"""French words for the fund: amounts, published totals, names of groups."""

from collections.abc import Sequence
from decimal import Decimal

from barometre.programme.fund.reconcile import ReconciledTotal
from barometre.programme.fund.report import AwardGroup
from barometre.programme.fund.unreached import Unreached
from barometre.web.programme.models import FundCounter
from barometre.web.programme.words import partial_words
from barometre.web.shared.french import NO_BREAK, counted, number
from barometre.web.shared.words import peers_words

MILLION = 1_000_000
# Word of the address -> dimension of the report.
SPLITS = {
    "axe": "axis",
    "annee": "year",
    "region": "region",
    "departement": "departement",
    "strate": "strate",
    "genre": "kind",
    "categorie": "category",
    "pilote": "pilot",
}
# Kind of territory -> how its amounts can be split, the first by default.
TERRITORY_SPLITS = {
    "region": ("departement", "axe", "annee", "categorie"),
    "departement": ("axe", "annee", "categorie", "genre"),
}
SPLIT_WORDS = {
    "axis": "Axe",
    "year": "Année",
    "region": "Région",
    "departement": "Département",
    "strate": "Taille de collectivité",
    "kind": "Type de collectivité",
    "category": "Catégorie de projets",
    "pilot": "Pilote",
}


def euros(value: Decimal | float, decimals: int = 2) -> str:
    """Write an amount in full: 12 345,50 €."""
    return f"{number(float(value), decimals)}{NO_BREAK}€"


def short_euros(value: Decimal | float) -> str:
    """Write an amount as it is spoken: 7,6 millions d’euros; in full under a million."""
    if abs(float(value)) < MILLION:
        return f"{number(float(value), 0)}{NO_BREAK}euros"
    millions = float(value) / MILLION
    return f"{number(millions)}{NO_BREAK}{'million' if millions < 2 else 'millions'} d’euros"


def per_head(value: Decimal | float | None) -> str:
    """Write euros for one inhabitant; what is nearly nothing is not shown as nothing."""
    if value is None:
        return "–"
    if 0 < value < Decimal("0.01"):
        return f"moins de 0,01{NO_BREAK}€"
    whole, _, cents = number(float(value), 2).partition(",")
    return f"{whole},{cents.ljust(2, '0')}{NO_BREAK}€" if cents else f"{whole}{NO_BREAK}€"


def measured_words(measure: str, value: Decimal) -> str:
    """Write a published or computed total with its unit: 37 500 000 €, 104 collectivités."""
    nouns = {
        "projects": ("projet", "projets"),
        "collectivites": ("collectivité", "collectivités"),
        "awards": ("aide", "aides"),
    }
    if measure == "amount":
        return euros(value)
    return counted(int(value), *nouns[measure])


def label(dimension: str, group: AwardGroup, names: dict[str, dict[str, str]]) -> str:
    """Return the name of a group, with a capital; `names` are those of the programme by dimension and identifier."""
    words = names.get(dimension, {}).get(group.id or "", group.label)
    return words[:1].upper() + words[1:]


def size_words(group: Unreached) -> str:
    """Name a class of size: « Communes de 500 à 999 habitants », « Départements »."""
    return peers_words(group.kind, group.id).capitalize()


def perimeter(total: ReconciledTotal, calls: dict[str, str]) -> str:
    """Say what a published total covers: the fund, an axis, a call (`calls`: their titles by id)."""
    if total.counter.call:
        return calls.get(total.counter.call, total.counter.call)
    return f"Axe {total.counter.axis}" if total.counter.axis else "Ensemble du fonds"


def measure_words(total: ReconciledTotal) -> str:
    """Say what a published total measures."""
    words = "Montant (€)" if total.counter.measure == "amount" else FundCounter.MEASURES[total.counter.measure]
    return f"{words.capitalize()}, plus de" if total.counter.at_least else words.capitalize()


def headlines(totals: Sequence[ReconciledTotal]) -> list[dict[str, str]]:
    """Describe the newest published total of each measure in one line, with the computed one when there is one."""
    newest: dict[str, ReconciledTotal] = {}
    for total in totals:
        newest.setdefault(total.counter.measure, total)
    return [_headline(total) for total in newest.values()]


def _headline(total: ReconciledTotal) -> dict[str, str]:
    counter, computed = total.counter, total.computed
    agreement = "annoncées" if counter.measure == "collectivites" else "annoncés"
    figures = f"{'plus de ' if counter.at_least else ''}{measured_words(counter.measure, counter.value)} {agreement}"
    if computed is not None:
        figures += f", {measured_words(counter.measure, computed)} ici"
    label = f"{FundCounter.MEASURES[counter.measure].capitalize()}, {partial_words(counter.on)}"
    return {"label": label, "figures": figures, "explanation": "" if computed is None else total.explanation}
