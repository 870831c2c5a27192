"""French words for objectives: verdicts, progress in a sentence."""

from datetime import date

from barometre.programme.progress import Numbers, Progress
from barometre.web.programme.words import StateLabel
from barometre.web.shared.french import NO_BREAK, counted, number, percent
from barometre.web.shared.words import day_words

# Verdict -> its words, in the order of the pages.
VERDICTS = {
    "met": StateLabel("Atteint", "good", "atteints"),
    "on-the-way": StateLabel("En bonne voie", "way", "en bonne voie"),
    "behind": StateLabel("En retard", "late", "en retard"),
    "unknown": StateLabel("On ne sait pas encore", "unseen", "dont on ne sait pas encore"),
    "missed": StateLabel("Manqué", "bad", "manqués"),
    "agreed": StateLabel("Convenu, pas commencé", "none", "convenus, pas commencés"),
    "proposed": StateLabel("Proposé", "none", "proposés"),
    "stopped": StateLabel("Arrêté", "none", "arrêtés"),
}
# Verdicts counted at the top of the home page even when no objective has them.
ALWAYS = ("met", "on-the-way", "behind", "unknown", "missed")
STEPS = {"proposed": "Proposé", "agreed": "Convenu", "running": "Lancé", "stopped": "Arrêté"}
# Where one collectivité stands on an objective that counts it.
STANDINGS = {
    "met": StateLabel("Objectif rempli ici", "good"),
    "missing": StateLabel("Pas encore rempli ici", "late"),
    "unknown": StateLabel("Pas encore observé ici", "unseen"),
}
_LATE = "La cible est atteinte dans l’édition du {day}, après l’échéance ; rien ne dit si elle l’était à l’échéance."
_SINCE = "La cible n’était pas atteinte à l’échéance ; elle l’est depuis, dans l’édition du {day}."


def verdict_of(progress: Progress) -> str:
    """Return a key of `VERDICTS`: the pace of what is running, else the state."""
    return progress.pace or "unknown" if progress.state == "running" else progress.state


def late_words(verdict: str, first: date) -> str:
    """Explain a target first met in an edition after its due date; `verdict` is met when nothing is known before."""
    return (_LATE if verdict == "met" else _SINCE).format(day=day_words(first))


def standing_words(numbers: Numbers) -> str:
    """Describe what is established of a population, in one sentence: share, number, how far it may go."""
    size = number(numbers.population_size, 0)
    if not numbers.population_size:
        return "Aucune collectivité n’est concernée dans cette édition."
    if numbers.value is None or numbers.value_at_most is None:
        return f"Aucune des {size} collectivités concernées n’a encore été observée."
    unknown = numbers.population_size - numbers.known
    established = f"{percent(100 * numbers.value)} acquis, soit {number(numbers.met, 0)} sur {size}"
    if not unknown:
        return f"{established}. Toutes sont connues."
    verb = "n’est pas encore connue" if unknown == 1 else "ne sont pas encore connues"
    return (
        f"{established}. {number(unknown, 0)} {verb}{NO_BREAK}: la part réelle est au plus de "
        f"{percent(100 * numbers.value_at_most)}."
    )


def gap_words(numbers: Numbers) -> str:
    """Describe how many collectivités are missing to reach the target: those not known yet may meet it already."""
    if not numbers.population_size:
        return ""
    if not numbers.gap or not numbers.known:
        return f"Pour l’atteindre, il en faut {number(numbers.needed, 0)}."
    least = max(0, numbers.gap - (numbers.population_size - numbers.known))
    many = counted(numbers.gap, "collectivité", "collectivités")
    if least == numbers.gap:
        return f"Il en manque {many} pour atteindre la cible."
    if not least:
        return f"Il en manque {many} au maximum pour atteindre la cible."
    return f"Il en manque entre {number(least, 0)} et {many} pour atteindre la cible."


def progress_words(progress: Progress) -> str:
    """Describe progress in the newest edition, in one sentence."""
    if not progress.points:
        return "Aucune édition n’est publiée."
    last = progress.points[-1]
    numbers = last.numbers
    start = f"Édition du {last.edition:%d/%m/%Y} : "
    if numbers.value is None:
        return f"{start}aucune des {number(numbers.population_size)} collectivités n’est encore connue."
    return (
        f"{start}{number(numbers.met)} sur {number(numbers.population_size)} ({percent(100 * numbers.value)}), "
        f"{number(numbers.known)} connues ; il en manque {number(numbers.gap)}."
    )
