"""Judge each obligation for each collectivité: met, not met, not known, not concerned, and why. Pure Polars, no I/O.

A duty is stated only of those whom it surely binds; what nobody looked at, or no public source tells, stays unknown.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum

import polars as pl

from barometre.catalogue.conditions import parse
from barometre.catalogue.guidance import Obligation, Proof
from barometre.indicators.evaluate import Status
from barometre.tables import Schema


class State(StrEnum):
    """What is known of one obligation of one collectivité."""

    MET = "met"
    NOT_MET = "not-met"
    UNKNOWN = "unknown"
    NOT_CONCERNED = "not-concerned"


class Why(StrEnum):
    """Why a state is what it is."""

    # The evidence named in `proof` shows it.
    SHOWN = "shown"
    # It surely binds others.
    OUTSIDE = "outside"
    # It is no longer in force.
    ENDED = "ended"
    # Whether it binds this one hangs on something that is not known.
    IF = "if"
    # No public source tells: only the collectivité can.
    NO_PROOF = "no-proof"
    # A source could tell, and nobody has looked yet.
    NOT_LOOKED = "not-looked"
    # Somebody looked, and could not see: for a reason of ours, or of theirs.
    WE_FAILED = "we-failed"
    THEY_FAILED = "they-failed"
    # What was seen proves neither that it is met nor that it is not.
    UNPROVEN = "unproven"


STATES = pl.Enum([state.value for state in State])
# Table of `obligation_states`.
COLUMNS: Schema = {
    "siren": pl.String(),
    "obligation": pl.String(),
    "state": pl.String(),
    "why": pl.String(),
    "proof": pl.String(),
    "observed_on": pl.Date(),
}
# What a proof is told to be, the strongest last: one « missed » decides, and all must be « met » to be met.
_MISSED, _MET = "missed", "met"
# More than any score.
_UNREACHED = 1_000
# Why a proof shows nothing, what is closest to an answer last.
_SILENT = (Why.NOT_LOOKED, Why.WE_FAILED, Why.THEY_FAILED, Why.UNPROVEN)


def has_ended(obligation: Obligation, on: date) -> bool:
    """Return whether an obligation is no longer in force on a day; its last day is in force."""
    return obligation.ends is not None and obligation.ends < on


def law_in_force(obligations: Iterable[Obligation], on: date) -> list[Obligation]:
    """Return the obligations of law that were verified and are in force on a day."""
    return [
        one
        for one in obligations
        if one.kind == "obligation"
        and one.read != "unread"
        and (one.starts is None or one.starts <= on)
        and not has_ended(one, on)
    ]


def why_absent(obligation: Obligation, on: date) -> Why:
    """Return why an obligation does not concern a collectivité that has no state of it in an edition of a day."""
    return Why.ENDED if has_ended(obligation, on) else Why.OUTSIDE


def obligation_states(
    obligations: Iterable[Obligation],
    collectivites: pl.DataFrame,
    indicators: pl.DataFrame,
    facts: pl.DataFrame,
    on: date,
) -> pl.DataFrame:
    """Judge every obligation for every collectivité.

    Args:
        obligations: those of the catalogue; an empty condition binds everyone.
        collectivites: column `siren`, and those that conditions read (`catalogue.conditions`).
        indicators: columns siren, indicator, status, score, observed_on (`indicators.evaluate`).
        facts: columns siren, fact, outcome, number, observed_on: those retained, one per collectivité and fact.
        on: day at which they are judged; the last day of an obligation is in force.

    Returns:
        Columns of `COLUMNS`: siren, obligation, state (`State`), why (`Why`), proof (the indicator or fact that shows
        it), observed_on (its day); one row per obligation and collectivité, by obligation then SIREN.
    """
    collectivites = collectivites.sort("siren")
    obligations = sorted(obligations, key=lambda one: one.id)
    wanted = _Evidence(obligations, indicators, facts)
    rows = [_judge(one, collectivites, wanted, on) for one in obligations]
    return pl.concat(rows, rechunk=False) if rows else pl.DataFrame(schema=COLUMNS)


class _Evidence:
    """The rows of each indicator and of each fact that some obligation reads."""

    def __init__(self, obligations: Iterable[Obligation], indicators: pl.DataFrame, facts: pl.DataFrame) -> None:
        proofs = [proof for one in obligations for proof in one.proofs]
        self._indicators = _parts(indicators, "indicator", {proof.indicator for proof in proofs})
        self._facts = _parts(facts, "fact", {proof.fact for proof in proofs})

    def of(self, proof: Proof) -> pl.DataFrame:
        """Return what a proof says: columns siren, says (met, missed, or a `Why`), observed_on."""
        if proof.indicator:
            rows, score = self._indicators.get(proof.indicator), pl.col("score")
            known, silent = pl.col("status") == Status.KNOWN.value, _silent("status")
        else:
            rows, score = self._facts.get(str(proof.fact)), pl.col("number") * 100
            known, silent = pl.col("outcome") == "seen", _silent("outcome")
        if rows is None:
            return pl.DataFrame(schema={"siren": pl.String(), "says": pl.String(), "observed_on": pl.Date()})
        says = (
            pl.when(~known)
            .then(silent)
            .when(score <= (-1 if proof.missed is None else proof.missed))
            .then(pl.lit(_MISSED))
            .when(score >= (_UNREACHED if proof.met is None else proof.met))
            .then(pl.lit(_MET))
            .otherwise(pl.lit(Why.UNPROVEN.value))
        )
        return rows.select("siren", "observed_on", says=says)


def _parts(rows: pl.DataFrame, key: str, wanted: set[str | None]) -> Mapping[str, pl.DataFrame]:
    found = rows.filter(pl.col(key).is_in([name for name in wanted if name]))
    return {str(name): part for (name,), part in found.partition_by(key, as_dict=True).items()}


def _silent(column: str) -> pl.Expr:
    """Return why a row without a value has none; what does not arise proves nothing either."""
    words = {status.value: status.value for status in (Status.WE_FAILED, Status.THEY_FAILED)}
    words |= {Status.NOT_CONCERNED.value: Why.UNPROVEN.value}
    return pl.col(column).replace_strict(words, default=Why.NOT_LOOKED.value, return_dtype=pl.String())


def _judge(obligation: Obligation, collectivites: pl.DataFrame, evidence: _Evidence, on: date) -> pl.DataFrame:
    told = tuple(collectivites.columns)
    rows = collectivites.select("siren", binds=parse(obligation.concerns).to_expr(told))
    shown = [evidence.of(proof).rename({"says": f"says{number}", "observed_on": f"on{number}"})
             for number, proof in enumerate(obligation.proofs)]  # fmt: skip
    for part in shown:
        rows = rows.join(part, on="siren", how="left", maintain_order="left")
    binds, ended = pl.col("binds"), pl.lit(has_ended(obligation, on))
    decided, proof, day = _decided(obligation.proofs)
    outside = ended | ~binds.fill_null(True)
    shows = binds & decided.is_in([_MET, _MISSED])
    state = (
        pl.when(outside)
        .then(pl.lit(State.NOT_CONCERNED.value))
        .when(~shows.fill_null(False))
        .then(pl.lit(State.UNKNOWN.value))
        .when(decided == _MET)
        .then(pl.lit(State.MET.value))
        .otherwise(pl.lit(State.NOT_MET.value))
    )
    why = (
        pl.when(ended)
        .then(pl.lit(Why.ENDED.value))
        .when(outside)
        .then(pl.lit(Why.OUTSIDE.value))
        .when(binds.is_null())
        .then(pl.lit(Why.IF.value))
        .when(shows)
        .then(pl.lit(Why.SHOWN.value))
        .otherwise(decided)
    )
    seen = ~outside & shows.fill_null(False)
    return rows.select(
        "siren",
        obligation=pl.lit(obligation.id),
        state=state,
        why=why,
        proof=pl.when(seen).then(proof),
        observed_on=pl.when(seen).then(day),
    )


def _decided(proofs: tuple[Proof, ...]) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    """Join the proofs: what they say together, the one that decides, and its day (of the newest, when all do)."""
    if not proofs:
        none = pl.lit(None, pl.String())
        return pl.lit(Why.NO_PROOF.value), none, pl.lit(None, pl.Date())
    says = [pl.col(f"says{number}").fill_null(Why.NOT_LOOKED.value) for number in range(len(proofs))]
    names = [str(proof.indicator or proof.fact) for proof in proofs]
    # One that can only show the contrary (`met: null`) does not have to agree.
    needed = [say for say, proof in zip(says, proofs, strict=True) if proof.met is not None] or [pl.lit("")]
    missed = pl.any_horizontal(says_ == _MISSED for says_ in says)
    met = pl.all_horizontal(say == _MET for say in needed)
    silent = pl.coalesce(
        *(
            pl.when(pl.any_horizontal(say == why.value for say in says)).then(pl.lit(why.value))
            for why in reversed(_SILENT)
        ),
        pl.lit(Why.UNPROVEN.value),
    )
    decided = pl.when(missed).then(pl.lit(_MISSED)).when(met).then(pl.lit(_MET)).otherwise(silent)
    first = [pl.when(say == decided).then(pl.lit(name)) for say, name in zip(says, names, strict=True)]
    days = [pl.when(say == decided).then(pl.col(f"on{number}")) for number, say in enumerate(says)]
    return decided, pl.coalesce(first), pl.max_horizontal(days)
