"""The legal frames under which collectivités share a tool, with the articles to read."""

from collections.abc import Iterable
from typing import NamedTuple

from barometre.catalogue.guidance import Frame
from barometre.web.guidance.tool_words import FRAMES


class Explained(NamedTuple):
    """One frame: its name, what it asks, and what to read of the codes."""

    name: str
    words: str
    articles: str = ""


# L2511-6 and L2113-6 read in public copies of the code in November 2026; the other articles as pages that cite them
# say, among them the note of the Association des maires de France on agreements between communes.
_CGCT, _CCP = "code général des collectivités territoriales", "code de la commande publique"
ARTICLES: dict[Frame, str] = {
    "convention": f"Prestation de services : {_CGCT}, art. L5111-1. Entente entre communes, intercommunalités ou "
    "syndicats mixtes, que chaque conseil ratifie : art. L5221-1 et L5221-2.",
    "groupement": f"{_CCP.capitalize()}, art. L2113-6 à L2113-8 ; la convention se signe avant la consultation. "
    "Centrale d’achat : art. L2113-2 à L2113-5.",
    "cooperation": f"{_CCP.capitalize()}, art. L2511-6 : n’obéir qu’à l’intérêt général, et faire moins de 20 % de "
    "cette activité pour le marché concurrentiel.",
    "syndicat": f"{_CGCT.capitalize()} : syndicat mixte fermé (communes et intercommunalités), art. L5711-1 ; ouvert "
    "(aussi département ou région), art. L5721-2.",
}


def explained(frames: Iterable[Frame]) -> list[Explained]:
    """Return frames in words."""
    return [Explained(*FRAMES[one], ARTICLES.get(one, "")) for one in frames]
