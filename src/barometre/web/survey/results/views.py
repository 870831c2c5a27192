"""Pages of results, for everybody once they are published, and for the team before: the same, at other addresses."""

import io
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from barometre.catalogue.questionnaires import Question
from barometre.survey.results.figures import SHARE, WHOLE
from barometre.tables import harmless_texts
from barometre.web.programme.permissions import is_team
from barometre.web.shared.french import NO_BREAK
from barometre.web.shared.requests import ParameterError
from barometre.web.shared.tables import csv_response
from barometre.web.survey.results import queries, tables, words
from barometre.web.survey.results.charts import Pair, SharePoint, pairs_chart, shares_chart
from barometre.web.survey.results.queries import ReadQuestionnaire, ReadResults
from barometre.web.survey.results.told import main_row, merges_words, summary_table, tipping_words, who_words

HOME = "Résultats des enquêtes"
PARQUET = "application/vnd.apache.parquet"


def home(request: HttpRequest, as_csv: bool = False) -> HttpResponse:
    """List the waves whose results are published."""
    rows = [
        (
            row.content["title"],
            reverse("results-wave", args=[row.wave_id]),
            row.content,
            timezone.localdate(row.published_at),
        )
        for row in queries.published_waves()
    ]
    table = tables.waves_table(rows, reverse("results-home-csv"))
    if as_csv:
        return csv_response(table, "enquetes")
    return render(request, "results/home.html", {"table": table, "waves": rows, "trail": [(HOME, None)]})


def wave(request: HttpRequest, wave: str, preview: bool = False, as_csv: bool = False) -> HttpResponse:
    """Show how the results of a wave were made, who answered, and its questionnaires; the file has the margins.

    Raises:
        Http404: there are none.
    """
    found = _found(request, wave, preview)
    margins: dict[str, list[dict[str, Any]]] = {}
    for row in found.content["margins"]:
        margins.setdefault(row["variable"], []).append(row)
    if as_csv:
        return csv_response(tables.margins_file(found.content["margins"]), f"enquete-{wave}-repondantes")
    page = {
        **_common(found, preview),
        "margins": [
            (words.VARIABLES[variable], _pairs(variable, rows), tables.margins_table(variable, rows))
            for variable, rows in margins.items()
        ],
        "margins_csv": _at(preview, "wave-csv", wave),
        "merges": merges_words(found.content["merges"]),
        "questionnaires": [
            (
                one.asked,
                _at(preview, "questionnaire", wave, name),
                one.content["respondents"],
                bool(one.content["refused"]),
            )
            for name, one in found.questionnaires.items()
        ],
        "versions": [] if preview else queries.versions(wave),
        "grades": words.GRADES,
        "trail": _trail(preview, (found.title, None)),
    }
    return render(request, "results/wave.html", page)


def questionnaire(
    request: HttpRequest, wave: str, name: str, preview: bool = False, as_csv: bool = False
) -> HttpResponse:
    """Show the answers to a questionnaire, a line for each question; the file has every answer, for all.

    Raises:
        Http404: there are no such results.
    """
    found = _found(request, wave, preview)
    one = _questionnaire(found, name)
    if as_csv:
        asked = {question.id: question for question in one.asked.questions}
        return csv_response(
            tables.questionnaire_file(one.asked.title, asked, one.rows(level=WHOLE)), f"enquete-{wave}-{name}"
        )
    csv = _at(preview, "questionnaire-csv", wave, name)
    page = {
        **_common(found, preview),
        "one": one,
        "merges": merges_words(one.content["merges"]),
        "table": summary_table(one, lambda question: _at(preview, "question", wave, name, question), csv),
        "trail": _trail(preview, (found.title, _at(preview, "wave", wave)), (one.asked.title, None)),
    }
    return render(request, "results/questionnaire.html", page)


