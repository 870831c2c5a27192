"""French words for a study of effect, from the JSON it is stored as."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from barometre.catalogue.typography import non_breaking
from barometre.rounding import rounded
from barometre.web.editions.models import Edition
from barometre.web.maps.intervals import Gap
from barometre.web.programme.models import EffectStudy
from barometre.web.shared.french import NO_BREAK, number

VERDICTS = {"more": "Plus de progrès", "less": "Moins de progrès", "unknown": "On ne peut pas dire"}
TRENDS = {
    "parallel": "Avant l’aide, rien ne distingue l’évolution des collectivités aidées de celle des autres.",
    "diverging": "Avant l’aide déjà, les collectivités aidées n’évoluaient pas comme les autres.",
    "untestable": "On ne peut pas vérifier que les deux groupes évoluaient de même avant l’aide : "
    "il faudrait au moins deux éditions avant elle.",
}


@dataclass(frozen=True, slots=True)
class Study:
    """One study, ready to show.

    Attributes:
        numbers: label and value of each number.
        imported_on: day of the newest import since the study, None when it holds all the awards.
        result: the JSON of the study (`programme.effect.verdict.Effect.to_json`).
    """

    id: str
    title: str
    verdict: str
    sentence: str
    reasons: list[str]
    warnings: list[str]
    estimate: str
    interval: str
    numbers: list[tuple[str, str]]
    trend: str
    matched: str
    method: str
    editions: list[str]
    made_on: date
    imported_on: date | None
    demonstration: bool
    gaps: list[Gap]
    result: dict[str, Any]


def study_words(row: EffectStudy, edition: Edition, imported: datetime | None) -> Study:
    """Describe a stored study; the title of its indicator is that of the edition, its id when it has none.

    Awards were last imported at `imported`.
    """
    result = row.result
    entry = edition.catalogue["indicators"].get(row.indicator)
    verdict = result["verdict"]
    return Study(
        id=row.indicator,
        title=entry["title"] if entry else row.indicator,
        verdict=VERDICTS[verdict["id"]],
        sentence=verdict["sentence"],
        reasons=[_capital(reason["text"]) for reason in verdict["reasons"]],
        warnings=[_capital(warning["text"]) for warning in result["warnings"]],
        estimate="" if result["estimate"] is None else _points(result["estimate"]),
        interval="" if result["interval"] is None else between(*result["interval"]),
        numbers=_numbers(result),
        trend=_trend(result["pretrend"]),
        matched=_matched(result["matched"]),
        method=non_breaking(result["method"]),
        editions=list(row.editions),
        made_on=timezone.localdate(row.made_at),
        imported_on=timezone.localdate(imported) if imported and imported > row.made_at else None,
        demonstration=row.demonstration,
        gaps=[
            Gap(*(event[name] for name in ("relative", "estimate", "low", "high"))) for event in result["event_study"]
        ],
        result=result,
    )


def between(low: float, high: float) -> str:
    """Write an interval in points."""
    return f"entre {number(low)} et {_points(high)}"


def _points(value: float) -> str:
    return f"{number(value)}{NO_BREAK}point{'s' if abs(rounded(value)) >= 2 else ''}"


def _capital(text: str) -> str:
    return non_breaking(text[:1].upper() + text[1:] + ".")


def _numbers(result: dict[str, Any]) -> list[tuple[str, str]]:
    labels = {
        "n_treated": "Collectivités aidées suivies",
        "n_control": "Collectivités comparables",
        "n_periods": "Éditions comparées",
        "n_early": "Aidées avant la première édition, laissées de côté",
        "n_alone": "Aidées sans assez de semblables, laissées de côté",
    }
    kept = ("n_treated", "n_control", "n_periods")
    return [(label, number(result[key], 0)) for key, label in labels.items() if key in kept or result.get(key)]


def chance(p_value: float) -> str:
    """Say how often chance alone would give as much."""
    if p_value < 0.001:
        return "moins d’une fois sur mille"
    return f"environ {number(100 * p_value, 0)} fois sur cent"


def _trend(pretrend: dict[str, Any]) -> str:
    text = TRENDS[pretrend["verdict"]]
    if pretrend["p_value"] is not None:
        often = chance(pretrend["p_value"])
        text += f" Si elles évoluaient de même, le hasard donnerait un écart au moins aussi grand {often}."
    if pretrend.get("missed_slope"):
        slope = _points(pretrend["missed_slope"])
        text += f" Cette vérification manquerait une fois sur deux une différence de {slope} par édition."
    return non_breaking(text)


def _matched(matched: dict[str, Any] | None) -> str:
    if matched is None:
        return ""
    many = matched["n"] >= 2
    return non_breaking(
        f"Seconde façon de comparer : {number(matched['n'], 0)} collectivité{'s' if many else ''} "
        f"aidée{'s' if many else ''} à côté de leurs plus proches semblables jamais aidées "
        f"({number(matched['n_control'], 0)} en tout). Écart : {_points(matched['estimate'])} "
        f"({between(matched['low'], matched['high'])})."
    )
