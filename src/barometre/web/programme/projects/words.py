"""French words for group projects: periods, states, and why a registration is not kept."""

from barometre.web.programme.projects.store import RegistrationResult
from barometre.web.programme.words import StateLabel

PERIODS = {"2021-2022": "Créés en 2021 et 2022", "2023": "Créés ou relancés en janvier 2023"}
STATES = {
    "en cours": StateLabel("En cours", "way"),
    "achevé": StateLabel("Achevé", "good"),
    "inconnu": StateLabel("Avancement non connu", "unseen"),
}
# Result of a registration that is not kept -> status of the answer, and why.
REFUSED = {
    RegistrationResult.CLOSED: (409, "Ce groupe projet ne prend plus d’inscriptions."),
    RegistrationResult.ADDRESS_FULL: (
        429,
        "Trop d’inscriptions sont parties de votre adresse réseau depuis une heure. "
        "Revenez dans une heure, ou écrivez à l’exploitant du site.",
    ),
    RegistrationResult.ALL_FULL: (429, "Le site a reçu trop d’inscriptions depuis hier. Revenez demain."),
}


def state_label(state: str) -> StateLabel:
    """Return the state of a project in words; one that is not listed is its own word."""
    return STATES.get(state) or StateLabel(state, "none")
