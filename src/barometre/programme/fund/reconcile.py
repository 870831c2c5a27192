"""Published totals beside those computed from the awards: the gap, and what may explain it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from barometre.catalogue.typography import non_breaking
from barometre.programme.fund.report import AwardGroup, awarded, located, totals
from barometre.programme.fund.schema import is_demonstration
from barometre.programme.models import Counter
from barometre.programme.partial_dates import last_day

# A published amount is rounded to the million at most, whatever zeros it ends with.
_ROUNDED_AT_MOST = 6
# Measure of a published total -> attribute of the computed one.
_MEASURED = {"amount": "amount", "projects": "projects", "collectivites": "beneficiaries", "awards": "awards"}
_WORDS = {"amount": "€", "projects": "projets", "collectivites": "collectivités", "awards": "aides"}


@dataclass(frozen=True, slots=True)
class ReconciledTotal:
    """One published total beside the computed one.

    Attributes:
        computed: None when nothing is claimed, and so is `gap` (computed less announced).
        agrees: equal, to the rounding of a published amount, or above a total announced as « more than ».
    """

    counter: Counter
    computed: Decimal | None
    gap: Decimal | None
    agrees: bool
    explanation: str

    def to_json(self) -> dict[str, Any]:
        """Return the total as JSON values."""
        counter = self.counter
        return {
            "counter": counter.id,
            **counter.model_dump(include={"axis", "call", "on", "measure"}),
            "announced": float(counter.value),
            "at_least": counter.at_least,
            "computed": None if self.computed is None else float(self.computed),
            "gap": None if self.gap is None else float(self.gap),
            "agrees": self.agrees,
            "explanation": self.explanation,
        }


def reconcile(awards: pl.DataFrame, counters: Sequence[Counter]) -> list[ReconciledTotal]:
    """Compare each published total with the awards (`schema.ACCEPTED`) decided by its date, in its axis or its call.

    Fictitious awards are reconciled with nothing.
    """
    if is_demonstration(awards):
        why = "Données de démonstration : rien n’est rapproché des totaux annoncés."
        return [ReconciledTotal(total, None, None, False, non_breaking(_with_doubt(why, total))) for total in counters]
    placed = located(awards)
    return [_reconciled(placed, counter) for counter in counters]


def _reconciled(awards: pl.DataFrame, counter: Counter) -> ReconciledTotal:
    kept = pl.col("decided_on") <= last_day(counter.on)
    for name, value in (("axis", counter.axis), ("call", counter.call)):
        kept &= pl.lit(True) if value is None else pl.col(name) == value
    scope = awards.filter(kept)
    total = totals(awarded(scope))
    computed = Decimal(getattr(total, _MEASURED[counter.measure]))
    gap = computed - counter.value
    agrees = abs(gap) <= _rounding(counter) or (counter.at_least and gap >= 0)
    sentences = _agreement(counter, gap) if agrees else _reasons(counter, total, gap, len(scope) - total.lines)
    return ReconciledTotal(counter, computed, gap, agrees, non_breaking(_with_doubt(" ".join(sentences), counter)))


def _rounding(counter: Counter) -> Decimal:
    """Return half of the last digit that a published amount gives; zero for a count."""
    whole = counter.value.to_integral_value()
    if counter.measure != "amount" or not whole or whole != counter.value:
        return Decimal(0)
    digits = str(int(whole))
    zeros = min(len(digits) - len(digits.rstrip("0")), _ROUNDED_AT_MOST)
    return Decimal(10) ** zeros / 2 if zeros else Decimal(0)


def _agreement(counter: Counter, gap: Decimal) -> Iterator[str]:
    if gap == 0:
        yield "Le total calculé est celui qui est annoncé."
    elif counter.at_least and gap > 0:
        yield "Le total calculé dépasse le minimum annoncé, comme annoncé."
    else:
        yield "Le total calculé est celui qui est annoncé, à l’arrondi près."


def _reasons(counter: Counter, total: AwardGroup, gap: Decimal, others: int) -> Iterator[str]:
    """Yield the sentences that may explain a gap; none claims to know."""
    size = f"{_french(abs(gap))} {_WORDS[counter.measure]}"
    if not total.lines:
        yield f"Aucune aide enregistrée ici au {last_day(counter.on):%d/%m/%Y} : rien à comparer encore."
        return
    if gap < 0:
        yield f"Il manque {size} : les fichiers importés peuvent être partiels."
    else:
        yield f"Il y a {size} de plus : le total annoncé peut être arrêté plus tôt ou ne pas tout compter."
    if others:
        one, many = "ligne refusée, retirée ou non décidée n’est", "lignes refusées, retirées ou non décidées ne sont"
        yield f"{_french(others)} {one if others == 1 else many} pas dans le compte."
    match counter.measure:
        case "projects":
            yield (
                f"Un projet compte une fois par appel, quel que soit le nombre de ses bénéficiaires "
                f"({_french(total.awards)} aides ici) : le total annoncé peut compter des aides ou des dossiers, "
                "et un projet peut être retiré ensuite."
            )
        case "collectivites":
            yield (
                "Une collectivité compte une fois, quel que soit le nombre de ses aides et à travers les fusions ; "
                f"les bénéficiaires hors référentiel (syndicats, opérateurs : {_french(total.outside)} ici) et les "
                "collectivités qu’ils servent n’y sont pas. Projets et collectivités sont deux unités différentes."
            )
        case "amount":
            yield "Le total annoncé peut compter des crédits engagés ou prévus, le nôtre les montants attribués."


def _with_doubt(text: str, counter: Counter) -> str:
    return f"{text} Les sources : {counter.doubt}" if counter.doubt else text


def _french(number: Decimal | int) -> str:
    """Write 1234567.80 as 1 234 567,80, with spaces that do not break; no decimals for a whole number."""
    value = Decimal(number)
    text = f"{value:,.0f}" if value == value.to_integral_value() else f"{value:,.2f}"
    return text.replace(",", "\u202f").replace(".", ",")
