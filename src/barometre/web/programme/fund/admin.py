"""Screens of the fund: axes, calls, totals and categories are edited; what was imported is read."""

from django.contrib import admin

from barometre.web.programme import models
from barometre.web.programme.gestion.base import SOURCE, ComputedScreen, EntryScreen
from barometre.web.programme.sirens import name_of


@admin.register(models.FundAxis)
class FundAxisScreen(EntryScreen):
    """Axes and envelopes."""

    list_display = ["id", "title", "pilot", "envelope"]
    search_fields = ["id", "title"]
    autocomplete_fields = ["pilot"]
    fieldsets = [(None, {"fields": ["id", "title", "pilot", "envelope", "rules", "doubt"]}), SOURCE]


@admin.register(models.FundCall)
class FundCallScreen(EntryScreen):
    """Calls and counters."""

    list_display = ["id", "title", "axis", "opened", "closed"]
    list_filter = ["axis"]
    search_fields = ["id", "title"]
    autocomplete_fields = ["axis"]
    fieldsets = [(None, {"fields": ["id", "axis", "title", "opened", "closed"]}), SOURCE]


@admin.register(models.FundCounter)
class FundCounterScreen(EntryScreen):
    """Published totals."""

    list_display = ["on", "axis", "call", "measure", "value", "at_least"]
    list_filter = ["axis", "measure"]
    search_fields = ["id", "source_title"]
    autocomplete_fields = ["axis", "call"]
    fieldsets = [(None, {"fields": ["id", "axis", "call", "on", "measure", "value", "at_least", "doubt"]}), SOURCE]


@admin.register(models.FundCategory)
class FundCategoryScreen(EntryScreen):
    """Categories of projects."""

    list_display = ["id", "name"]
    search_fields = ["id", "name"]
    fieldsets = [(None, {"fields": ["id", "name"]}), SOURCE]


@admin.register(models.FundImport)
class FundImportScreen(ComputedScreen):
    """Files imported."""

    list_display = ["at", "file_name", "by", "accepted", "added", "removed", "beneficiaries", "amount", "demonstration"]
    list_filter = ["demonstration", "at"]
    search_fields = ["file_name", "sha256", "by"]


@admin.register(models.Project)
class ProjectScreen(ComputedScreen):
    """Projects helped."""

    list_display = ["ref", "title", "call", "axis", "pilot", "category"]
    list_filter = ["axis", "pilot", "category", "call"]
    list_select_related = ["call", "axis"]
    search_fields = ["ref", "title", "awards__siren"]


@admin.register(models.Award)
class AwardScreen(ComputedScreen):
    """Awards, found by SIREN."""

    list_display = ["siren", "beneficiary", "project", "amount", "decided_on", "state", "demonstration"]
    list_filter = ["state", "project__axis", "project__category", "decided_on"]
    list_select_related = ["project", "source_import"]
    search_fields = ["siren", "siren_announced", "outside", "project__ref", "project__title"]

    @admin.display(description="bénéficiaire")
    def beneficiary(self, row: models.Award) -> str:
        """Return the name of the beneficiary."""
        return row.outside or name_of(row.siren)

    @admin.display(description="démonstration", boolean=True, ordering="source_import__demonstration")
    def demonstration(self, row: models.Award) -> bool:
        """Return whether the award is fictitious."""
        return row.demonstration