def question(
    request: HttpRequest, wave: str, name: str, question: str, preview: bool = False, as_csv: bool = False
) -> HttpResponse:
    """Show the answers to a question: for all, then one of them by kind, size or région (`?par=`), and its trend.

    Raises:
        Http404: there are no such results.
        ParameterError: the address asks for an answer, a line or groups that are not there.
    """
    found = _found(request, wave, preview)
    one = _questionnaire(found, name)
    asked = one.asked.question(question)
    if asked is None or asked.kind == "text":
        raise Http404(f"Aucun résultat n’est donné de la question « {question} ».")
    if as_csv:
        rows = one.rows(question=question)
        return csv_response(tables.question_file(asked, rows), f"enquete-{wave}-{question}")
    lines = [row.code for row in asked.rows]
    line = _choice(request, "ligne", lines, lines[0] if lines else "") if lines else ""
    whole = one.rows(question=question, row=line, level=WHOLE)
    main = main_row(asked, whole)
    answers = [row["answer"] for row in whole if row["statistic"] == SHARE]
    answer = _choice(request, "reponse", answers, main["answer"] if main else answers[0]) if answers else ""
    statistic = SHARE if answers else whole[0]["statistic"] if whole else SHARE
    by = _choice(request, "par", list(words.LEVELS), "type")
    level, heading = words.LEVELS[by]
    groups = one.rows(question=question, row=line, level=level, answer=answer, statistic=statistic)
    moved = [row for row in whole if row["change"] is not None]
    csv = _at(preview, "question-csv", wave, name, question)
    page = {
        **_common(found, preview),
        "one": one,
        "asked": asked,
        "who": who_words(one, asked, whole),
        "main": main,
        "main_words": main and words.row_words(main, asked),
        "main_raw": main and words.raw_words(main, asked),
        "main_estimate": main and words.estimate_words(main, asked),
        "lines": [(row.code, row.label) for row in asked.rows],
        "line": line,
        "answers": [(code, words.answer_words(asked, code)) for code in answers],
        "answer": answer,
        "answer_words": words.answer_words(asked, answer) if answer else "",
        "by": by,
        "levels": [(word, told) for word, (_, told) in words.LEVELS.items()],
        "chart": _shares(asked, whole) if answers else "",
        "table": tables.figures_table(
            "Réponses de toutes les collectivités" + (f"{NO_BREAK}: {asked.label(line)}" if line else ""),
            "Réponse",
            whole,
            asked,
            lambda row: words.row_words(row, asked),
            csv,
        ),
        "heading": heading,
        "groups": tables.figures_table(
            heading, "Groupe", groups, asked, lambda row: words.group_heading(row["level"], row["group"]), ""
        ),
        "trend": tables.trend_table("Ce qui a changé depuis la vague précédente", moved, asked) if moved else None,
        "tipping": tipping_words(main),
        "both": next((row["both"] for row in moved if row["both"]), None),
        "grades": words.GRADES,
        "trail": _trail(
            preview,
            (found.title, _at(preview, "wave", wave)),
            (one.asked.title, _at(preview, "questionnaire", wave, name)),
            (asked.text, None),
        ),
    }
    return render(request, "results/question.html", page)


def file(request: HttpRequest, wave: str, form: str, number: int | None = None, preview: bool = False) -> HttpResponse:
    """Give all the figures of a wave as one file, Parquet or CSV, of the newest version or of one.

    Raises:
        Http404: there are none.
    """
    if form not in ("parquet", "csv"):
        raise Http404("Les chiffres sont donnés en Parquet ou en CSV.")
    found = _found(request, wave, preview, number)
    name = f"barometre-enquete-{wave}-v{found.number}.{form}"
    if form == "parquet":
        out = io.BytesIO()
        found.figures.write_parquet(out, compression="zstd")
        response = HttpResponse(out.getvalue(), content_type=PARQUET)
    else:
        text = found.figures.with_columns(harmless_texts()).write_csv(line_terminator="\r\n")
        response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _found(request: HttpRequest, wave: str, preview: bool, number: int | None = None) -> ReadResults:
    """Return results: published ones, or those that wait, for the team.

    Raises:
        Http404: there are none.
        PermissionDenied: they wait, and this account is not of the team.
    """
    if preview and not is_team(request.user):
        raise PermissionDenied
    found = queries.prepared(wave) if preview else queries.published(wave, number)
    if found is None:
        raise Http404(f"Aucun résultat n’est publié pour la vague « {wave} ».")
    return found


def _questionnaire(found: ReadResults, name: str) -> ReadQuestionnaire:
    one = found.questionnaires.get(name)
    if one is None:
        raise Http404(f"Aucun résultat n’est donné du questionnaire « {name} ».")
    return one


def _choice(request: HttpRequest, name: str, offered: list[str], default: str) -> str:
    """Return what an address asks for, or the default.

    Raises:
        ParameterError: it is not offered.
    """
    wanted = request.GET.get(name, default)
    if wanted not in offered:
        raise ParameterError(f"« {name} » prend l’une de ces valeurs : {', '.join(offered)}.")
    return wanted


def _at(preview: bool, page: str, *arguments: str) -> str:
    return reverse(f"{'preview' if preview else 'results'}-{page}", args=arguments)


def _common(found: ReadResults, preview: bool) -> dict[str, Any]:
    return {
        "found": found,
        "preview": preview,
        "home": reverse("results-home"),
        "wave_at": _at(preview, "wave", found.wave),
        "parquet": _at(preview, "file", found.wave, "parquet"),
        "whole_csv": _at(preview, "file", found.wave, "csv"),
    }


def _trail(preview: bool, *ends: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    start = (HOME, reverse("survey-results") if preview else reverse("results-home"))
    return [start, *ends]


def _pairs(variable: str, rows: list[dict[str, Any]]) -> str:
    answered = sum(row["respondents"] for row in rows) or 1
    everybody = sum(row["population"] for row in rows) or 1
    drawn = [
        Pair(
            words.group_heading(variable, row["category"]), row["respondents"] / answered, row["population"] / everybody
        )
        for row in rows
    ]
    title = f"Part des réponses et part des collectivités, par {words.VARIABLES[variable].lower()}"
    return pairs_chart(drawn, key=f"marge-{variable}", title=title)


def _shares(question: Question, rows: list[dict[str, Any]]) -> str:
    drawn = [
        SharePoint(words.answer_words(question, row["answer"]), row["raw"], row["estimate"], row["low"], row["high"])
        for row in rows
        if row["statistic"] == SHARE
    ]
    return shares_chart(drawn, key="parts", title=f"Réponses à la question « {question.text} »")
