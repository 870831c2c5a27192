"""Say in French what state an obligation is in, and why: the only place where it is written."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from barometre.catalogue.guidance import Obligation
from barometre.catalogue.typography import written_day
from barometre.guidance.obligations import State, Why

STATES = {
    State.MET: "remplie",
    State.NOT_MET: "non remplie",
    State.UNKNOWN: "non connue",
    State.NOT_CONCERNED: "ne la concerne pas",
}
KINDS = {
    "obligation": "obligation",
    "recommandation": "recommandation",
    "engagement": "engagement du programme",
    "projet": "texte à venir",
}
# Kinds of helpers near (`catalogue.guidance.NEAR`).
NEAR = {
    "opsn": "votre structure d’appui (opérateur public de services numériques)",
    "cdg": "le centre de gestion de votre département",
    "csirt": "le centre régional de réponse aux incidents (CSIRT)",
    "hub": "le hub territorial pour un numérique inclusif",
    "france-services": "la maison France services la plus proche",
    "conseillers-numeriques": "les conseillers numériques",
}
# How far the text of an obligation was verified.
UNREAD = "à vérifier"
READ = {"read": "lu", "reported": "rapporté par une source qui le cite", "unread": UNREAD}
# Why nothing shows the state of an obligation that binds the collectivité, before what would show it.
_SILENT = {
    Why.NO_PROOF: "aucune source publique ne le dit",
    Why.NOT_LOOKED: "nous ne l’avons pas encore regardé",
    Why.WE_FAILED: "nous n’avons pas pu le voir, et cette limite est la nôtre",
    Why.THEY_FAILED: "ce que nous avons lu n’a pas donné de réponse",
    Why.UNPROVEN: "ce que nous voyons ne suffit pas à le dire",
}


def proof_title(content: Mapping[str, Any], proof: str | None) -> str:
    """Return the title of the indicator or of the fact that shows a state, in the catalogue of an edition."""
    for kind in ("indicators", "facts"):
        if proof in content[kind]:
            return str(content[kind][proof]["title"])
    return proof or ""


def why_words(obligation: Obligation, why: Why, proof: str, day: date | None) -> str:
    """Say why an obligation is in its state for a collectivité: a clause, without capital or full stop.

    Args:
        obligation: the obligation.
        why: its reason.
        proof: title of what shows it; empty when nothing does.
        day: day of that proof; None when none is known.
    """
    match why:
        case Why.SHOWN:
            return f"d’après « {proof} »{f', le {written_day(day)}' if day else ''}"
        case Why.OUTSIDE:
            return f"vise {obligation.whom}"
        case Why.ENDED if obligation.ends:
            return f"n’est plus en vigueur depuis le {written_day(obligation.ends + timedelta(days=1))}"
        case Why.IF:
            return f"obligation si {obligation.condition}" if obligation.condition else f"vise {obligation.whom}"
        case _:
            return _SILENT.get(why, "")
