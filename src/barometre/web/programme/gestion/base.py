"""What the screens of /gestion/ share: sources, lines of an entry, the history that is the audit log."""

# ruff: noqa: ARG001, ARG002  (the signatures are those of Django)

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Model
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

# Texts are a sentence or two; an address typed without its scheme is https.
SHORT = {
    models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 3})},
    models.URLField: {"assume_scheme": "https"},
}
SOURCE = ("Source", {"fields": ["source_title", "source_url"]})


class Screen(admin.ModelAdmin):
    """A table of the programme; its history is that of the audit log."""

    formfield_overrides = SHORT
    list_per_page = 50
    show_full_result_count = False

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseRedirect:
        """Redirect to the lines of the audit log about one row."""
        kind = ContentType.objects.get_for_model(self.model)
        query = urlencode({"content_type__id__exact": kind.pk, "object_pk__exact": object_id})
        return HttpResponseRedirect(f"{reverse('admin:auditlog_logentry_changelist')}?{query}")


class EntryScreen(Screen):
    """An entry known by its identifier, which does not change once given: it is part of addresses."""

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Sequence[str]:
        """Return the read-only fields: the identifier among them, once it is given."""
        return [*super().get_readonly_fields(request, obj), *(["id"] if obj else [])]


def nobody(screen: admin.ModelAdmin, request: HttpRequest, obj: Model | None = None) -> bool:
    """Allow nobody: for the permissions of a screen."""
    return False


class ComputedScreen(Screen):
    """Rows that commands write: they are read, never typed."""

    has_add_permission = has_change_permission = has_delete_permission = nobody


class Lines(admin.StackedInline):
    """Lines of an entry, in its form."""

    formfield_overrides = SHORT
    extra = 0
    ordering = ["position", "id"]


class ShortLines(Lines):
    """Lines of an entry that hold in a row of a table."""

    template = admin.TabularInline.template
