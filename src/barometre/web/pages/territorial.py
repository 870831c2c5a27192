"""A figure of a territory, in words: with its bounds where enough is known, else what was seen and where. Pure."""

from dataclasses import dataclass

from barometre.web.editions.models import Aggregate
from barometre.web.shared.catalogue import Measure
from barometre.web.shared.french import NO_BREAK, between, counted, number, percent, score

# One and several collectivités of each kind.
NOUNS = {
    "commune": ("commune", "communes"),
    "epci": ("intercommunalité", "intercommunalités"),
    "departement": ("département", "départements"),
    "region": ("région", "régions"),
}


# Below so many collectivités a percentage says less than the numbers.
FEW = 5


@dataclass(frozen=True)
class Figure:
    """What is said of a territory: « Constaté dans », « 30 communes », « sur 50 observées ».

    Attributes:
        before, words, after: the sentence, its figure apart.
        base: on how many it rests, and between which bounds it stays whatever the others are.
        value: from 0 to 100, for a drawing; None when too few are known for a share or a mean.
    """

    before: str
    words: str
    after: str
    base: str
    value: float | None


def figure(row: Aggregate, measure: Measure) -> Figure:
    """Return the figure of a measure in a territory; `row` has at least one collectivité known."""
    one, many = NOUNS[row.kind]
    if measure.unit and row.met is not None and row.known == row.concerned < FEW:
        return Figure(
            "",
            counted(row.met, one, many),
            f"sur {row.concerned}",
            known_words(row.known, row.concerned, one, many),
            None,
        )
    if row.mean is not None:
        base = known_words(row.known, row.concerned, one, many) + bounds_words(row, measure) + subject_words(row)
        if measure.unit:
            words = of_known_words(row.mean, row.known, row.concerned, measure.unit)
            whose = f"des {many}{' concernées' if measure.narrow else ''}" if words == percent(row.mean) else ""
            return Figure("", words, whose, base, row.mean)
        return Figure(f"Les {many} obtiennent en moyenne", mean_words(row.mean, ""), "", base, row.mean)
    if measure.unit and row.met is not None:
        base = f"parmi {counted(row.concerned, one, many)}{NO_BREAK}: trop peu sont connues pour en tirer une part"
        return Figure(
            "Constaté dans",
            counted(row.met, one, many),
            f"sur {counted(row.known, 'observée', 'observées')}",
            base,
            None,
        )
    base = f"sur {number(row.concerned, 0)}{NO_BREAK}: trop peu pour une moyenne" + subject_words(row)
    if measure.family != "indicator":
        base += f"{NO_BREAK}; un score demande deux réponses connues, et la moitié de ce qui concerne la collectivité"
    return Figure("Connu pour", counted(row.known, one, many), "seulement", base, None)


def known_words(known: int, concerned: int, one: str, many: str) -> str:
    """« connu pour 34 875 communes sur 34 875 », the base that goes with every figure."""
    return f"connu pour {counted(known, one, many)} sur {number(concerned, 0)}"


def bounds_words(row: Aggregate, measure: Measure) -> str:
    """Return between what the figure stays whatever those that are not known are; nothing when all are known."""
    if row.known == row.concerned or row.low is None or row.high is None:
        return ""
    if measure.unit:
        return f" ; {between(row.low, row.high)}, quelles que soient les autres"
    return f" ; entre {score(row.low, 1)} et {score(row.high, 1)}, quelles que soient les autres"


def subject_words(row: Aggregate) -> str:
    """Return how much of its subject a score rests on; nothing for an indicator."""
    return "" if row.coverage is None else f" ; le score repose sur {percent(100 * row.coverage, 0)} du sujet"


def of_known_words(value: float, known: int, concerned: int, unit: str) -> str:
    """Return the share or the mean of those known, where it stands alone: the whole is said of all alone."""
    if unit and value in (0, 100) and known < concerned:
        return "toutes celles connues" if value else "aucune de celles connues"
    return percent(value) if unit else score(value)


def mean_words(value: float | None, unit: str) -> str:
    """Return a mean as it is read: « 61,6 % » or « 52 sur 100 »."""
    if value is None:
        return "non renseigné"
    return percent(value) if unit else f"{score(value)} sur 100"
