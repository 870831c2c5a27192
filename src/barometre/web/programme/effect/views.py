"""The effect of the fund: did helped collectivités move more than comparable ones? One study for each indicator."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe

from barometre.programme.effect.did import MINIMUM
from barometre.web.maps.intervals import gaps
from barometre.web.programme import queries
from barometre.web.programme.effect import words as effect_words
from barometre.web.programme.fund.known import known
from barometre.web.programme.fund.store import last_import
from barometre.web.programme.fund.views import HOME
from barometre.web.programme.models import EffectStudy
from barometre.web.shared.tables import csv_response


def effects(request: HttpRequest, as_csv: bool = False) -> HttpResponse:
    """The newest study of each indicator, and how one is made."""
    imported = last_import()
    studies = [effect_words.read(row, request.edition, imported) for row in queries.effect_studies()]
    studies.sort(key=lambda one: one.title)
    addresses = {one.id: reverse("effect", args=[one.id]) for one in studies}
    table = effect_words.studies_table(studies, addresses, reverse("effects-csv"))
    demonstration = any(one.demonstration for one in studies)
    if as_csv:
        return csv_response(table, _file_name("effets", demonstration))
    page = {
        "studies": studies,
        "table": table,
        "told": sum(one.result["verdict"]["id"] != "unknown" for one in studies),
        "old": [one for one in studies if one.imported_on],
        "minimum": MINIMUM,
        "demonstration": demonstration,
        "awards": not known().empty,
        "trail": [HOME, ("Effets", None)],
    }
    return render(request, "programme/effects.html", page)


def effect(request: HttpRequest, identifier: str, as_csv: bool = False) -> HttpResponse:
    """The newest study of an indicator, or that there is none.

    Raises:
        Http404: no such indicator, or no study to make a file of.
    """
    row = queries.effect_study(identifier)
    entry = request.edition.catalogue["indicators"].get(identifier)
    trail = [HOME, ("Effets", reverse("effects"))]
    if row is None:
        if entry is None:
            raise Http404(f"Il n’y a ni étude ni indicateur nommé « {identifier} ».")
        if as_csv:
            raise Http404(f"Aucune étude n’a encore été faite pour « {entry['title']} » : il n’y a pas de fichier.")
        page = {
            "title": entry["title"],
            "id": identifier,
            "minimum": MINIMUM,
            "trail": [*trail, (entry["title"], None)],
        }
        return render(request, "programme/effect_none.html", page)
    study = effect_words.read(row, request.edition, last_import())
    table = effect_words.gaps_table(study, reverse("effect-csv", args=[identifier]))
    if as_csv:
        return csv_response(table, _file_name(f"effet-{identifier}", study.demonstration))
    page = {
        "study": study,
        "entry": entry,
        "table": table,
        "chart": _chart(study),
        "demonstration": study.demonstration,
        "earlier": EffectStudy.objects.filter(indicator=identifier).count() - 1,
        "trail": [*trail, (study.title, None)],
    }
    return render(request, "programme/effect.html", page)


def _chart(study: effect_words.Study) -> str:
    """The chart; empty when nothing was estimated. Its words are ours and its numbers numbers: nothing to escape."""
    if not study.gaps:
        return ""
    title = "Écart entre collectivités aidées et comparables, avant et après l’aide, avec son intervalle à 95 %"
    return mark_safe(gaps(study.gaps, key="ecarts", title=title.replace(" %", "\u00a0%")))


def _file_name(name: str, demonstration: bool) -> str:
    return f"demonstration-{name}" if demonstration else name
