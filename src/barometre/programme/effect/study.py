"""Did helped collectivités move more than comparable ones? One indicator, its editions, one answer."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

import numpy as np
import polars as pl

from barometre.catalogue.typography import non_breaking
from barometre.programme.effect.did import MINIMUM, Differences, Stack, differences, stack
from barometre.programme.effect.matching import Matched, match
from barometre.programme.effect.panel import Wide, widen
from barometre.programme.effect.verdict import (
    COVERAGE_GAP,
    Effect,
    Reason,
    changed_method,
    coverage_differs,
    doubts,
    few_controls,
    few_treated,
    sentence,
)

METHODOLOGY = non_breaking(
    """\
On compare le changement des collectivités aidées à celui de collectivités de même genre et de même strate qui ne le
sont pas, ou pas encore, entre la dernière édition avant l’aide et chacune des suivantes. On vérifie d’abord
qu’avant l’aide les deux groupes évoluaient de même. Une seconde comparaison met chaque collectivité aidée à côté
des cinq jamais aidées qui lui ressemblent le plus (région, score d’avant, population). On ne conclut que si les
deux comparaisons donnent un écart de même sens, que le hasard n’explique pas (seuil de 5 %), et plus grand que ce
qu’une différence de tendance passée inaperçue expliquerait. Sinon, la réponse est « on ne peut pas dire », avec sa
raison : trop peu de collectivités, moins de deux éditions avant l’aide, évolutions déjà différentes, méthode
changée entre deux éditions, groupes observés différemment, comparaisons en désaccord. L’écart est celui des
collectivités aidées ; il ne prouve pas à lui seul que l’aide en est la cause.
"""
)
"""The method in plain French, for the page of the methodology and that of the effects."""


def effect(panel: pl.DataFrame, indicator: str, *, method_changes: Sequence[date] = ()) -> Effect:
    """Study the effect of aid on one indicator.

    Args:
        panel: columns of `effect.panel.PANEL`, as `effect.panel.panel` makes it.
        indicator: its id, kept in the result.
        method_changes: editions where the method of the indicator is not that of the edition before.

    Returns:
        The estimate in points, its interval, the checks and the verdict. The same panel gives the same result, whatever
        the order of its rows.

    Raises:
        BarometreError: the panel is malformed, or the extra `effect` is missing.
    """
    wide = widen(panel)
    rows = stack(wide)
    reasons = [changed_method(method_changes)] if method_changes else []
    found, pairs, blocking = None, None, _blocking(wide, rows)
    if blocking:
        reasons += blocking
    else:
        found, pairs = differences(wide, rows), match(wide)
        reasons += [*doubts(found, pairs), *_coverage(wide)]
    verdict: Literal["more", "less", "unknown"] = "unknown"
    if found and not reasons:
        verdict = "more" if found.estimate > 0 else "less"
    return Effect(
        indicator=indicator,
        verdict=verdict,
        sentence=sentence(verdict, reasons, found),
        reasons=tuple(reasons),
        warnings=tuple(_warnings(wide, found, pairs)),
        estimate=found.estimate if found else None,
        low=found.low if found else None,
        high=found.high if found else None,
        p_value=found.p_value if found else None,
        n_treated=found.n_treated if found else len(_helped(rows)),
        n_control=found.n_control if found else _controls(wide),
        n_periods=len(wide.periods),
        n_early=wide.early,
        n_alone=found.alone if found else 0,
        periods=tuple(wide.periods),
        pretrend=found.pretrend if found else None,
        pretrend_slope=found.slope if found else None,
        event_study=found.events if found else (),
        matched=pairs,
    )


def _helped(rows: Stack) -> list[int]:
    """Helped collectivités compared after the aid."""
    return [int(unit) for unit in np.unique(rows.unit[rows.helped & (rows.relative >= 0)])]


def _controls(wide: Wide) -> int:
    """Collectivités with a score at one edition at least, never helped before the last one."""
    return int((np.isfinite(wide.scores).any(axis=1) & (wide.first == len(wide.periods))).sum())


def _blocking(wide: Wide, rows: Stack) -> list[Reason]:
    """Reasons for which no estimate is computed at all."""
    if not wide.periods:
        return [Reason("nothing-known", "rien n’est encore connu de cet indicateur, dans aucune édition")]
    if len(wide.periods) < 2:
        text = (
            "il faut plusieurs éditions où cet indicateur est connu pour mesurer un changement, dont deux avant l’aide"
        )
        return [Reason("one-edition", text)]
    ever = wide.first < len(wide.periods)
    known = np.isfinite(wide.scores)
    followed = 0
    for cohort in wide.cohorts:
        usable = known[:, cohort - 1] & known[:, cohort:].any(axis=1)
        followed += int((usable & (wide.first == cohort)).sum())
    if followed < MINIMUM:
        return [few_treated(followed)]
    if _controls(wide) < MINIMUM:
        return [few_controls(_controls(wide))]
    helped = len(_helped(rows))
    if helped < MINIMUM:
        text = (
            "les collectivités aidées sont seules de leur genre et de leur strate, ou presque : "
            f"{helped} sur {int(ever.sum())} ont des semblables pas encore aidées"
        )
        return [Reason("no-comparable", text)]
    if rows.only(rows.relative >= 0).still:
        return [Reason("constant", "aucun score n’a changé d’une édition à l’autre, ou tous du même nombre de points")]
    return []


def _coverage(wide: Wide) -> list[Reason]:
    """Compare the shares of known scores after the aid, at the same editions, of those known at the reference."""
    known = np.isfinite(wide.scores)
    shares, sizes = [], []
    for cohort in wide.cohorts:
        start = known[:, cohort - 1]
        for period in range(cohort, len(wide.periods)):
            helped, others = start & (wide.first == cohort), start & (wide.first > period)
            if helped.any() and others.any():
                shares.append((known[helped, period].mean(), known[others, period].mean()))
                sizes.append(int(helped.sum()))
    helped_share, other_share = np.average(shares, axis=0, weights=sizes)
    if abs(helped_share - other_share) > COVERAGE_GAP:
        return [coverage_differs(float(helped_share), float(other_share))]
    return []


def _warnings(wide: Wide, found: Differences | None, pairs: Matched | None) -> list[Reason]:
    """What does not forbid to conclude but must be read beside."""
    texts = []
    if wide.early:
        texts.append(("early", f"collectivités aidées avant la première édition, laissées de côté : {wide.early}"))
    if found and found.alone:
        text = f"collectivités aidées hors du calcul, faute de score connu ou de semblables : {found.alone}"
        texts.append(("alone", text))
    if pairs and pairs.alone:
        texts.append(("unmatched", f"collectivités aidées sans assez de semblables jamais aidées : {pairs.alone}"))
    return [Reason(name, non_breaking(text)) for name, text in texts]
