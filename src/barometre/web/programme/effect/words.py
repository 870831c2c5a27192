"""What pages say of a study of effect, from the JSON it was stored as."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from barometre.catalogue.typography import non_breaking
from barometre.web.editions.models import Edition
from barometre.web.maps.intervals import Gap
from barometre.web.programme.models import EffectStudy
from barometre.web.shared.french import NO_BREAK, number
from barometre.web.shared.tables import Cell, Column, Table

VERDICTS = {"more": "Plus de progrès", "less": "Moins de progrès", "unknown": "On ne peut pas dire"}

TRENDS = {
    "parallel": "Avant l’aide, rien ne distingue l’évolution des collectivités aidées de celle des autres.",
    "diverging": "Avant l’aide déjà, les collectivités aidées n’évoluaient pas comme les autres.",
    "untestable": "On ne peut pas vérifier que les deux groupes évoluaient de même avant l’aide : "
    "il faudrait au moins deux éditions avant elle.",
}


@dataclass(frozen=True, slots=True)
class Study:
    """One study, ready to show. `numbers`: label and value of each; `p` values are in words.

    `imported_on`: day of the newest import since, None when the study holds all the awards.
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


def read(row: EffectStudy, edition: Edition, imported: datetime | None) -> Study:
    """A stored study; the title of its indicator is that of the edition, its id when it has none.

    Args:
        row: the study.
        edition: the one published.
        imported: when awards were last taken in.
    """
    result = row.result
    entry = edition.catalogue["indicators"].get(row.indicator)
    verdict = result["verdict"]
    return Study(
        id=row.indicator,
        title=entry["title"] if entry else row.indicator,
        verdict=VERDICTS[verdict["id"]],
        sentence=verdict["sentence"],
        reasons=[_capital(one["text"]) for one in verdict["reasons"]],
        warnings=[_capital(one["text"]) for one in result["warnings"]],
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
        gaps=[Gap(one["relative"], one["estimate"], one["low"], one["high"]) for one in result["event_study"]],
        result=result,
    )


def between(low: float, high: float) -> str:
    """An interval in points."""
    return f"entre {number(low)} et {_points(high)}"


def _points(value: float) -> str:
    return f"{number(value)}{NO_BREAK}point{'s' if abs(round(value, 1)) >= 2 else ''}"


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
    """How often chance alone would give as much, in words."""
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


CREDIT = (Column("nature", "Nature des données", "file"), Column("etude", "Étude du", "file"))


def credit(study: Study) -> list[Cell]:
    """Cells of the columns `CREDIT`."""
    return [Cell("démonstration : aides inventées" if study.demonstration else "aides importées"), Cell(study.made_on)]


def gaps_table(study: Study, csv: str) -> Table:
    """The figures of the chart: one row for each edition around the aid."""
    columns = [
        Column("relatif", "Rang", "file"),
        Column("edition", "Édition"),
        Column("ecart", "Écart (points)", "decimal"),
        Column("bas", "Au moins", "decimal"),
        Column("haut", "Au plus", "decimal"),
        Column("aidees", "Collectivités aidées", "number"),
        *CREDIT,
    ]
    rows = [
        [Cell(gap.relative), Cell(gap.when.capitalize()),
         *(Cell(None if gap.reference and i else float(value)) for i, value in enumerate(gap[1:])),
         Cell(one["n"]), *credit(study)]
        for gap, one in zip(study.gaps, study.result["event_study"], strict=True)
    ]  # fmt: skip
    return Table("Écart entre collectivités aidées et comparables, édition par édition", columns, rows, csv)


def studies_table(studies: list[Study], href: dict[str, str], csv: str) -> Table:
    """One row for each study."""
    columns = [
        Column("indicateur", "Indicateur", "file"),
        Column("nom", "Indicateur"),
        Column("reponse", "Réponse"),
        Column("ecart", "Écart (points)", "decimal"),
        Column("bas", "Au moins", "decimal"),
        Column("haut", "Au plus", "decimal"),
        Column("aidees", "Aidées suivies", "number"),
        Column("comparables", "Comparables", "number"),
        Column("phrase", "Phrase", "file"),
        *CREDIT,
    ]
    rows = []
    for one in studies:
        low, high = one.result["interval"] or (None, None)
        rows.append(
            [Cell(one.id), Cell(one.title, href[one.id]), Cell(one.verdict), Cell(one.result["estimate"]), Cell(low),
             Cell(high), Cell(one.result["n_treated"]), Cell(one.result["n_control"]), Cell(one.sentence),
             *credit(one)]
        )  # fmt: skip
    return Table("Études de l’effet des aides, par indicateur", columns, rows, csv)
