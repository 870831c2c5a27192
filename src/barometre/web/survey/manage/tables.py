"""Words of the screens of waves, and the table of a wave as a file."""

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter

from barometre.web.shared.tables import Table, TableColumn, Value, build_table
from barometre.web.survey.following import DEAD, LEVELS, WANTS_NONE, WaveGroup
from barometre.web.survey.states import Hindrance
from barometre.web.townhall.official import Lack

# Why a collectivité cannot be written to.
LACKS = {
    Lack.NONE.value: "l’annuaire ne donne pas d’adresse",
    Lack.MALFORMED.value: "l’adresse de l’annuaire n’en est pas une",
    Lack.CHANGED.value: "l’adresse a changé depuis la dernière édition",
    Lack.NOT_HERE.value: "nous n’avons pas son adresse (départements, régions, intercommunalités)",
    WANTS_NONE: "s’est désinscrite",
    DEAD: "l’adresse n’existe plus",
}
# Why nothing was done to a wave.
HINDRANCES = {
    Hindrance.OPENED: "cette vague a déjà été ouverte.",
    Hindrance.NOT_ITS_TIME: "nous ne sommes pas entre le jour d’ouverture et le dernier jour. Changez ces jours.",
    Hindrance.NO_EDITION: "aucune édition n’est publiée.",
    Hindrance.NO_QUESTIONNAIRE: "un questionnaire manque, ou n’existe plus. Choisissez-le à nouveau.",
    Hindrance.NOBODY: "personne ne remplit les critères. Élargissez-les.",
    Hindrance.NOT_OPEN: "cette vague n’est pas ouverte.",
    Hindrance.REMINDED: "une relance vient d’être demandée. Relisez cette page avant d’en demander une autre.",
}
_COUNTS = {
    "invited": "invitees",
    "without": "sans_adresse",
    "asked": "interrogees",
    "back": "revenus",
    "opened": "ouvertes",
    "started": "commencees",
    "sent": "envoyees",
    "rate": "part_de_reponses",
    "target": "objectif",
}


def followed_table(found: Mapping[str, Sequence[WaveGroup]]) -> Table:
    """Build the table of a wave as a file: a row for each place, of each level."""
    columns: list[tuple[TableColumn, Callable[[tuple[str, WaveGroup]], Value]]] = [
        (TableColumn("niveau", "Niveau"), lambda row: row[0]),
        (TableColumn("code", "Code"), lambda row: row[1].code),
        (TableColumn("nom", "Nom"), lambda row: row[1].label),
        *((TableColumn(name, name, "number"), _of(field)) for field, name in _COUNTS.items()),
    ]
    rows = [(LEVELS[level], group) for level, several in found.items() for group in several]
    return build_table("Réponses à la vague", columns, rows)


def _of(field: str) -> Callable[[tuple[str, WaveGroup]], Value]:
    read = attrgetter(field)
    return lambda row: read(row[1])
