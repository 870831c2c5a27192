"""Sentences written from figures, in a few closed forms that cannot say more than is known. Pure.

A share is given from 80 % known on (`TERRITORY_FROM`), with its bounds; under it, counts and where it was seen.
« Toutes » and « aucune » are for all and none of those concerned. What moved is counted among those known in both
editions, and never where the method changed. No form says why something is so.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from barometre.scoring.aggregates import TERRITORY_FROM
from barometre.web.editions.models import Aggregate, Tally
from barometre.web.guidance.figures import Share
from barometre.web.pages.territorial import FEW, NOUNS, of_known_words
from barometre.web.shared.french import NO_BREAK, between, counted, number, percent, score
from barometre.web.shared.words import day_words

# Kinds of which the noun is masculine.
_MASCULINE = ("departement",)
_FEW = "connus de trop peu de collectivités pour un chiffre"


def agreed(n: int, kind: str, participle: str) -> str:
    """Return a participle, given in the masculine singular, in the gender of a kind and the number of a count."""
    return f"{participle}{'' if kind in _MASCULINE else 'e'}{'s' if abs(n) > 1 else ''}"


def of_kind(n: int, kind: str, participle: str = "") -> str:
    """Return a count of collectivités, with a participle: « 12 communes connues »."""
    words = counted(n, *NOUNS[kind])
    return f"{words} {agreed(n, kind, participle)}" if participle else words


def enough(known: int, concerned: int) -> bool:
    """Return whether so many known make a share."""
    return concerned > 0 and known >= TERRITORY_FROM * concerned


def answer(row: Aggregate | None, kind: str) -> str:
    """Say how many answer yes to a question, from its figure in a place; None: it is asked of none there."""
    if row is None or not row.concerned:
        return f"La question ne se pose pour {agreed(1, kind, 'aucun')} {NOUNS[kind][0]}."
    if not row.known:
        return f"Pas regardé, ou aucune source ne le dit{NO_BREAK}: {of_kind(row.concerned, kind, 'concerné')}."
    met, unknown = row.met or 0, row.concerned - row.known
    if not enough(row.known, row.concerned):
        return (
            f"Oui pour {of_kind(met, kind)}, non pour {number(row.known - met, 0)}, sur "
            f"{of_kind(row.concerned, kind, 'concerné')}{NO_BREAK}: trop peu est connu pour en tirer une part."
        )
    if not unknown and row.concerned < FEW:
        return f"Oui pour {of_kind(met, kind)} sur {number(row.concerned, 0)}."
    if met in (0, row.known):
        word = "Oui" if met else "Non"
        rest = f"{NO_BREAK}; {_unknown(unknown, kind)}" if unknown else ", c’est-à-dire pour l’ensemble"
        return f"{word} pour {of_kind(row.known, kind, 'connu')} sur {number(row.known, 0)}{rest}."
    base = f"{_capital(percent(100 * met / row.known))} ({number(met, 0)} sur {of_kind(row.known, kind, 'connu')})"
    if not unknown:
        return f"{base}."
    low, high = 100 * met / row.concerned, 100 * (met + unknown) / row.concerned
    return f"{base}{NO_BREAK}; {_unknown(unknown, kind)}, la part de l’ensemble est {_within(low, high)}."


def mean(row: Aggregate | None, kind: str) -> str:
    """Say the mean of a score, from its figure in a place."""
    if row is None or not row.concerned:
        return answer(row, kind)
    base = f"connu pour {of_kind(row.known, kind)} sur {number(row.concerned, 0)}"
    if row.mean is None or not enough(row.known, row.concerned):
        return f"Score {base}, trop peu pour une moyenne."
    if row.known == row.concerned or row.low is None or row.high is None:
        return f"Moyenne de {score(row.mean)} sur 100, {base}."
    return f"Moyenne de {score(row.mean)} sur 100, {base}{NO_BREAK}; entre {score(row.low)} et {score(row.high)}."


def figure(row: Aggregate | None, kind: str, yes_or_no: bool) -> str:
    """Say a figure: the share of yes, or the mean of a score."""
    return answer(row, kind) if yes_or_no else mean(row, kind)


def coverage(known: int, asked: int) -> str:
    """Say how much of what is asked is known: answers, of so many that there would be if all were."""
    if not asked:
        return "Aucune question ne se pose."
    if not known:
        return f"Aucune réponse n’est connue, sur {number(asked, 0)} à connaître."
    if known == asked:
        return f"Les {number(asked, 0)} réponses à connaître le sont." if asked > 1 else "La réponse est connue."
    are = "est connue" if known < 2 else "sont connues"
    answers = counted(known, "réponse", "réponses")
    return f"{answers} {are} sur {number(asked, 0)} à connaître, {percent(100 * known / asked)}."


def indicators(told: int, few: int, silent: int) -> str:
    """Say how many indicators have a figure, are known of too few, have no answer at all."""
    whole = told + few + silent
    if not whole:
        return "Aucun indicateur ne les concerne."
    parts = [
        f"{number(n, 0)} {one if n < 2 else many}"
        for n, one, many in (
            (told, "a un chiffre", "ont un chiffre"),
            (few, "est connu de trop peu de collectivités pour un chiffre", f"sont {_FEW}"),
            (silent, "n’a aucune réponse", "n’ont aucune réponse"),
        )
        if n
    ]
    listed = " et ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
    return f"Sur {counted(whole, 'indicateur', 'indicateurs')}, {listed}."


def spread(rows: Sequence[tuple[str, Aggregate]], yes_or_no: bool) -> str:
    """Say between which figures several groups are, named or not (empty); nothing for less than two that have one."""
    told = [(name, row.mean, row) for name, row in rows if row.mean is not None and enough(row.known, row.concerned)]
    if len(told) < 2:
        return ""
    ends = min(told, key=lambda one: one[1]), max(told, key=lambda one: one[1])
    low, high = (f"{_end(row, yes_or_no)}{f' ({name})' if name else ''}" for name, _, row in ends)
    if ends[0][1] == ends[1][1]:
        return f"Partout{NO_BREAK}: {value(ends[0][2], yes_or_no)}."
    return f"Entre {low} et {high}."


def _end(row: Aggregate, yes_or_no: bool) -> str:
    """Return a figure between which others are: where all those known say the same, what all is at least or at most."""
    if yes_or_no and row.known < row.concerned and row.met in (0, row.known):
        unknown = row.concerned - row.known
        least, most = percent(100 * (row.met or 0) / row.concerned), percent(100 * unknown / row.concerned)
        return f"au moins {least}" if row.met else f"au plus {most}"
    return value(row, yes_or_no)


def value(row: Aggregate, yes_or_no: bool) -> str:
    """Return a figure alone, as in a table: a share, or a mean; the whole is said of all alone."""
    if not yes_or_no:
        return f"{score(row.mean or 0.0)} sur 100"
    told = of_known_words(100 * (row.met or 0) / row.known, row.known, row.concerned, "%")
    return (
        told.replace("toutes", "tous")
        .replace("aucune de celles connues", "aucun de ceux connus")
        .replace("celles connues", "ceux connus")
        if row.kind in _MASCULINE
        else told
    )


def duties(seen: int, law: int) -> str:
    """Say of how many obligations in force something is known."""
    if not law:
        return "Aucune obligation n’est en vigueur et vérifiée dans cette édition."
    words = counted(law, "obligation en vigueur a été vérifiée", "obligations en vigueur ont été vérifiées")
    if not seen:
        return f"{words}{NO_BREAK}; nous n’avons encore de réponse sur aucune."
    return f"{words}{NO_BREAK}; quelque chose est connu de {number(seen, 0)}, rien de {number(law - seen, 0)}."


def robust(label: str, who: str, row: Mapping[str, Any], varying: int, few: bool) -> str:
    """Say how far places hang on the choices of the method, for one score of a kind (`who`, in the plural)."""
    asked = counted(varying, "question les départage", "questions les départagent")
    told = [f"{label}{NO_BREAK}: {number(row['compared'], 0)} {who}, {asked}."]
    for key, what in (("weights", "Avec d’autres poids"), ("choices", "Avec d’autres choix de méthode")):
        half, nine = row[key]["half"], row[key]["nine_in_ten"]
        if half is not None and nine is not None:
            most = [counted(number_of, "place", "places") for number_of in (half, nine)]
            told.append(f"{what}, une sur deux bouge d’au plus {most[0]}, neuf sur dix d’au plus {most[1]}.")
    if few:
        told.append("Avec si peu de questions, en retirer une peut changer beaucoup de places.")
    return " ".join(told)


def obligation(told: Share, kind: str) -> str:
    """Say how many meet an obligation, of those surely bound."""
    if not told.concerned:
        uncertain = of_kind(told.uncertain, kind)
        return (
            f"Nous ne savons pas lesquelles elle vise{NO_BREAK}: {uncertain} selon leur situation."
            if told.uncertain
            else ""
        )
    known = told.met + told.not_met
    if not known:
        return f"Pas regardé{NO_BREAK}: {of_kind(told.concerned, kind, 'visé')}."
    base = (
        f"Remplie par {of_kind(told.met, kind)}, non remplie par {number(told.not_met, 0)}, sur "
        f"{of_kind(told.concerned, kind, 'visé')}"
    )
    if told.one_sided or not enough(known, told.concerned):
        end = (
            "ce qui la prouve ne dit que d’un côté, sans part" if told.one_sided else "trop peu est connu pour une part"
        )
        return f"{base}{NO_BREAK}: {end}."
    if not told.unknown:
        return f"{base}, {percent(100 * told.met / known)}."
    low, high = 100 * told.met / told.concerned, 100 * (told.met + told.unknown) / told.concerned
    return f"{base}{NO_BREAK}; {_unknown(told.unknown, kind)}, la part de l’ensemble est {_within(low, high)}."


def moved(row: Tally) -> str:
    """Say what moved of one indicator since the edition before; nothing is compared where the method changed."""
    if row.by_method:
        return "La méthode a changé, les deux éditions ne se comparent pas."
    changed = [
        *([f"en mieux pour {of_kind(row.gained, row.kind)}"] if row.gained else []),
        *([f"en moins bien pour {of_kind(row.lost, row.kind)}"] if row.lost else []),
    ]
    told = " et ".join(changed) or "sans changement de la preuve"
    known = f"parmi {of_kind(row.known_in_both, row.kind, 'connu')} aux deux éditions"
    apart = f"{NO_BREAK}; à part, {_territory(row.by_territory, row.kind)}" if row.by_territory else ""
    return f"{_capital(told)}, {known}{apart}."


def movements(since: date | None, rows: Sequence[Tally]) -> str:
    """Say what moved in all, by why: the evidence, the method, the territory."""
    if since is None:
        return f"Cette édition est la première{NO_BREAK}: il n’y en a pas d’autre à laquelle la comparer."
    start = f"Depuis l’édition du {day_words(since)}"
    gained, lost = (sum(getattr(row, name) for row in rows if not row.by_method) for name in ("gained", "lost"))
    method = sum(bool(row.by_method) for row in rows)
    territory = sum(row.by_territory for row in rows if not row.by_method)
    if not (gained or lost or method or territory):
        return f"{start}, aucune réponse n’a changé."
    answers = counted(gained + lost, "réponse a changé", "réponses ont changé")
    sides = f"{number(gained, 0)} en mieux, {number(lost, 0)} en moins bien"
    parts = [
        f"{start}, {answers} avec {'leur' if gained + lost > 1 else 'sa'} preuve{NO_BREAK}: {sides}."
        if gained or lost
        else f"{start}, la preuve n’a rien changé."
    ]
    if method:
        words = counted(
            method,
            "question a une autre méthode et ne se compare",
            "questions ont une autre méthode et ne se comparent",
        )
        parts.append(f"{words} pas.")
    if territory:
        words = counted(territory, "réponse est à part", "réponses sont à part")
        parts.append(f"{words}, de collectivités elles-mêmes changées.")
    return " ".join(parts)


def going_on(sentence: str) -> str:
    """Return a sentence that goes on after a colon."""
    return sentence[:1].lower() + sentence[1:]


def about(subject: str, sentence: str) -> str:
    """Return a sentence after what it is about."""
    return f"{subject}{NO_BREAK}: {going_on(sentence)}"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _within(low: float, high: float) -> str:
    return f"de {percent(low)}" if percent(low) == percent(high) else between(low, high)


def _unknown(n: int, kind: str) -> str:
    """Say that so many are not known."""
    return f"{of_kind(n, kind)} {'n’est' if n < 2 else 'ne sont'} pas {agreed(n, kind, 'connu')}"


def _territory(n: int, kind: str) -> str:
    """Say that so many are themselves no longer what they were."""
    own = {True: ("lui-même", "eux-mêmes"), False: ("elle-même", "elles-mêmes")}[kind in _MASCULINE][n > 1]
    return f"{of_kind(n, kind)} {own} {agreed(n, kind, 'changé')}"
