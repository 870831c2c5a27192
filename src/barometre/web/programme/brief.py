"""The brief of a meeting: a tagged PDF (PDF/UA-1), in the words of the site.

The same state of editions and database gives the same bytes: fonts are those that Typst embeds, its clock is the date
of the edition.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from barometre.catalogue.reading import suggestion
from barometre.catalogue.typography import typeset
from barometre.edition.files import latest_edition
from barometre.errors import BarometreError
from barometre.settings import settings
from barometre.typesetting import pdf, write_pdf
from barometre.web.programme.fund.queries import Fund, read_fund
from barometre.web.programme.fund.words import headlines
from barometre.web.programme.governance.queries import meetings
from barometre.web.programme.models import Decision, GroupProject, Meeting
from barometre.web.programme.objectives.progress import FollowedObjective, progress_in_folder
from barometre.web.programme.objectives.queries import objectives
from barometre.web.programme.projects.queries import group_projects
from barometre.web.shared.french import counted, number, percent
from barometre.web.shared.marks import SENTENCE, marked

TEMPLATE = Path(__file__).with_name("brief.typ")
# Previous meetings whose decisions are recalled.
RECENT = 3


def write_brief(meeting: str, out: Path, editions: Path) -> None:
    """Write the brief of a meeting to a PDF file, whole or not at all; a device or a pipe is written into.

    Raises:
        BarometreError: there is no such meeting or no edition, or the file cannot be written.
    """
    rows = list(objectives())
    day = date.fromisoformat(latest_edition(editions).name)
    progress = progress_in_folder(rows, editions)
    brief = brief_pdf(meeting, [FollowedObjective(*one) for one in zip(rows, progress, strict=True)], day)
    write_pdf(brief, out)


def brief_pdf(meeting: str, followed: Sequence[FollowedObjective], edition: date) -> bytes:
    """Return the brief of a meeting as PDF.

    Args:
        meeting: its identifier.
        followed: objectives, with their progress up to an edition.
        edition: date of that edition.

    Raises:
        BarometreError: there is no such meeting, or a text of it cannot be set.
    """
    return pdf(TEMPLATE, contents(meeting, followed, edition), edition)


def contents(identifier: str, followed: Sequence[FollowedObjective], edition: date) -> dict[str, Any]:
    """Return what the brief says.

    Raises:
        BarometreError: there is no such meeting.
    """
    meeting = meetings().filter(pk=identifier).first()
    if meeting is None:
        known = list(meetings().values_list("id", flat=True))
        raise BarometreError(f"Unknown meeting {identifier}: {suggestion(identifier, known)}")
    shown = f"{edition:%d/%m/%Y}"
    fund = read_fund()
    place = f", {meeting.place}" if meeting.place else ""
    brief = {
        "title": marked(f"{meeting.body} du {meeting.held_on:%d/%m/%Y}"),
        "subtitle": f"Note préparatoire{place}.",
        "operator": settings().operator,
        "keywords": ["programme", meeting.pk, edition.isoformat()],
        "footer": f"Baromètre, édition du {shown}. {settings().operator}.",
        "warning": _warning(fund),
        "agenda": meeting.points,
        "edition": f"Chiffres calculés depuis l’édition du {shown} et les précédentes.",
        "objectives": [_objective(one) for one in followed],
        "moves": [move for one in followed if (move := _move(one))],
        "nothing_moved": "Rien ne peut être comparé : il faut deux éditions qui connaissent un même objectif.",
        "projects": [_project(project) for project in group_projects()],
        "decisions": _decisions(meeting),
        **_fund(fund),
    }
    bound: dict[str, Any] = typeset(brief)
    return bound


def _warning(fund: Fund) -> str:
    if settings().demonstration:
        return SENTENCE
    return "Les aides du fonds sont une démonstration : aucune n’est réelle." if fund.demonstration else ""


def _objective(one: FollowedObjective) -> dict[str, str]:
    """Describe an objective as its page does."""
    aim = f"Cible : {percent(100 * one.row.target)} pour {one.row.population_label}"
    sentence = f"{one.verdict.word}. {aim}, au plus tard le {one.row.due:%d/%m/%Y}."
    known = " ".join(part for part in (one.standing, one.gap, one.note) if part)
    return {"title": one.row.title, "sentence": sentence, "known": known}


def _move(one: FollowedObjective) -> str | None:
    """Describe what an objective gained or lost among those known in both editions; None when none compare."""
    moved = one.progress.movement
    if moved is None:
        return None
    if any(moved.before < day <= moved.now for day in one.progress.method_changed):
        return f"{one.row.title} : la méthode a changé, les deux éditions ne se comparent pas."
    gained = moved.met_now - moved.met_before
    sign = "+" if gained > 0 else ""
    return (
        f"{one.row.title} : {sign}{counted(gained, 'collectivité', 'collectivités')} depuis le "
        f"{moved.before:%d/%m/%Y} ({number(moved.met_before)} puis {number(moved.met_now)}), parmi "
        f"{number(moved.known_in_both)} connues aux deux dates."
    )


def _fund(fund: Fund) -> dict[str, Any]:
    """Describe the fund as its page does: what was published, and what was awarded when awards are stored."""
    published = [f"{one['label']} : {one['figures']}. {one['explanation']}".strip() for one in headlines(fund.whole)]
    if fund.empty:
        note = "Aucune liste de bénéficiaires n’est enregistrée ici. Ce qui a été publié :"
        return {"fund_note": note, "published": published, "fund": []}
    total = fund.report.total
    served = counted(total.beneficiaries, "collectivité", "collectivités")
    projects = counted(total.projects, "projet", "projets")
    note = f"{number(float(total.amount), 0)} € attribués à {served} pour {projects}. Ce qui a été publié :"
    rows = [
        [group.label, f"{number(float(group.amount), 0)} €", number(group.projects), number(group.beneficiaries)]
        for group in fund.report.groups["axis"]
    ]
    return {"fund_note": note, "published": published, "fund": rows}


def _project(one: GroupProject) -> dict[str, str]:
    pilots = [*one.pilots_state.all(), *one.pilots_local.all()]
    led = f" Pilotes : {', '.join(str(pilot) for pilot in pilots)}." if pilots else ""
    state = "état inconnu" if one.state == "inconnu" else one.state
    return {"title": one.title, "sentence": f"{state[0].upper()}{state[1:]}. {one.state_note}{led}"}


def _decisions(meeting: Meeting) -> list[dict[str, Any]]:
    """List the decisions of the previous meetings of the same committee."""
    held = meetings().filter(body=meeting.body, held_on__lt=meeting.held_on)[:RECENT]
    return [{"meeting": str(past), "lines": [_decision(row) for row in past.decisions.all()]} for past in held]


def _decision(row: Decision) -> str:
    owner = f" Porteur : {row.owner}." if row.owner else ""
    due = f" Échéance : {row.due:%d/%m/%Y}." if row.due else ""
    end = "" if row.text.endswith((".", "!", "?")) else "."
    return f"{row.text}{end}{owner}{due} Suite : {row.followup or 'non renseignée.'}"
