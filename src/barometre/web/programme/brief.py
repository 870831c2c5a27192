"""The brief of a meeting: a tagged PDF (PDF/UA-1), in French, from the newest edition. Needs the extra `[pdf]`.

The same state of editions and database gives the same bytes: fonts are those that Typst embeds, its clock is the date
of the edition.
"""

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from barometre.catalogue.reading import suggestion
from barometre.catalogue.typography import non_breaking
from barometre.edition.files import latest_edition
from barometre.errors import BarometreError
from barometre.programme.fund.report import Report
from barometre.programme.progress import Progress
from barometre.settings import settings
from barometre.web.programme.fund.queries import fund_report
from barometre.web.programme.governance.queries import meetings
from barometre.web.programme.models import Decision, GroupProject, Meeting
from barometre.web.programme.objectives.progress import progress_in_folder
from barometre.web.programme.objectives.queries import objectives
from barometre.web.programme.objectives.words import STEPS
from barometre.web.programme.projects.queries import group_projects
from barometre.web.shared.french import counted, number, percent

TEMPLATE = Path(__file__).with_name("brief.typ")
STATES = STEPS | {"running": "En cours", "met": "Atteint", "missed": "Manqué"}
PACES = {"on-the-way": "en bonne voie", "behind": "en retard", "unknown": "on ne peut pas dire s’il est en bonne voie"}
# Previous meetings whose decisions are recalled.
RECENT = 3


def write_brief(meeting: str, out: Path, editions: Path) -> None:
    """Write the brief of a meeting to a PDF file, whole or not at all; a device or a pipe is written into.

    Raises:
        BarometreError: the extra is missing, there is no such meeting or no edition, or the file cannot be written.
    """
    try:
        import typst  # noqa: PLC0415  (the extra `[pdf]`)
    except ModuleNotFoundError:
        raise BarometreError("The brief needs a package that is not installed: pip install 'barometre[pdf]'") from None
    brief, day = contents(meeting, editions)
    pdf = typst.compile(
        TEMPLATE,
        format="pdf",
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
        sys_inputs={"brief": json.dumps(brief, ensure_ascii=False)},
        timestamp=int(day.timestamp()),
    )
    try:
        _write(pdf, out)
    except OSError as error:
        raise BarometreError(
            f"Cannot write the brief to {out}: {error.strerror}; give a file you may write to"
        ) from None


def _write(pdf: bytes, out: Path) -> None:
    """Write a temporary file beside the target, then rename it; links are followed.

    Raises:
        OSError: the target is a folder, or cannot be written.
    """
    if out.exists() and not out.is_file():
        out.write_bytes(pdf)
        return
    target = Path(os.path.realpath(out))
    temporary = target.parent / f".{target.name}.{os.getpid()}.tmp"
    try:
        temporary.write_bytes(pdf)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def contents(identifier: str, editions: Path) -> tuple[dict[str, Any], datetime]:
    """Return what the brief says, and the day of the edition it is made from.

    Raises:
        BarometreError: there is no such meeting, or no edition.
    """
    meeting = meetings().filter(pk=identifier).first()
    if meeting is None:
        known = list(meetings().values_list("id", flat=True))
        raise BarometreError(f"Unknown meeting {identifier}: {suggestion(identifier, known)}")
    edition = latest_edition(editions).name
    day = datetime.fromisoformat(edition).replace(tzinfo=UTC)
    shown = f"{day:%d/%m/%Y}"
    followed = progress_in_folder(list(objectives()), editions)
    fund, _ = fund_report()
    place = f", {meeting.place}" if meeting.place else ""
    brief = {
        "title": f"{meeting.body} du {meeting.held_on:%d/%m/%Y}",
        "subtitle": f"Note préparatoire{place}.",
        "operator": settings().operator,
        "keywords": ["programme", meeting.pk, edition],
        "footer": f"Baromètre, édition du {shown}. {settings().operator}.",
        "warning": "Les aides du fonds sont une démonstration : aucune n’est réelle." if fund.demonstration else "",
        "agenda": meeting.points,
        "edition": f"Chiffres calculés depuis l’édition du {shown} et les précédentes.",
        "objectives": [_objective(progress) for progress in followed],
        "moves": [move for progress in followed if (move := _move(progress))],
        "nothing_moved": "Rien ne peut être comparé : il faut deux éditions qui connaissent un même objectif.",
        "projects": [_project(project) for project in group_projects()],
        "decisions": _decisions(meeting),
        **_fund(fund),
    }
    return _typeset(brief), day


def _typeset(value: Any) -> Any:  # noqa: ANN401  (a JSON value)
    """Return the same with spaces that do not break where French typography asks for them."""
    match value:
        case str():
            return non_breaking(value)
        case list():
            return [_typeset(item) for item in value]
        case dict():
            return {name: _typeset(item) for name, item in value.items()}
        case _:
            return value


def _objective(one: Progress) -> dict[str, str]:
    state = STATES[one.state] + (f", {PACES[one.pace]}" if one.pace else "")
    aim = f"Cible : {percent(100 * one.objective.target)} pour {one.objective.population_label}"
    sentence = f"{state}. {aim}, au plus tard le {one.objective.due:%d/%m/%Y}."
    numbers = one.points[-1].numbers
    if numbers.value is None or numbers.value_at_most is None:
        known = f"Aucune des {number(numbers.population_size)} collectivités concernées n’est encore connue."
    else:
        known = (
            f"Établi : {percent(100 * numbers.value)} ({number(numbers.met)} sur {number(numbers.population_size)}), "
            f"au plus {percent(100 * numbers.value_at_most)} si l’on tient compte de celles qui ne sont pas connues ; "
            f"{percent(100 * numbers.coverage)} sont connues. "
            f"Il en manque {number(numbers.gap)} pour atteindre la cible."
        )
    reason = f" {one.pace_reason}" if one.pace_reason else ""
    return {"title": one.objective.title, "sentence": sentence, "moved": known + reason}


def _move(one: Progress) -> str | None:
    """Describe what an objective gained or lost among those known in both editions; None when none compare."""
    moved = one.movement
    if moved is None:
        return None
    if any(moved.before < day <= moved.now for day in one.method_changed):
        return f"{one.objective.title} : la méthode a changé, les deux éditions ne se comparent pas."
    gained = moved.met_now - moved.met_before
    sign = "+" if gained > 0 else ""
    return (
        f"{one.objective.title} : {sign}{counted(gained, 'collectivité', 'collectivités')} depuis le "
        f"{moved.before:%d/%m/%Y} ({number(moved.met_before)} puis {number(moved.met_now)}), parmi "
        f"{number(moved.known_in_both)} connues aux deux dates."
    )


def _fund(report: Report) -> dict[str, Any]:
    total = report.total
    if not total.lines:
        return {"fund_note": "Aucune aide n’est enregistrée.", "fund": []}
    served = counted(total.beneficiaries, "collectivité", "collectivités")
    projects = counted(total.projects, "projet", "projets")
    note = f"{number(float(total.amount), 0)} € attribués à {served} pour {projects}."
    rows = [
        [group.label, f"{number(float(group.amount), 0)} €", number(group.projects), number(group.beneficiaries)]
        for group in report.groups["axis"]
    ]
    return {"fund_note": note, "fund": rows}


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
