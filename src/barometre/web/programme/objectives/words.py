"""French words for the programme: verdicts on objectives, progress in a sentence."""

from typing import NamedTuple

from barometre.programme.progress import Numbers, Progress
from barometre.web.shared.french import NO_BREAK, counted, number, percent


class Verdict(NamedTuple):
    """How an objective stands, in words; `many` follows a number of objectives, `look` chooses drawing and colour."""

    word: str
    many: str
    look: str


VERDICTS = {
    "met": Verdict("Atteint", "atteints", "good"),
    "on-the-way": Verdict("En bonne voie", "en bonne voie", "way"),
    "behind": Verdict("En retard", "en retard", "late"),
    "unknown": Verdict("On ne sait pas encore", "dont on ne sait pas encore", "unseen"),
    "missed": Verdict("Manqué", "manqués", "bad"),
    "agreed": Verdict("Convenu, pas commencé", "convenus, pas commencés", "none"),
    "proposed": Verdict("Proposé", "proposés", "none"),
    "stopped": Verdict("Arrêté", "arrêtés", "none"),
}
"""Verdict -> its words, in the order of the pages."""
ALWAYS = ("met", "on-the-way", "behind", "unknown", "missed")
"""Verdicts counted at the top of the home page even when no objective has them."""

STEPS = {"proposed": "Proposé", "agreed": "Convenu", "running": "Lancé", "stopped": "Arrêté"}
STANDINGS = {
    "met": Verdict("Objectif rempli ici", "", "good"),
    "missing": Verdict("Pas encore rempli ici", "", "late"),
    "unknown": Verdict("Pas encore observé ici", "", "unseen"),
}
"""Where one collectivité stands on an objective that counts it."""


def verdict_of(one: Progress) -> str:
    """Key of `VERDICTS`: the pace of what is running, else the state."""
    return one.pace or "unknown" if one.state == "running" else one.state


def standing_words(numbers: Numbers) -> str:
    """What is established of a population, in one sentence: share, number, how far it may go."""
    size = number(numbers.population_size, 0)
    if not numbers.population_size:
        return "Aucune collectivité n’est concernée dans cette édition."
    if numbers.value is None or numbers.value_at_most is None:
        return f"Aucune des {size} collectivités concernées n’a encore été observée."
    unknown = numbers.population_size - numbers.known
    said = f"{percent(100 * numbers.value)} établis, soit {number(numbers.met, 0)} sur {size}"
    if not unknown:
        return f"{said}. Toutes sont connues."
    verb = "n’est pas encore connue" if unknown == 1 else "ne sont pas encore connues"
    return (
        f"{said}. {number(unknown, 0)} {verb}{NO_BREAK}: la part réelle est au plus de "
        f"{percent(100 * numbers.value_at_most)}."
    )


def gap_words(numbers: Numbers) -> str:
    """How many collectivités are missing to make the target: those not known yet may be there already."""
    if not numbers.population_size:
        return ""
    if not numbers.gap or not numbers.known:
        return f"La cible en demande {number(numbers.needed, 0)}."
    least = max(0, numbers.gap - (numbers.population_size - numbers.known))
    many = counted(numbers.gap, "collectivité", "collectivités")
    if least == numbers.gap:
        return f"Il en manque {many} pour atteindre la cible."
    if not least:
        return f"Il en manque au plus {many} pour atteindre la cible."
    return f"Il en manque entre {number(least, 0)} et {many} pour atteindre la cible."


def sentence(text: str) -> str:
    """A text that begins with a capital and ends with a stop."""
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?", "…")) else ".")
