"""French words for what the catalogue says of shared tools and of helpers."""

from collections.abc import Mapping
from datetime import date

from barometre.catalogue.guidance import Tool
from barometre.catalogue.typography import MONTHS
from barometre.web.shared.words import day_words

NOT_READ = "non lu"

FAMILIES = {
    "etat": "l’État",
    "operateur": "un établissement public national",
    "offre-cyber": "les acteurs publics de la cybersécurité",
    "opsn": "des structures de mutualisation",
    "association": "une association",
    "commun-libre": "un commun, en logiciel libre",
    "accompagnement": "un programme d’accompagnement",
}
COSTS = {
    "gratuit": "gratuit",
    "adhesion": "compris dans une adhésion",
    "variable": "variable",
    "inconnu": "non connu",
}
READS = {
    "read": "Lu à sa source.",
    "reported": "À vérifier\u00a0: dit par une source qui le cite, pas lu à sa source.",
    "unread": "À vérifier\u00a0: nous n’avons pas pu le lire à sa source.",
}
# Frame of sharing -> its name, and what it asks of a collectivité. Articles: code de la commande publique, read in
# November 2026; on syndicats, answer n° 01123 of the minister to the Sénat (17 May 2018).
FRAMES = {
    "service-etat": (
        "Service public national",
        "La collectivité accepte les conditions d’utilisation. Il n’y a ni marché ni convention à passer, "
        "sauf quand le service demande une habilitation.",
    ),
    "convention": (
        "Convention",
        "Deux personnes publiques signent qui fait quoi et qui paie quoi. Le conseil délibère pour autoriser "
        "la signature.",
    ),
    "groupement": (
        "Groupement de commandes ou centrale d’achat",
        "Plusieurs acheteurs passent un marché ensemble, par une convention qui nomme un coordonnateur (code de la "
        "commande publique, article L2113-6), ou achètent par une centrale.",
    ),
    "cooperation": (
        "Coopération entre personnes publiques",
        "Elles assurent ensemble un service public dont chacune a la charge, sans mise en concurrence, aux conditions "
        "de l’article L2511-6 du code de la commande publique.",
    ),
    "syndicat": (
        "Syndicat",
        "La collectivité y adhère par délibération et lui confie une compétence. Un syndicat ne peut pas avoir pour "
        "seul objet de partager des outils informatiques\u00a0: il le fait à côté de ses compétences, par convention.",
    ),
    "adhesion": (
        "Adhésion à une structure",
        "La collectivité adhère par délibération à un opérateur public, un groupement d’intérêt public, une agence "
        "départementale ou une association, et paie une cotisation.",
    ),
    "marche": (
        "Marché public",
        "La collectivité choisit un prestataire qui installe et tient l’outil, selon les règles de la commande "
        "publique.",
    ),
    "libre": (
        "Logiciel libre",
        "Le code peut être pris, installé, modifié et partagé sans rien payer pour la licence. L’hébergement et "
        "l’entretien ont un coût.",
    ),
}
KINDS_OF_HELP = {
    "opsn": "Opérateur public de services numériques",
    "cdg": "Centre de gestion",
    "csirt": "Centre de réponse aux incidents",
    "hub": "Hub de l’inclusion numérique",
    "national": "Service national",
    "association": "Association",
}


def cost_words(tool: Tool) -> str:
    """Return what a tool costs; a gratuity that nobody read is said to be checked."""
    doubt = tool.cost == "gratuit" and (tool.cost_note or "").startswith("Gratuité à vérifier")
    return f"{COSTS[tool.cost]}, à vérifier" if doubt else COSTS[tool.cost]


def alive_words(alive: str | None) -> str:
    """Return when a source last shows a tool in service, as precisely as it does: year, month or day."""
    if alive is None:
        return "aucune source datée"
    year, *rest = alive.split("-")
    if not rest:
        return year
    if len(rest) == 1:
        return f"{MONTHS[int(rest[0]) - 1]} {year}"
    return day_words(date.fromisoformat(alive))


def publiccode_words(tool: Tool) -> str:
    """Return whether the code has a file that describes it to machines."""
    words: Mapping[bool | None, str] = {True: "oui", False: "non", None: NOT_READ}
    return words[tool.publiccode] if tool.code else "sans objet\u00a0: nous ne connaissons pas de code ouvert"


def theme_names(tool: Tool, themes: Mapping[str, Mapping[str, str]]) -> list[tuple[str, str]]:
    """Return the themes of a tool that the edition has: id and name."""
    return [(one, themes[one]["name"]) for one in tool.themes if one in themes]
