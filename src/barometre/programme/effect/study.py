"""Did helped collectivités move more than comparable ones? One indicator, its editions, one answer."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from typing import Literal

import numpy as np
import polars as pl

from barometre.catalogue.typography import non_breaking
from barometre.programme.effect import verdict as conclusion
from barometre.programme.effect.did import MINIMUM, Differences, Stack, differences, stack
from barometre.programme.effect.matching import Matched, match
from barometre.programme.effect.panel import Wide, widen
from barometre.programme.effect.verdict import Effect, EffectReason

# The method in plain French, for the page of the methodology and that of the effects.
METHODOLOGY = non_breaking(
    """\
On compare le changement des collectivités aidées à celui de collectivités de même type et de même strate qui ne le
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


# What a study takes from its regression, under the same names.
_ESTIMATES = [field.name for field in fields(Differences) if field.name != "horizon"]


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
    reasons = [conclusion.changed_method(method_changes)] if method_changes else []
    regression, pairs, blocking = None, None, _blocking(wide, rows)
    if blocking:
        reasons += blocking
    else:
        regression, pairs = differences(wide, rows), match(wide)
        reasons += [*conclusion.doubts(regression, pairs), *_coverage(wide)]
    verdict: Literal["more", "less", "unknown"] = "unknown"
    if regression and not reasons:
        verdict = "more" if regression.estimate > 0 else "less"
    if regression:
        numbers = {name: getattr(regression, name) for name in _ESTIMATES}
    else:
        numbers = {"n_treated": _helped(rows), "n_control": _controls(wide)}
    return Effect(
        indicator=indicator,
        verdict=verdict,
        sentence=conclusion.sentence(verdict, reasons, regression),
        reasons=tuple(reasons),
        warnings=tuple(_warnings(wide, regression, pairs)),
        **numbers,
        n_periods=len(wide.periods),
        n_early=wide.early,
        periods=tuple(wide.periods),
        matched=pairs,
    )


def _helped(rows: Stack) -> int:
    """Count the helped collectivités compared after the aid."""
    return len(np.unique(rows.unit[rows.helped & (rows.relative >= 0)]))


def _controls(wide: Wide) -> int:
    """Count the collectivités with a score at one edition at least, never helped before the last one."""
    return int((np.isfinite(wide.scores).any(axis=1) & (wide.first == len(wide.periods))).sum())


def _blocking(wide: Wide, rows: Stack) -> list[EffectReason]:
    """Return the reasons for which no estimate is computed at all."""
    if not wide.periods:
        return [EffectReason("nothing-known", "rien n’est encore connu de cet indicateur, dans aucune édition")]
    if len(wide.periods) < 2:
        text = (
            "il faut plusieurs éditions où cet indicateur est connu pour mesurer un changement, dont deux avant l’aide"
        )
        return [EffectReason("one-edition", text)]
    ever = wide.first < len(wide.periods)
    known = np.isfinite(wide.scores)
    followed = 0
    for cohort in wide.cohorts:
        usable = known[:, cohort - 1] & known[:, cohort:].any(axis=1)
        followed += int((usable & (wide.first == cohort)).sum())
    if followed < MINIMUM:
        return [conclusion.too_few("few-treated", followed)]
    if _controls(wide) < MINIMUM:
        return [conclusion.too_few("few-controls", _controls(wide))]
    helped = _helped(rows)
    if helped < MINIMUM:
        text = (
            "les collectivités aidées sont seules de leur type et de leur strate, ou presque : "
            f"{helped} sur {int(ever.sum())} ont des semblables pas encore aidées"
        )
        return [EffectReason("no-comparable", text)]
    if rows.only(rows.relative >= 0).constant:
        return [
            EffectReason("constant", "aucun score n’a changé d’une édition à l’autre, ou tous du même nombre de points")
        ]
    return []


def _coverage(wide: Wide) -> list[EffectReason]:
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
    if abs(helped_share - other_share) > conclusion.COVERAGE_GAP:
        return [conclusion.coverage_differs(float(helped_share), float(other_share))]
    return []


def _warnings(wide: Wide, regression: Differences | None, pairs: Matched | None) -> list[EffectReason]:
    """Return what does not prevent a conclusion but must be read with it."""
    texts = []
    if wide.early:
        texts.append(("early", f"collectivités aidées avant la première édition, laissées de côté : {wide.early}"))
    if regression and regression.n_alone:
        text = f"collectivités aidées hors du calcul, faute de score connu ou de semblables : {regression.n_alone}"
        texts.append(("alone", text))
    if pairs and pairs.alone:
        texts.append(("unmatched", f"collectivités aidées sans assez de semblables jamais aidées : {pairs.alone}"))
    return [EffectReason(name, non_breaking(text)) for name, text in texts]
