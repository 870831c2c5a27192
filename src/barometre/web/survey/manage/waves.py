"""Screens of waves: prepared, looked at before they open, opened, followed, reminded, closed."""

# ruff: noqa: ARG002  (the signatures are those of Django)

import logging
from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html

from barometre.errors import BarometreError
from barometre.web.editions.queries import current_edition
from barometre.web.mailing.models import Pause
from barometre.web.programme.gestion.base import Screen, nobody
from barometre.web.shared.tables import csv_response
from barometre.web.survey import waves
from barometre.web.survey.following import LEVELS, followed, groups, prepared, sent_by_day, whole
from barometre.web.survey.manage.charts import days_curve, rates_map
from barometre.web.survey.manage.forms import CRITERIA, TARGETS, WaveForm
from barometre.web.survey.manage.tables import HINDRANCES, LACKS, followed_table
from barometre.web.survey.models import Wave
from barometre.web.survey.states import Hindrance

logger = logging.getLogger(__name__)


@admin.register(Wave)
class WaveScreen(Screen):
    """Waves. Who is invited and to what no longer changes once a wave is open."""

    form = WaveForm
    list_display = ["id", "title", "opens_on", "closes_on", "state", "next"]
    has_delete_permission = nobody

    def get_fieldsets(self, request: HttpRequest, obj: Wave | None = None) -> list[tuple[str | None, dict[str, Any]]]:
        """Return the fields, fewer once the wave is open."""
        ours = ["closes_on", "introduction", "reminder_days"]
        if obj and obj.opened_at:
            return [(None, {"fields": ["title", *ours]}), ("Objectifs de réponse", {"fields": [*TARGETS]})]
        return [
            (None, {"fields": ["id", "title", "questionnaires", "opens_on", *ours]}),
            ("Qui est invité", {"fields": [*CRITERIA], "description": "Tous les critères donnés s’appliquent."}),
            ("Objectifs de réponse", {"fields": [*TARGETS]}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Wave | None = None) -> list[str]:
        """Return the identifier, once it is given: messages and answers name it."""
        return ["id"] if obj else []

    def save_model(self, request: HttpRequest, obj: Wave, form: WaveForm, change: bool) -> None:
        """Save; links follow the last day."""
        super().save_model(request, obj, form, change)
        if obj.opened_at and "closes_on" in form.changed_data:
            waves.move_end(obj)

    def response_add(self, request: HttpRequest, obj: Wave, post_url_continue: str | None = None) -> HttpResponse:
        """Lead to what the wave would do."""
        return HttpResponseRedirect(reverse("admin:survey_wave_prepare", args=[obj.pk]))

    def get_urls(self) -> list[URLPattern]:
        """Add the pages of one wave."""
        return [
            path("<slug:name>/preparer/", self.admin_site.admin_view(self.prepare), name="survey_wave_prepare"),
            path("<slug:name>/suivre/", self.admin_site.admin_view(self.follow), name="survey_wave_follow"),
            path(
                "<slug:name>/suivre/donnees.csv",
                self.admin_site.admin_view(self.follow),
                {"as_csv": True},
                name="survey_wave_csv",
            ),
            *super().get_urls(),
        ]

    def prepare(self, request: HttpRequest, name: str) -> HttpResponse:
        """Show who would be invited, and open the wave when the button says so."""
        wave = self._wave(request, name)
        if request.method == "POST":
            return self._done(request, wave, waves.hindrance(wave, timezone.now()), _opened)
        edition = current_edition()
        if wave.opened_at or edition is None:
            if edition is None:
                messages.error(request, "Aucune édition n’est publiée : publiez-en une d’abord.")
            return HttpResponseRedirect(reverse("admin:survey_wave_follow", args=[name]))
        table = prepared(wave, edition)
        lacks = table.group_by("lack").len().drop_nulls().sort("len", descending=True)
        page = {
            "title": f"Préparer la vague : {wave.title}",
            "wave": wave,
            "whole": whole(table),
            "tables": [(LEVELS[level], groups(table, level)) for level in ("kind", "region", "strate")],
            "lacks": [(LACKS[lack], count) for lack, count in lacks.iter_rows()],
        }
        return TemplateResponse(request, "survey/prepare.html", self.admin_site.each_context(request) | page)

    def follow(self, request: HttpRequest, name: str, as_csv: bool = False) -> HttpResponse:
        """Show what came of a wave, also as a file; remind and close when a button says so."""
        wave, now = self._wave(request, name), timezone.now()
        if request.method == "POST":
            do = _GESTURES.get(request.POST.get("geste", ""), _reminded)
            hindrance = None if waves.is_open(wave, now) else Hindrance.NOT_OPEN
            if do is _reminded and request.POST.get("relances") != str(wave.reminders):
                hindrance = hindrance or Hindrance.REMINDED  # two clicks ask for one reminder
            return self._done(request, wave, hindrance, do)
        if wave.opened_at is None:
            return HttpResponseRedirect(reverse("admin:survey_wave_prepare", args=[name]))
        waves.note_asked(wave.pk)
        table = followed(wave)
        found = {level: groups(table, level, wave.targets) for level in LEVELS}
        if as_csv:
            return csv_response(followed_table(found), f"vague-{wave.pk}")
        total, sent = whole(table), sent_by_day(wave)
        page = {
            "title": f"Suivre la vague : {wave.title}",
            "wave": wave,
            "state": _state(wave),
            "is_open": waves.is_open(wave, now),
            "whole": total,
            "outside": waves.outside(wave),
            "tables": [(LEVELS[level], level, found[level]) for level in LEVELS],
            "map": rates_map(found["departement"]),
            "curve": days_curve(sent, total.asked),
            "days": sent,
            "pauses": Pause.objects.filter(until__gt=now, answer__startswith="4"),
        }
        return TemplateResponse(request, "survey/follow.html", self.admin_site.each_context(request) | page)

    @admin.display(description="état")
    def state(self, row: Wave) -> str:
        """Return whether it is prepared, open or over."""
        return _state(row)

    @admin.display(description="suite")
    def next(self, row: Wave) -> str:
        """Link to what comes next."""
        page, words = ("follow", "Suivre") if row.opened_at else ("prepare", "Voir qui sera invité, ouvrir")
        return format_html('<a href="{}">{}</a>', reverse(f"admin:survey_wave_{page}", args=[row.pk]), words)

    def _wave(self, request: HttpRequest, name: str) -> Wave:
        if not self.has_change_permission(request):
            raise PermissionDenied
        wave = Wave.objects.filter(pk=name).first()
        if wave is None:
            raise Http404(f"Aucune vague n’a l’identifiant « {name} ».")
        return wave

    def _done(
        self, request: HttpRequest, wave: Wave, hindrance: Hindrance | None, do: Callable[[Wave], str]
    ) -> HttpResponse:
        """Do something to a wave, say what came of it or what hinders it, and lead to its page."""
        try:
            if hindrance:
                messages.error(request, f"Rien n’est fait : {HINDRANCES[hindrance]}")
            else:
                messages.success(request, do(wave))
        except BarometreError as refused:  # it changed meanwhile, or its questionnaires cannot be frozen
            logger.warning("%s", refused)
            messages.error(request, f"Rien n’est fait, pour une raison que voici en anglais : {refused}")
        return HttpResponseRedirect(reverse("admin:survey_wave_follow", args=[wave.pk]))


def _opened(wave: Wave) -> str:
    return f"La vague est ouverte. Invitations à envoyer : {waves.open_wave(wave, timezone.now())}."


def _reminded(wave: Wave) -> str:
    return f"Relances à envoyer : {waves.remind(wave, timezone.now())}."


def _closed(wave: Wave) -> str:
    waves.close_wave(wave, timezone.now())
    return "La vague est close : plus aucun message ne part, et on ne peut plus répondre."


_GESTURES = {"clore": _closed, "relancer": _reminded}


def _state(wave: Wave) -> str:
    if wave.opened_at is None:
        return "en préparation"
    return "ouverte" if waves.is_open(wave, timezone.now()) else "close"
