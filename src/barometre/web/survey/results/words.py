"""French words for results: groups, answers, figures with their interval, grades, what is withheld and why."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from barometre.catalogue.questionnaires import Question
from barometre.rounding import rounded
from barometre.survey.results.figures import MEAN, MEDIAN, SHARE, WIDE
from barometre.survey.results.population import JOINT, SITE_NO, SITE_UNKNOWN, SITE_YES
from barometre.territory.strates import STRATES, Strate, strate
from barometre.web.shared import french
from barometre.web.shared.areas import regions
from barometre.web.shared.french import NO_BREAK, number, percent
from barometre.web.shared.words import KINDS

# Word of an address -> level of the figures, and its heading.
LEVELS = {"type": ("kind", "Par type"), "taille": ("strate", "Par taille"), "region": ("region", "Par région")}
# Variable of a margin -> heading of its chart.
VARIABLES = {
    "kind": "Type de collectivité",
    "strate": "Type et taille",
    "region": "Région",
    "site": "Site déclaré dans l’annuaire",
}
_SITE = {SITE_YES: "un site déclaré", SITE_NO: "aucun site déclaré", SITE_UNKNOWN: "l’annuaire ne le dit pas"}
WITHHELD, UNSURE, UNCORRECTED = "non diffusé", "trop incertain", "non calculé"
# Numbers from this on have no decimals.
_WHOLE = 100
_STATISTICS = {MEAN: "En moyenne", MEDIAN: "Médiane (la moitié est au-dessous)"}
# Grade -> what it means; thresholds are those of `survey.estimation.quality`.
GRADES = {
    "A": "très précis",
    "B": "précis",
    "C": "correct pour un ordre de grandeur",
    "D": "fragile",
    "E": "très fragile",
}


def group_words(level: str, group: str) -> str:
    """Return the name of a group: « communes de 500 à 999 habitants », « Bretagne », « départements et régions »."""
    codes = group.split(JOINT)
    match level:
        case "kind":
            return _listed([KINDS[code] for code in codes])
        case "strate":
            return _listed([_sizes(kind, list(several)) for kind, several in groupby(codes, _kind)])
        case "region":
            return _listed([regions()[code].name if code in regions() else "région inconnue" for code in codes])
        case "site":
            return _listed([_SITE[code] for code in codes])
    return "toutes les collectivités"


def group_heading(level: str, group: str) -> str:
    """Return the name of a group, as a line begins."""
    name = group_words(level, group)
    return name[:1].upper() + name[1:]


def _kind(code: str) -> str:
    return code.partition("-")[0]


def _sizes(kind: str, codes: Sequence[str]) -> str:
    """Return strates of one kind that follow each other as one."""
    found = [strate(code) for code in codes]
    if len(found) == len(STRATES[kind]):
        return KINDS[kind]
    return f"{KINDS[kind]} {_between(found[0], found[-1])}"


def _between(first: Strate, last: Strate) -> str:
    if last.maximum is None:
        return f"de {number(first.minimum, 0)} habitants et plus"
    if first.minimum == 0:
        return f"de moins de {number(last.maximum, 0)} habitants"
    return f"de {number(first.minimum, 0)} à {number(last.maximum - 1, 0)} habitants"


def _listed(words: Sequence[str]) -> str:
    return " et ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def answer_words(question: Question, answer: str) -> str:
    """Return the words of an answer: the label of an option, or years."""
    if question.kind == "date":
        years = answer.split(JOINT)
        return years[0] if len(years) == 1 else f"de {years[0]} à {years[-1]}"
    return question.label(answer)


def row_words(row: Mapping[str, Any], question: Question) -> str:
    """Return what a row of the figures is about: the words of an answer, or a mean, or a median."""
    return answer_words(question, row["answer"]) if row["statistic"] == SHARE else _STATISTICS[row["statistic"]]


def raw_words(row: Mapping[str, Any], question: Question) -> str:
    """Return a figure among those who answered: « 76 % », « 3,2 jours », or that it is withheld."""
    return _valued(row["raw"], row, question) if row["raw"] is not None else _why_not(row)


def estimate_words(row: Mapping[str, Any], question: Question) -> str:
    """Return a figure estimated for all, with its interval: « 62 % (entre 58 et 66 %) »."""
    if row["estimate"] is None:
        return _why_not(row)
    told = _valued(row["estimate"], row, question)
    if row["low"] is None or row["high"] is None:
        return f"{told} (sans intervalle{NO_BREAK}: trop peu de réponses)"
    return f"{told} ({between(row['low'], row['high'], row['statistic'], question.unit)})"


def between(low: float, high: float, statistic: str, unit: str | None) -> str:
    """Return an interval: « entre 58 et 66 % »."""
    if statistic == SHARE:
        return french.between(100 * low, 100 * high, 0)
    return f"entre {number(low)} et {number(high)}{NO_BREAK}{unit or ''}".rstrip(NO_BREAK)


def change_words(row: Mapping[str, Any], question: Question) -> str:
    """Return how far a figure is from that of the former wave: « + 4 points (entre 1 et 7) »."""
    if row["change"] is None:
        return "on ne peut pas dire"
    scale = 100 if row["statistic"] == SHARE else 1
    # As many as the figures themselves have.
    decimals = 0 if row["statistic"] == SHARE or abs(row["estimate"] or 0) >= _WHOLE else 1
    shown = abs(rounded(scale * row["change"], decimals))
    unit = ("point" if shown < 2 else "points") if row["statistic"] == SHARE else question.unit or ""
    low, high = (_signed(scale * row[name], decimals) for name in ("change_low", "change_high"))
    return f"{_signed(scale * row['change'], decimals)}{NO_BREAK}{unit} (entre {low} et {high})"


def moved(row: Mapping[str, Any]) -> str:
    """Return whether a change is more than what chance gives."""
    if row["change"] is None:
        return ""
    if row["change_low"] > 0:
        return "en hausse"
    return "en baisse" if row["change_high"] < 0 else "rien de sûr"


def grade_words(quality: str | None) -> str:
    """Return a grade with its meaning: « B, précis »."""
    return f"{quality}, {GRADES[quality]}" if quality in GRADES else ""


def not_told(row: Mapping[str, Any]) -> str:
    """Return why a row of the figures has none; empty when it has."""
    return _why_not(row) if row["withheld"] is not None else ""


def _signed(value: float, decimals: int) -> str:
    shown = number(value, decimals)
    return f"+{NO_BREAK}{shown}" if rounded(value, decimals) > 0 else shown.replace("−", f"−{NO_BREAK}")


def _valued(value: float, row: Mapping[str, Any], question: Question) -> str:
    if row["statistic"] == SHARE:
        return percent(100 * value, 0)
    return f"{number(value)}{NO_BREAK}{question.unit or ''}".rstrip(NO_BREAK)


def _why_not(row: Mapping[str, Any]) -> str:
    if row["withheld"] is None:
        return UNCORRECTED
    return UNSURE if row["withheld"] == WIDE else WITHHELD
