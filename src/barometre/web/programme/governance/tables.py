"""Tables of the governance: organisations, and decisions of the meetings."""

from collections.abc import Iterable, Sequence

from django.urls import reverse

from barometre.web.programme.models import Meeting, Organisation
from barometre.web.programme.words import partial_words, sentence
from barometre.web.shared.tables import Table, TableColumn, build_table


def organisations_table(organisations: Sequence[Organisation]) -> Table:
    """Build the table of organisations; how many collectivités each lists is shown when any is known."""
    known = any(row.members for row in organisations)
    columns = (
        (TableColumn("id", "Identifiant", "file"), lambda row: row.pk),
        (TableColumn("nom", "Organisation"), lambda row: row.name),
        (TableColumn("nature", "Nature", "file"), lambda row: "État" if row.kind == "état" else "Association"),
        (TableColumn("represente", "Ce qu’elle représente"), _description),
        (TableColumn("entree", "Entrée dans le programme"), _joined),
        (
            TableColumn("collectivites", "Collectivités membres connues", "number" if known else "file"),
            lambda row: row.members or None,
        ),
        (TableColumn("remarque", "Remarque", "file"), lambda row: row.note or None),
        (TableColumn("source", "Source", "file"), lambda row: row.source_title),
        (TableColumn("adresse", "Adresse de la source", "file"), lambda row: row.source_url or None),
    )
    return build_table("Organisations du programme", columns, organisations, reverse("programme-governance-csv"))


def _description(row: Organisation) -> str:
    return " ".join(sentence(text) for text in (row.represents, row.note) if text)


def _joined(row: Organisation) -> str | None:
    return sentence(partial_words(row.joined)).rstrip(".") if row.joined else None


def decisions_table(meetings: Iterable[Meeting]) -> Table:
    """Build the table of the decisions of every meeting."""
    columns = (
        (TableColumn("instance", "Instance"), lambda row: row[0].body.name),
        (TableColumn("date", "Date"), lambda row: row[0].held_on),
        (TableColumn("decision", "Décision"), lambda row: row[1].text),
        (TableColumn("porteur", "Porteur"), lambda row: row[1].owner.name if row[1].owner else None),
        (TableColumn("echeance", "Échéance"), lambda row: row[1].due),
        (TableColumn("suite", "Suite donnée"), lambda row: row[1].followup or None),
        (TableColumn("source", "Source"), lambda row: row[0].source_title),
        (TableColumn("adresse", "Adresse de la source"), lambda row: row[0].source_url or None),
    )
    rows = [(meeting, decision) for meeting in meetings for decision in meeting.decisions.all()]
    return build_table("Décisions", columns, rows)
