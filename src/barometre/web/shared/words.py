"""French words for what the data say in codes. No judgement here: see `presenters`."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from barometre.catalogue.typography import written_day
from barometre.rounding import rounded
from barometre.territory.strates import strate
from barometre.web.shared import french

# Kind -> its collectivités.
KINDS = {
    "commune": "communes",
    "epci": "intercommunalités",
    "ept": "établissements publics territoriaux",
    "departement": "départements",
    "region": "régions",
}

STATUS = {
    "known": "Connu",
    "not-concerned": "Non concerné",
    "not-looked": "Pas encore observé",
    "we-failed": "Notre observation a échoué",
    "they-failed": "Pas de réponse exploitable de son côté",
}

STATUS_HELP = {
    "not-concerned": "La question ne se pose pas ici : elle ne compte ni pour ni contre.",
    "not-looked": "Pas encore observé, ou aucune source ne le dit : cela ne compte pas contre la collectivité.",
    "we-failed": "L’échec vient de nous : il ne compte pas contre la collectivité.",
    "they-failed": "Ce que la collectivité publie n’a pas permis de répondre : cela ne compte pas contre elle.",
}

# Status -> how one answer, and several, that are not known are counted; in the order they are told.
_MISSING = {
    "not-looked": (
        "pas encore observée, ou qu’aucune source ne dit",
        "pas encore observées, ou qu’aucune source ne dit",
    ),
    "we-failed": ("où notre observation a échoué", "où notre observation a échoué"),
    "they-failed": ("sans réponse exploitable de son côté", "sans réponse exploitable de leur côté"),
    "not-concerned": ("où la question ne se pose pas", "où la question ne se pose pas"),
}


def missing_words(counts: Mapping[str, int]) -> str:
    """Say why answers are not known, each reason apart: « 7 pas encore observées… ; 2 où notre observation a échoué ».

    Args:
        counts: answers by status; those that are known are left out.
    """
    told = [french.counted(counts[status], *words) for status, words in _MISSING.items() if counts.get(status)]
    return f"{french.NO_BREAK}; ".join(told)


# State of a contest (`observations.states.ContestState`) -> what its page says.
CONTEST_STATES = {"received": "Reçue", "under-way": "En cours d’examen", "settled": "Réglée"}
# Its outcome (`observations.states.ContestOutcome`); none before outcomes were kept.
CONTEST_OUTCOMES = {
    "at-source": "acceptée, corrigée à la source",
    "here": "acceptée, corrigée par nous",
    "refused": "refusée",
    "": "répondue, issue non notée",
}

# Quartile -> place among peers, in words.
QUARTERS = {
    1: "dans le quart le plus bas",
    2: "un peu en dessous du milieu",
    3: "un peu au-dessus du milieu",
    4: "dans le quart le plus haut",
}


def peers_words(kind: str, strate_id: str) -> str:
    """Return who the peers are: « communes de 500 à 999 habitants »."""
    label = strate(strate_id).label
    if label.startswith("toutes"):
        return KINDS[kind]
    return f"{KINDS[kind]} {label if label.startswith('de ') else f'de {label}'}"


# Days between two publications -> how often a reader may expect one.
_EVERY = {
    7: "chaque semaine",
    30: "tous les mois",
    31: "tous les mois",
    92: "tous les trois mois",
    180: "tous les six mois",
}


def aged_words(document: Mapping[str, Any], sources: Mapping[str, Mapping[str, Any]]) -> str:
    """Return that a fact or an indicator is aged, and how often its source is expected; empty when it is not.

    Args:
        document: the fact or the indicator as published: source, observed_on, aged.
        sources: those of the edition's catalogue, with their `cadence_days`.
    """
    days = sources.get(document.get("source") or "", {}).get("cadence_days")
    if not document.get("aged") or not days:
        return ""
    often = _EVERY.get(days, f"tous les {days} jours")
    return f"donnée du {day_words(document['observed_on'])}, mise à jour attendue {often}"


def day_words(value: date | str) -> str:
    """Return a date in words: 1er janvier 2026."""
    return written_day(date.fromisoformat(value) if isinstance(value, str) else value)


def moment_words(value: datetime) -> str:
    """Return a moment of this year in words, at Paris time: 25 novembre à 14 h 05."""
    here = timezone.localtime(value)
    return f"{day_words(here.date()).rpartition(' ')[0]} à {here.hour}\u00a0h\u00a0{here.minute:02}"


def instant_words(value: datetime) -> str:
    """Return a moment in words, at Paris time: 25 novembre 2026 à 14 h 05."""
    here = timezone.localtime(value)
    return f"{day_words(here.date())} à {here.hour}\u00a0h\u00a0{here.minute:02}"


def local_day_words(value: datetime) -> str:
    """Return the day of a moment in words, at Paris time: 1er janvier 2026."""
    return day_words(timezone.localtime(value).date())


_LIMITS = {">=": "au moins", ">": "plus de", "<=": "au plus", "<": "moins de"}
_JOINTS = {"and": "et", "or": "ou", "not": "sauf", "population": "", "agents": ""}
_PLAIN = _JOINTS | KINDS | {"epci_fp": KINDS["epci"]}


def concerns_words(condition: str) -> str:
    """Return whom an indicator concerns, in French, from the condition of the catalogue."""
    if not condition.strip():
        return "toutes les collectivités"

    def limit(match: re.Match[str]) -> str:
        noun = "habitants" if match[1] == "population" else "agents (en équivalents temps plein)"
        return f"{_LIMITS[match[2]]} {french.number(float(match[3]), 0)} {noun}"

    words = re.sub(r"(population|agents)\s*(>=|<=|>|<)\s*(\d+)", limit, condition)
    return re.sub(r"\b[a-z_]+\b", lambda match: _PLAIN.get(match[0], match[0]), words)


def french_order(words: str) -> str:
    """Return a key that sorts words without regard to accents and capitals."""
    return unicodedata.normalize("NFD", words.casefold()).encode("ascii", "ignore").decode()


def delay_words(delay: timedelta | None) -> str:
    """Return a delay in whole days; empty when there is none."""
    if delay is None:
        return ""
    days = int(rounded(delay.total_seconds() / 86_400, 0))
    return french.counted(days, "jour", "jours") if days else "moins d’un jour"
