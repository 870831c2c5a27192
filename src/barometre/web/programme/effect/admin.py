"""Screen of the studies of effect: read, never typed."""

from django.contrib import admin

from barometre.web.programme.gestion.base import ComputedScreen
from barometre.web.programme.models import EffectStudy


@admin.register(EffectStudy)
class EffectStudyScreen(ComputedScreen):
    """Studies of the effect of the fund."""

    list_display = ["made_at", "indicator", "verdict"]
    list_filter = ["indicator"]
    search_fields = ["indicator"]

    @admin.display(description="verdict")
    def verdict(self, row: EffectStudy) -> str:
        """Return the sentence of the verdict."""
        return str(row.result["verdict"]["sentence"])
