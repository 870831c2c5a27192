"""Screen of the audit log: read by the team, changed by nobody."""

from auditlog.models import LogEntry
from auditlog.render import render_logentry_changes_html
from django.contrib import admin
from django.http import HttpRequest

from barometre.web.programme.gestion.base import ComputedScreen

admin.site.unregister(LogEntry)


@admin.register(LogEntry)
class LogScreen(ComputedScreen):
    """Who changed what, from what to what."""

    list_display = ["timestamp", "who", "action", "content_type", "object_repr", "changed"]
    list_filter = ["action", "content_type", "actor", "timestamp"]
    list_select_related = ["content_type", "actor"]
    search_fields = ["object_repr", "object_pk", "actor__username"]
    date_hierarchy = "timestamp"
    fields = ["timestamp", "who", "action", "content_type", "object_pk", "object_repr", "old_and_new"]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Allow the lookup of the history of one row by its identifier."""
        return lookup == "object_pk__exact" or super().lookup_allowed(lookup, value, request)

    @admin.display(description="qui", ordering="actor")
    def who(self, row: LogEntry) -> str:
        """Return the account, or the command."""
        if row.actor:
            return row.actor.get_username()
        return (row.additional_data or {}).get("source") or row.actor_email or "public"

    @admin.display(description="champs")
    def changed(self, row: LogEntry) -> str:
        """Return the names of the fields that changed."""
        return ", ".join(row.changes_dict)[:100]

    @admin.display(description="avant, après")
    def old_and_new(self, row: LogEntry) -> str:
        """Return old and new values."""
        return render_logentry_changes_html(row)
