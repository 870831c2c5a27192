"""The effect of the fund: did helped collectivités move more than comparable ones? One study for each indicator."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe

from barometre.programme.effect.did import MINIMUM
from barometre.web.maps.intervals import gaps
from barometre.web.programme.effect import queries
from barometre.web.programme.effect.tables import gaps_table, studies_table
from barometre.web.programme.effect.words import Study, study_words
from barometre.web.programme.fund.queries import last_import, read_fund
from barometre.web.programme.fund.views import file_name, trail
from barometre.web.shared.french import NO_BREAK
from barometre.web.shared.tables import csv_response


def effects(request: HttpRequest, as_csv: bool = False) -> HttpResponse:
    """Show the newest study of each indicator, and how a study is made."""
    imported = last_import()
    studies = [study_words(row, request.edition, imported) for row in queries.effect_studies()]
    studies.sort(key=lambda study: study.title)
    addresses = {study.id: reverse("effect", args=[study.id]) for study in studies}
    table = studies_table(studies, addresses, reverse("effects-csv"))
    demonstration = any(study.demonstration for study in studies)
    if as_csv:
        return csv_response(table, file_name("effets", demonstration))
    page = {
        "studies": studies,
        "table": table,
        "conclusive": sum(study.result["verdict"]["id"] != "unknown" for study in studies),
        "old": [study for study in studies if study.imported_on],
        "minimum": MINIMUM,
        "demonstration": demonstration,
        "awards": not read_fund().empty,
        "trail": trail(("Effets", None)),
    }
    return render(request, "programme/effects.html", page)


def effect(request: HttpRequest, identifier: str, as_csv: bool = False) -> HttpResponse:
    """Show the newest study of an indicator, or that there is none.

    Raises:
        Http404: no such indicator, or no study to make a file of.
    """
    row = queries.effect_study(identifier)
    entry = request.edition.catalogue["indicators"].get(identifier)
    if row is None:
        if entry is None:
            raise Http404(f"Il n’y a ni étude ni indicateur nommé « {identifier} ».")
        if as_csv:
            raise Http404(f"Aucune étude n’a encore été faite pour « {entry['title']} » : il n’y a pas de fichier.")
        page = {"title": entry["title"], "id": identifier, "minimum": MINIMUM, "trail": _trail(entry["title"])}
        return render(request, "programme/effect_none.html", page)
    study = study_words(row, request.edition, last_import())
    table = gaps_table(study, reverse("effect-csv", args=[identifier]))
    if as_csv:
        return csv_response(table, file_name(f"effet-{identifier}", study.demonstration))
    page = {
        "study": study,
        "entry": entry,
        "table": table,
        "chart": _chart(study),
        "demonstration": study.demonstration,
        "trail": _trail(study.title),
    }
    return render(request, "programme/effect.html", page)


def _trail(title: str) -> list[tuple[str, str | None]]:
    return trail(("Effets", reverse("effects")), (title, None))


def _chart(study: Study) -> str:
    """Draw the chart; empty when nothing was estimated. It holds our words and numbers only: nothing to escape."""
    if not study.gaps:
        return ""
    title = (
        f"Écart entre collectivités aidées et comparables, avant et après l’aide, avec son intervalle à 95{NO_BREAK}%"
    )
    return mark_safe(gaps(study.gaps, key="ecarts", title=title))
