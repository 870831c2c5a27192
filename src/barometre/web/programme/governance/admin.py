"""Screens of committees, organisations, their members, meetings."""

# ruff: noqa: ARG002  (the signatures are those of Django)

from typing import Any

from django.contrib import admin
from django.db.models import Count, Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from barometre.web.programme.gestion.base import SOURCE, EntryScreen, Lines, Screen, nobody
from barometre.web.programme.governance.forms import MembersForm
from barometre.web.programme.models import Body, Decision, Meeting, Organisation, OrganisationMember, Profile
from barometre.web.programme.permissions import is_team, organisation_of
from barometre.web.programme.sirens import name_of


@admin.register(Organisation)
class OrganisationScreen(EntryScreen):
    """State bodies and associations."""

    list_display = ["name", "kind", "joined", "known_members"]
    list_filter = ["kind"]
    search_fields = ["id", "name", "represents"]
    readonly_fields = ["known_members"]
    fieldsets = [(None, {"fields": ["id", "name", "kind", "represents", "joined", "note", "known_members"]}), SOURCE]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Organisation]:
        """Add the number of members that are known."""
        return super().get_queryset(request).annotate(members_count=Count("collectivites"))

    @admin.display(description="collectivités membres connues", ordering="members_count")
    def known_members(self, row: Organisation) -> int:
        """Return how many collectivités are known to be members."""
        return getattr(row, "members_count", 0)


@admin.register(OrganisationMember)
class OrganisationMemberScreen(Screen):
    """Collectivités that are members: all of them for the team, its own for an organisation."""

    list_display = ["siren", "collectivite", "organisation"]
    list_filter = ["organisation"]
    search_fields = ["siren"]
    autocomplete_fields = ["organisation"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[OrganisationMember]:
        """Return those that the account may see."""
        rows = super().get_queryset(request).select_related("organisation")
        return rows if is_team(request.user) else rows.filter(organisation=organisation_of(request.user))

    def get_form(
        self,
        request: HttpRequest,
        obj: Model | None = None,
        change: bool = False,
        **kwargs: Any,  # noqa: ANN401
    ) -> type[ModelForm]:
        """Return the form; new members are added many at once."""
        return super().get_form(request, obj, change, **kwargs if obj else kwargs | {"form": MembersForm})

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        """Return the fields: one SIREN, or many to add."""
        return ["organisation", "siren" if obj else "sirens"]

    def save_model(self, request: HttpRequest, obj: OrganisationMember, form: ModelForm, change: bool) -> None:
        """Save one, or each of those added."""
        if not change:
            obj.siren, *others = form.cleaned_data["sirens"]
            for siren in others:
                OrganisationMember.objects.create(organisation=obj.organisation, siren=siren)
        super().save_model(request, obj, form, change)

    @admin.display(description="collectivité")
    def collectivite(self, row: OrganisationMember) -> str:
        """Return the name of the collectivité."""
        return name_of(row.siren)


@admin.register(Body)
class BodyScreen(EntryScreen):
    """Committees and direction."""

    list_display = ["name", "chair", "rhythm"]
    search_fields = ["id", "name", "role"]
    autocomplete_fields = ["members"]
    fieldsets = [(None, {"fields": ["id", "name", "role", "chair", "rhythm", "members"]}), SOURCE]


class DecisionLines(Lines):
    """Decisions of a meeting."""

    model = Decision
    autocomplete_fields = ["owner"]


@admin.register(Meeting)
class MeetingScreen(EntryScreen):
    """Meetings, with what they decided."""

    list_display = ["held_on", "body", "place"]
    list_filter = ["body"]
    date_hierarchy = "held_on"
    search_fields = ["id", "agenda", "decisions__text", "decisions__followup"]
    autocomplete_fields = ["body"]
    inlines = [DecisionLines]
    fieldsets = [(None, {"fields": ["id", "body", "held_on", "place", "agenda"]}), SOURCE]
    readonly_fields = ["note"]

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> list[Any]:
        """Return the fields, and for the team the brief of a meeting that is there."""
        brief = [("Note préparatoire", {"fields": ["note"]})] if obj and is_team(request.user) else []
        return [*super().get_fieldsets(request, obj), *brief]

    @admin.display(description="PDF")
    def note(self, row: Meeting) -> str:
        """Return a link to the brief."""
        return format_html('<a href="{}">Faire la note (PDF)</a>', reverse("admin:note", args=[row.pk]))


@admin.register(Profile)
class ProfileScreen(Screen):
    """Organisation of each account; accounts themselves are made with `barometre programme account`."""

    list_display = ["user", "organisation"]
    list_filter = ["organisation"]
    search_fields = ["user__username"]
    autocomplete_fields = ["organisation"]
    readonly_fields = ["user"]
    has_add_permission = nobody
