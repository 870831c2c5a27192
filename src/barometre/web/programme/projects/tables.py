"""The table of group projects, for its file."""

from collections.abc import Iterable

from barometre.web.programme.models import GroupProject, Organisation
from barometre.web.shared.tables import Table, TableColumn, Value, build_table


def projects_table(projects: Iterable[GroupProject]) -> Table:
    """Build the table of group projects, one a row."""
    contents = {
        "id": lambda row: row.pk,
        "numero": lambda row: row.number,
        "titre": lambda row: row.title,
        "periode": lambda row: row.period,
        "objectif": lambda row: row.objective,
        "pilotes_etat": lambda row: _names(row.pilots_state.all()),
        "pilotes_collectivites": lambda row: _names(row.pilots_local.all()),
        "etat": lambda row: row.state,
        "precision": lambda row: row.state_note or None,
        "livrables": lambda row: " ; ".join(made.title for made in row.deliverables.all()) or None,
        "ouvert": lambda row: "oui" if row.open else "non",
        "source": lambda row: row.source_title,
        "adresse": lambda row: row.source_url or None,
    }
    columns = [(TableColumn(name, name), content) for name, content in contents.items()]
    return build_table("Groupes projets", columns, projects)


def _names(organisations: Iterable[Organisation]) -> Value:
    return " ; ".join(row.name for row in organisations) or None
