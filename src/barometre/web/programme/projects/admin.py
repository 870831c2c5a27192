"""Screens of group projects and of who registers."""

from pathlib import Path

from django import forms
from django.contrib import admin
from django.db.models import Count, FileField, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from barometre.web.programme.gestion.base import SHORT, SOURCE, EntryScreen, Lines, Screen, ShortLines, nobody
from barometre.web.programme.models import Deliverable, GroupProject, Milestone, Registration
from barometre.web.programme.sirens import name_of


class DeliverableLines(Lines):
    """Deliverables: a link or a file."""

    model = Deliverable
    formfield_overrides = {**SHORT, FileField: {"widget": forms.FileInput}}
    readonly_fields = ["stored"]

    @admin.display(description="fichier gardé")
    def stored(self, row: Deliverable) -> str:
        """Link to the file, at the address where visitors get it."""
        if not row.pk or not row.file:
            return "–"
        address = reverse("programme-deliverable", args=[row.project_id, row.pk])
        return format_html('<a href="{}">{}</a>', address, Path(row.file.name).name)


class MilestoneLines(ShortLines):
    """Milestones."""

    model = Milestone


@admin.register(GroupProject)
class GroupProjectScreen(EntryScreen):
    """Group projects."""

    list_display = ["title", "number", "period", "state", "open", "registered"]
    list_filter = ["period", "state", "open"]
    search_fields = ["id", "title", "objective"]
    autocomplete_fields = ["pilots_state", "pilots_local"]
    readonly_fields = ["registered"]
    inlines = [DeliverableLines, MilestoneLines]
    fieldsets = [
        (None, {"fields": ["id", "number", "title", "period", "objective", "pilots_state", "pilots_local"]}),
        ("État", {"fields": ["state", "state_note", "open", "registered"]}),
        SOURCE,
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[GroupProject]:
        """Add the number of people registered."""
        return super().get_queryset(request).annotate(registrations_count=Count("registrations"))

    @admin.display(description="inscriptions", ordering="registrations_count")
    def registered(self, row: GroupProject) -> int:
        """Return how many people registered."""
        return getattr(row, "registrations_count", 0)


@admin.register(Registration)
class RegistrationScreen(Screen):
    """Who registered: read and deleted by the team, written on the page of the project."""

    list_display = ["sent_at", "project", "name", "role", "collectivite", "email"]
    list_filter = ["project", "role", "sent_at"]
    search_fields = ["siren", "name", "email"]
    has_add_permission = has_change_permission = nobody

    @admin.display(description="collectivité")
    def collectivite(self, row: Registration) -> str:
        """Return the name of the collectivité."""
        return name_of(row.siren)
