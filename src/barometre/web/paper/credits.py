"""How the figures of documents on paper were made, from which sources, and how to cite them."""

from datetime import date

from django.template.defaultfilters import capfirst

from barometre.settings import settings
from barometre.territory import reference
from barometre.web.editions.models import Edition
from barometre.web.paper.tables import Columns
from barometre.web.shared import catalogue
from barometre.web.shared.filters import populations
from barometre.web.shared.french import NO_BREAK, number
from barometre.web.shared.tables import Table, TableColumn, build_table
from barometre.web.shared.words import day_words

LICENCE = "Licence Ouverte 2.0"


def method(edition: Edition) -> list[str]:
    """Say how the figures of an edition were made."""
    threshold = _threshold(edition.manifest["method"].get("territory_from"))
    return [
        "Chaque indicateur est une question, posée à celles qu’elle concerne, et répondue par un fait daté d’une "
        "source publique ou par une déclaration. Les règles sont dans le catalogue de l’édition.",
        f"Trois cas restent à part{NO_BREAK}: la question ne se pose pas, personne n’a encore regardé, ou nous "
        "n’avons pas pu lire la réponse. Aucun ne compte pour un non.",
        f"Un chiffre est donné à partir de {threshold} de réponses connues. Ses "
        "bornes disent ce qu’il serait si toutes celles qui manquent répondaient non, ou oui.",
        "Deux éditions ne sont comparées que parmi les collectivités connues dans les deux, et jamais sur une "
        "question dont la méthode a changé.",
        f"Les chiffres sont arrondis au plus proche{NO_BREAK}; le tout et le rien ne sont écrits que pour toutes et "
        "pour aucune. Des parts peuvent donc ne pas faire cent.",
        f"Collectivités au {day_words(edition.manifest['collectivites_of'])}."
        if "collectivites_of" in edition.manifest
        else "",
    ]


def _threshold(value: float | None) -> str:
    """Return a threshold of the method in words."""
    return "80\u00a0%" if value is None else f"{number(100 * value, 0)}{NO_BREAK}%"


def territories() -> str:
    """Credit where collectivités, inhabitants and so sizes, intercommunalités and contours come from."""
    named = {one["producer"]: one for one in reference.sources() if one["producer"] in ("DGCL", "IGN")}
    dgcl, ign = (f"{who}, {named[who]['title']} ({day_words(named[who]['date'])})" for who in ("DGCL", "IGN"))
    return (
        f"{capfirst(populations())} (tailles comprises). Intercommunalités{NO_BREAK}: {dgcl}. "
        f"Contours des cartes{NO_BREAK}: {ign}."
    )


def sources(edition: Edition) -> Table:
    """Return the sources that an edition rests on, with their licence and their last date."""
    entries = edition.catalogue["sources"]
    columns: Columns[dict[str, str]] = [
        (TableColumn("source", "Source"), lambda row: row["name"]),
        (TableColumn("producteur", "Producteur"), lambda row: entries[row["id"]].get("producer")),
        (TableColumn("licence", "Licence"), lambda row: entries[row["id"]].get("licence")),
        (TableColumn("date", "Dernière donnée"), lambda row: date.fromisoformat(row["date"])),
    ]
    return build_table("Sources de l’édition", columns, catalogue.live_sources(edition))


def cite(edition: Edition) -> list[str]:
    """Say how to cite the synthesis of an edition, and by what it is known again."""
    address = settings().public_url.rstrip("/")
    where = f" {address}/editions/{edition.date}/" if address else ""
    return [
        f"Baromètre du numérique des collectivités, synthèse nationale, édition du {day_words(edition.date)}, "
        f"{settings().operator}, {LICENCE}.{where}",
        f"Empreinte de l’édition{NO_BREAK}: {edition.build_id}.",
        f"Réutilisation libre, en citant la source et la date de l’édition ({LICENCE}).",
    ]
