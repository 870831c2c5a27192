"""Tell what sharing one tool, or carrying out one action, would change for a group of collectivités. Pure Polars.

A tool serves the indicators that it names; when it names none, those of the actions that use it. It serves an
obligation when it serves all the indicators that prove it, or all those of an action that serves it. Who is not known
to lack something is never said to lack it, and what is told of a score or a level is the most that can come of it: that
each does all that the tool allows.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from barometre.catalogue.conditions import parse
from barometre.catalogue.guidance import Action, Obligation, Tool
from barometre.guidance.obligations import State
from barometre.indicators.evaluate import Status
from barometre.indicators.properties import PROPERTIES

# Columns of a group (`web.editions.grid`): what the name of that of an obligation begins with; what that of the cause
# of an answer, and that of a score, end with.
OBLIGATION, HANGS, SCORE = "obligation.", ".hangs", ".score"
# The score of what is seen, and whether it is provisional.
SEEN, PROVISIONAL = "overall.seen", "overall.seen.provisional"
_FULL = 100.0
# Decimals of a score: those of the grid are no finer.
_DECIMALS = 4
_UNKNOWN = (Status.NOT_LOOKED.value, Status.WE_FAILED.value, Status.THEY_FAILED.value)


@dataclass(frozen=True)
class Served:
    """What one tool, or one action, serves: indicators, obligations of law in force, and whom it is for (condition)."""

    id: str
    indicators: tuple[str, ...]
    obligations: tuple[str, ...]
    concerns: str = ""


def of_tool(tool: Tool, actions: Iterable[Action], obligations: Collection[Obligation]) -> Served:
    """Return what a tool serves; `obligations`: those of which one wants to know."""
    using = [one for one in actions if tool.id in one.tools]
    indicators = _once(tool.indicators or (name for one in using for name in one.indicators))
    whole = [one for one in using if set(one.indicators) <= set(indicators)]
    return Served(tool.id, indicators, _proved(obligations, indicators, whole), tool.concerns)


def of_action(action: Action, obligations: Collection[Obligation]) -> Served:
    """Return what an action serves."""
    return Served(action.id, _once(action.indicators), _proved(obligations, action.indicators, [action]))


def _proved(
    obligations: Iterable[Obligation], indicators: Collection[str], actions: Iterable[Action]
) -> tuple[str, ...]:
    named = {name for one in actions for name in one.obligations}
    return tuple(
        one.id
        for one in obligations
        if one.id in named or (one.proofs and all(proof.indicator in indicators for proof in one.proofs))
    )


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def wanting(indicator: str, columns: Collection[str]) -> pl.Expr:
    """Return whether an answer is known to be less than the best, for a reason of its own."""
    if f"{indicator}{SCORE}" not in columns:
        return pl.lit(False)
    less = (pl.col(indicator) == Status.KNOWN.value) & (pl.col(f"{indicator}{SCORE}") < _FULL)
    if f"{indicator}{HANGS}" in columns:
        less &= pl.col(f"{indicator}{HANGS}").is_null()
    return less.fill_null(False)


def missed(obligation: str, columns: Collection[str]) -> pl.Expr:
    """Return whether an obligation is known not to be met."""
    name = f"{OBLIGATION}{obligation}"
    return (pl.col(name) == State.NOT_MET.value).fill_null(False) if name in columns else pl.lit(False)


def may_use(served: Served, columns: Collection[str]) -> pl.Expr:
    """Return whether a tool is for a collectivité: true, false, or null when that is not known."""
    return parse(served.concerns).to_expr(tuple(name for name in PROPERTIES if name in columns))


def lacks(served: Served, columns: Collection[str]) -> pl.Expr:
    """Return whether a collectivité that may use it is known to lack something that it serves."""
    known = [wanting(one, columns) for one in served.indicators] + [missed(one, columns) for one in served.obligations]
    return may_use(served, columns).fill_null(False) & pl.any_horizontal(pl.lit(False), *known)


def untold(served: Served, columns: Collection[str]) -> pl.Expr:
    """Return how many of the things that it serves are not known of a collectivité."""
    asked = [pl.col(one).is_in(_UNKNOWN) for one in served.indicators if one in columns]
    asked += [
        pl.col(name) == State.UNKNOWN.value for one in served.obligations if (name := f"{OBLIGATION}{one}") in columns
    ]
    return pl.sum_horizontal(pl.lit(0), *(one.fill_null(False).cast(pl.Int32) for one in asked))


def helped(rows: pl.DataFrame, offers: Sequence[Served]) -> list[tuple[Served, int]]:
    """Return each tool or action with the collectivités of the group known to lack what it serves, most first.

    What helps nobody is left out; ties are in the order of the ids.
    """
    if not offers:
        return []
    counts = rows.select(lacks(one, rows.columns).sum().alias(one.id) for one in offers).row(0)
    found = [(one, count) for one, count in zip(offers, counts, strict=True) if count]
    return sorted(found, key=lambda one: (-one[1], one[0].id))


def effect(rows: pl.DataFrame, served: Served, weights: Mapping[str, float], minima: Sequence[float]) -> pl.DataFrame:
    """Tell what sharing would change for each collectivité of a group.

    Args:
        rows: the group, with the columns of `web.editions.grid`.
        served: what the tool or the action serves.
        weights: weight of each indicator that counts in the score of what is seen (`index.readings`).
        minima: lowest score of each level, ascending.

    Returns:
        A row for each of the group, in its order, with siren, usable (whether it may use it; null: not known), wanting
        and missed (ids of what it is known to lack), untold (how many things are not known), lacks (bool), before and
        after (score of what is seen, 0-100; the second by the formula of `guidance.steps`), level_before and
        level_after (null without a score, or with a provisional one).
    """
    columns = rows.columns
    less = {one: wanting(one, columns) for one in served.indicators}
    broken = {one: missed(one, columns) for one in served.obligations}
    told = rows.select(
        "siren",
        usable=may_use(served, columns),
        wanting=_named(less),
        missed=_named(broken),
        untold=untold(served, columns),
        lacks=lacks(served, columns),
        before=_column(SEEN, columns, pl.Float64()).round(_DECIMALS),
        provisional=_column(PROVISIONAL, columns, pl.Boolean()).fill_null(False),
        gain=gain({name: test for name, test in less.items() if name in weights}, weights, columns),
    )
    after = pl.when("lacks").then(pl.col("before") + pl.col("gain")).otherwise("before").round(_DECIMALS)
    return (
        told.with_columns(after=after.clip(upper_bound=_FULL))
        .with_columns(level_before=_level("before", minima), level_after=_level("after", minima))
        .drop("provisional", "gain")
    )


def gain(less: Mapping[str, pl.Expr], weights: Mapping[str, float], columns: Collection[str]) -> pl.Expr:
    """Return the points that the score of what is seen would win: as `guidance.steps` counts them."""
    known = [
        weight * (pl.col(name) == Status.KNOWN.value).fill_null(False).cast(pl.Float64)
        for name, weight in weights.items()
        if name in columns
    ]
    won = [
        pl.when(test).then(weights[name] * (_FULL - pl.col(f"{name}{SCORE}").cast(pl.Float64))).otherwise(0.0)
        for name, test in less.items()
        if f"{name}{SCORE}" in columns
    ]
    whole = pl.sum_horizontal(pl.lit(0.0), *known)
    return pl.when(whole > 0).then(pl.sum_horizontal(pl.lit(0.0), *won) / whole).otherwise(0.0)


def _column(name: str, columns: Collection[str], kind: pl.DataType) -> pl.Expr:
    return pl.col(name).cast(kind) if name in columns else pl.lit(None, kind)


def _named(tests: Mapping[str, pl.Expr]) -> pl.Expr:
    """Return the names of the tests that hold, in their order."""
    if not tests:
        return pl.lit([], pl.List(pl.String()))
    return pl.concat_list(pl.when(test).then(pl.lit(name)) for name, test in tests.items()).list.drop_nulls()


def _level(score: str, minima: Sequence[float]) -> pl.Expr:
    reached = pl.sum_horizontal(pl.lit(0), *((pl.col(score) >= minimum).cast(pl.Int8) for minimum in minima))
    return pl.when(pl.col(score).is_not_null() & ~pl.col("provisional")).then(reached).cast(pl.Int8)


@dataclass(frozen=True)
class Totals:
    """What sharing would change for a group, at the most.

    Attributes:
        members: its collectivités.
        outside: those whom the tool is not for, or is not known to be for.
        lacking: those known to lack something that it serves.
        unknown: those that lack nothing known, and of which something is not known.
        inhabitants: of those that lack something.
        scored: those that lack something and have a score.
        mean_before: their mean score; none when nobody is scored.
        mean_after: the same, after.
        levelled: those that have a level.
        moved: those among them that would change level.
        met: obligations that would be met, counted once for each collectivité.
    """

    members: int
    outside: int
    lacking: int
    unknown: int
    inhabitants: int
    scored: int
    mean_before: float | None
    mean_after: float | None
    levelled: int
    moved: int
    met: int


def totals(rows: pl.DataFrame, told: pl.DataFrame) -> Totals:
    """Add up what `effect` tells of a group."""
    lacking = told.filter("lacks")
    scored = lacking.filter(pl.col("before").is_not_null())
    levelled = lacking.filter(pl.col("level_before").is_not_null())
    usable = told["usable"].fill_null(False)
    return Totals(
        members=told.height,
        outside=int((~usable).sum()),
        lacking=lacking.height,
        unknown=told.filter(usable, ~pl.col("lacks"), pl.col("untold") > 0).height,
        inhabitants=int(rows.join(lacking.select("siren"), on="siren", how="semi")["population"].sum()),
        scored=scored.height,
        mean_before=_mean(scored["before"]),
        mean_after=_mean(scored["after"]),
        levelled=levelled.height,
        moved=levelled.filter(pl.col("level_after") > pl.col("level_before")).height,
        met=int(lacking["missed"].list.len().sum()),
    )


def _mean(scores: pl.Series) -> float | None:
    """Return a mean that does not depend on the order of rows."""
    return None if scores.is_empty() else float(sum(sorted(scores.to_list())) / len(scores))


@dataclass(frozen=True)
class Prices:
    """What somebody supposes that a tool costs, in euros: none is known until it is given.

    Attributes:
        fixed: each year, whatever the number of collectivités.
        each: each year, for a collectivité.
        inhabitant: each year, for an inhabitant.
        once: at the start.
    """

    fixed: float | None = None
    each: float | None = None
    inhabitant: float | None = None
    once: float | None = None

    def __bool__(self) -> bool:
        return any(one is not None for one in (self.fixed, self.each, self.inhabitant, self.once))


@dataclass(frozen=True)
class Bill:
    """What a group pays, in euros: in the first year, then each year; and each year for one and for an inhabitant."""

    first: float
    yearly: float
    yearly_each: float | None
    yearly_inhabitant: float | None


def bill(prices: Prices, members: int, inhabitants: int, *, shared: bool) -> Bill:
    """Return what a group pays: shared, the fixed cost and the start are paid once; alone, once by each."""
    times = min(members, 1) if shared else members
    fixed, each, inhabitant, once = (one or 0.0 for one in (prices.fixed, prices.each, prices.inhabitant, prices.once))
    yearly = times * fixed + members * each + inhabitants * inhabitant
    return Bill(
        first=yearly + times * once,
        yearly=yearly,
        yearly_each=yearly / members if members else None,
        yearly_inhabitant=yearly / inhabitants if inhabitants else None,
    )
