"""French words for the fund: money, dates as precise as their source, names of axes, pilots and categories."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from barometre.programme.fund.groups import Group
from barometre.programme.fund.reconcile import Line
from barometre.web.programme.models import FundAxis, FundCategory, FundCounter, Organisation
from barometre.web.shared.french import NO_BREAK, counted, number
from barometre.web.shared.words import MONTHS, day_words

MILLION = 1_000_000
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
"""Word of the address -> dimension of the report."""

PLACE_SPLITS = {
    "region": ("departement", "axe", "annee", "categorie"),
    "departement": ("axe", "annee", "categorie", "genre"),
}
"""Kind of territory -> how its amounts can be split, the first unless another is asked for."""

SPLIT_WORDS = {
    "axis": "Axe",
    "year": "Année",
    "region": "Région",
    "departement": "Département",
    "strate": "Taille de collectivité",
    "kind": "Genre de collectivité",
    "category": "Catégorie de projets",
    "pilot": "Pilote",
}


def euros(value: Decimal | float, decimals: int = 2) -> str:
    """An amount in full: 12 345,50 €."""
    return f"{number(float(value), decimals)}{NO_BREAK}€"


def short_euros(value: Decimal | float) -> str:
    """An amount as one says it: 7,6 millions d’euros; in full under a million."""
    if abs(float(value)) < MILLION:
        return f"{number(float(value), 0)}{NO_BREAK}euros"
    millions = float(value) / MILLION
    return f"{number(millions)}{NO_BREAK}{'million' if millions < 2 else 'millions'} d’euros"


def per_head(value: Decimal | float | None) -> str:
    """Euros for one inhabitant; what is nearly nothing is not shown as nothing."""
    if value is None:
        return "–"
    if 0 < value < Decimal("0.01"):
        return f"moins de 0,01{NO_BREAK}€"
    whole, _, cents = number(float(value), 2).partition(",")
    return f"{whole},{cents.ljust(2, '0')}{NO_BREAK}€" if cents else f"{whole}{NO_BREAK}€"


def partial_words(on: str) -> str:
    """A date as precise as its source: 2021, octobre 2021, 8 octobre 2021."""
    year, *rest = on.split("-")
    if not rest:
        return year
    return f"{MONTHS[int(rest[0]) - 1]} {year}" if len(rest) == 1 else day_words(on)


def measured_words(measure: str, value: Decimal) -> str:
    """A published or computed total with its unit: 37,5 millions d’euros, 104 collectivités."""
    nouns = {
        "projects": ("projet", "projets"),
        "collectivites": ("collectivité", "collectivités"),
        "awards": ("aide", "aides"),
    }
    if measure == "amount":
        return euros(value)
    return counted(int(value), *nouns[measure])


def names() -> dict[str, dict[str, str]]:
    """Dimension -> identifier -> its name in the programme; what is not there speaks for itself."""
    pilots = Organisation.objects.filter(pk__in=("anct", "dinum", "ditp"))
    return {
        "axis": {axis.pk: str(axis) for axis in FundAxis.objects.all()},
        "category": dict(FundCategory.objects.values_list("id", "name")),
        "pilot": dict(pilots.values_list("id", "name")),
    }


def label(dimension: str, group: Group, known: dict[str, dict[str, str]]) -> str:
    """Name of a group, with a capital."""
    words = known.get(dimension, {}).get(group.id or "", group.label)
    return words[:1].upper() + words[1:]


class Headline(NamedTuple):
    """A published total of the whole fund in one line."""

    label: str
    figures: str
    explanation: str


def headline(lines: Sequence[Line]) -> list[Headline]:
    """The newest published total of each measure, against ours when there is one."""
    newest: dict[str, Line] = {}
    for line in lines:
        newest.setdefault(line.counter.measure, line)
    found = []
    for measure, line in newest.items():
        announced = measured_words(measure, line.announced)
        figures = f"{'plus de ' if line.at_least else ''}{announced} annoncés"
        if measure == "collectivites":
            figures = figures.replace("annoncés", "annoncées")
        if line.computed is not None:
            figures += f", {measured_words(measure, line.computed)} ici"
        label = f"{FundCounter.MEASURES[measure].capitalize()}, {partial_words(line.counter.on)}"
        found.append(Headline(label, figures, line.explanation if line.computed is not None else ""))
    return found
