"""The legal frames under which collectivités share a tool, in plain French, with the articles to read."""

from typing import NamedTuple

from barometre.catalogue.guidance import Frame


class Explained(NamedTuple):
    """One frame: its name, what it means, and the articles on which it rests."""

    name: str
    words: str
    articles: str = ""


# Articles read in public copies of the codes, and in the note of the Association des maires de France on agreements
# between communes, in November 2026.
FRAMES: dict[Frame, Explained] = {
    "service-etat": Explained(
        "Service de l’État",
        "Chaque collectivité accepte les conditions d’utilisation du service. Le groupe peut organiser "
        "l’accompagnement en commun, il n’y a rien à acheter.",
    ),
    "convention": Explained(
        "Convention ou entente",
        "Une collectivité fournit le service aux autres par une convention, que chaque conseil approuve. Entre "
        "communes, intercommunalités et syndicats mixtes, une entente le permet aussi : une conférence en discute, et "
        "chaque conseil ratifie.",
        "art. L5111-1, L5221-1 et L5221-2 du code général des collectivités territoriales",
    ),
    "groupement": Explained(
        "Groupement de commandes",
        "Les collectivités achètent ensemble. Une convention, signée avant la consultation, dit qui coordonne, pour "
        "quels achats et comment en sortir.",
        "art. L2113-6 à L2113-8 du code de la commande publique",
    ),
    "cooperation": Explained(
        "Coopération entre personnes publiques",
        "Des collectivités mènent ensemble une mission qu’elles ont toutes, sans la mise en concurrence d’un marché, à "
        "deux conditions : n’obéir qu’à l’intérêt général, et ne pas faire plus de 20 % de cette activité pour le "
        "marché concurrentiel.",
        "art. L2511-6 du code de la commande publique",
    ),
    "syndicat": Explained(
        "Syndicat mixte",
        "Les collectivités confient la compétence, ou le service, à un syndicat dont elles sont membres. Fermé, il "
        "réunit des communes et des intercommunalités ; ouvert, aussi un département ou une région.",
        "art. L5711-1 et L5721-2 du code général des collectivités territoriales",
    ),
    "adhesion": Explained(
        "Adhésion à un opérateur public (OPSN)",
        "Le conseil délibère pour adhérer à l’opérateur qui sert le territoire, puis choisit ses services. Ses statuts "
        "disent qui peut adhérer et combien cela coûte.",
    ),
    "marche": Explained(
        "Marché public",
        "Chaque collectivité achète à une entreprise, ou passe par une centrale d’achat. Pour partager le prix, "
        "achetez ensemble : c’est le groupement de commandes.",
        "art. L2113-2 à L2113-5 du code de la commande publique pour la centrale d’achat",
    ),
    "libre": Explained(
        "Logiciel libre",
        "La licence permet à chacune d’utiliser le logiciel et de l’adapter. Reste à partager l’installation et la "
        "maintenance, par l’un des autres cadres.",
    ),
}
