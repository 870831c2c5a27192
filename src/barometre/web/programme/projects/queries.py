"""Reads of group projects, all public; registrations are read in /gestion/ only."""

from django.db.models import QuerySet

from barometre.web.programme.models import Deliverable, GroupProject


def group_projects() -> QuerySet[GroupProject]:
    """Return the group projects with pilots, deliverables and milestones."""
    return GroupProject.objects.prefetch_related("pilots_state", "pilots_local", "deliverables", "milestones")


def deliverable_file(project: str, number: int) -> Deliverable | None:
    """Return a deliverable of a project that has a file; None when there is none."""
    return Deliverable.objects.filter(project_id=project, pk=number).exclude(file="").first()
