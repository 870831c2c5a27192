"""The conclusion of a study of effect: numbers to check it, one plain French sentence to read it.

« On ne peut pas dire » is an answer, always with its reason. It is given whenever one reason to doubt stands.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from barometre.catalogue.typography import non_breaking
from barometre.programme.effect.did import MINIMUM, Coefficient, Differences
from barometre.programme.effect.matching import Matched
from barometre.rounding import rounded, rounded_share

ALPHA = 0.05
# Gap between the shares of known scores, helped and comparable, above which the two are not observed alike.
COVERAGE_GAP = 0.10

METHOD = (
    "Différences de différences échelonnées : pour chaque date d’aide, changement depuis la dernière édition qui la "
    "précède, comparé à celui de collectivités de même type et de même strate pas encore aidées (Callaway et "
    "Sant’Anna, 2021 ; projections locales de Dube, Girardi, Jordà et Taylor, 2023) ; erreurs groupées par "
    "collectivité. Comparaison appariée : cinq collectivités jamais aidées de même type et de même strate, de la même "
    "région si possible, les plus proches par le score d’avant et la population (Abadie et Imbens, 2006). Intervalles "
    "à 95 %. Les scores inconnus ne comptent ni pour zéro ni autrement."
)


@dataclass(frozen=True, slots=True)
class EffectReason:
    """Why nothing can be said, or what to keep in mind: an identifier for programs, a French text for people."""

    id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """Result of one study, in points of score (for a yes or no: in points of percentage).

    Attributes:
        verdict: "more", "less", or "unknown" when nothing can be concluded; `reasons` then gives why.
        sentence: the verdict in French.
        estimate: mean gap after the aid, with its interval at 95 % and p-value; None when it cannot be computed.
        n_early: helped before the first edition, left out.
        n_alone: helped without enough comparable ones.
        pretrend: p-value of the test of trends before the aid.
        pretrend_slope: gap in trend (points by edition) that the test would miss one time in two.
    """

    indicator: str
    verdict: Literal["more", "less", "unknown"]
    sentence: str
    reasons: tuple[EffectReason, ...]
    warnings: tuple[EffectReason, ...]
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    p_value: float | None = None
    n_treated: int
    n_control: int
    n_periods: int
    n_early: int
    n_alone: int = 0
    periods: tuple[date, ...]
    pretrend: float | None = None
    pretrend_slope: float | None = None
    event_study: tuple[Coefficient, ...] = ()
    matched: Matched | None
    method: str = METHOD

    def to_json(self) -> dict[str, Any]:
        """Return what the command prints and the page reads: plain values, dates in ISO form."""
        plain = {key: value for key, value in asdict(self).items() if key not in _NESTED}
        return plain | {
            "verdict": {"id": self.verdict, "sentence": self.sentence, "reasons": [asdict(r) for r in self.reasons]},
            "warnings": [asdict(warning) for warning in self.warnings],
            "interval": None if self.low is None else [self.low, self.high],
            "periods": [period.isoformat() for period in self.periods],
            "pretrend": {
                "p_value": self.pretrend,
                "verdict": _pretrend_verdict(self.pretrend),
                "missed_slope": self.pretrend_slope,
            },
            "event_study": [asdict(item) for item in self.event_study],
            "matched": asdict(self.matched) if self.matched else None,
        }


_NESTED = {"sentence", "reasons", "low", "high", "pretrend_slope"}


def _pretrend_verdict(p_value: float | None) -> str:
    """Return the result of the test of trends in one word."""
    if p_value is None:
        return "untestable"
    return "diverging" if p_value < ALPHA else "parallel"


def number(value: float) -> str:
    """Write a number of points in French: one decimal, decimal comma, true minus sign."""
    return f"{rounded(value) + 0:.1f}".replace(".", ",").replace("-", "−")


def points(value: float) -> str:
    """Write a number of points with its unit: plural from two on."""
    return f"{number(value)}\u00a0point{'s' if abs(rounded(value)) >= 2 else ''}"


def between(low: float, high: float) -> str:
    """Write an interval."""
    return f"entre {number(low)} et {points(high)}"


def doubts(regression: Differences, pairs: Matched | None) -> list[EffectReason]:
    """Return the reasons not to conclude that the two analyses give."""
    reasons = []
    if regression.n_treated < MINIMUM:
        reasons.append(too_few("few-treated", regression.n_treated))
    if regression.n_control < MINIMUM:
        reasons.append(too_few("few-controls", regression.n_control))
    if regression.pretrend is None:
        text = "il faut au moins deux éditions avant l’aide pour vérifier que les deux groupes évoluaient de même"
        reasons.append(EffectReason("one-edition-before", text))
    elif regression.pretrend < ALPHA:
        text = "les collectivités aidées n’évoluaient déjà pas comme les autres avant l’aide"
        reasons.append(EffectReason("different-before", text))
    elif regression.p_value < ALPHA and (regression.pretrend_slope or 0) * regression.horizon > abs(
        regression.estimate
    ):
        slope = points(regression.pretrend_slope or 0)
        # A test of trends that passes proves little when it sees little (Roth, AER: Insights 2022).
        text = (
            f"l’écart mesuré ({points(regression.estimate)}) est trop petit : une différence de tendance de "
            f"{slope} par édition l’expliquerait, et ne se verrait qu’une fois sur deux avant l’aide"
        )
        reasons.append(EffectReason("weak-check", text))
    if regression.p_value >= ALPHA:
        text = (
            f"l’écart mesuré ({points(regression.estimate)}) ne se distingue pas du hasard : il peut se trouver "
            f"{between(regression.low, regression.high)}"
        )
        reasons.append(EffectReason("chance", text))
    return reasons + _disagreement(regression, pairs)


def _disagreement(regression: Differences, pairs: Matched | None) -> list[EffectReason]:
    """Say how the matched comparison contradicts the other, if it does."""
    if pairs is None or pairs.n < MINIMUM:
        text = f"trop peu de collectivités aidées ont des semblables jamais aidées ({pairs.n if pairs else 0})"
        return [EffectReason("few-matched", text)]
    same = (regression.estimate > 0) == (pairs.estimate > 0)
    if regression.p_value < ALPHA and pairs.p_value < ALPHA and not same:
        text = "les deux façons de comparer disent le contraire l’une de l’autre"
    elif (regression.p_value < ALPHA) != (pairs.p_value < ALPHA):
        text = "les deux façons de comparer ne s’accordent pas : une seule distingue l’écart du hasard"
    else:
        return []
    return [EffectReason("disagreement", f"{text} ({points(regression.estimate)} et {points(pairs.estimate)})")]


def too_few(kind: str, count: int) -> EffectReason:
    """Return the reason of too few collectivités: `few-treated`, or `few-controls`."""
    texts = {
        "few-treated": "trop peu de collectivités aidées sont suivies avant et après l’aide",
        "few-controls": "trop peu de collectivités comparables n’ont pas été aidées",
    }
    return EffectReason(kind, f"{texts[kind]} ({count}, il en faut {MINIMUM})")


def changed_method(changes: Sequence[date]) -> EffectReason:
    """Return the reason of a changed method: a change of method is never read as progress."""
    days = ", ".join(f"{day:%d/%m/%Y}" for day in changes)
    return EffectReason("method-changed", f"la méthode de l’indicateur a changé pendant la période (édition du {days})")


def coverage_differs(helped: float, others: float) -> EffectReason:
    """Return the reason of helped and comparable collectivités that are not observed alike after the aid."""
    known = [f"{rounded_share(100 * share, 0)}\u00a0%" for share in (helped, others)]
    text = (
        f"les deux groupes ne sont pas observés de la même façon : après l’aide, le score est connu pour "
        f"{known[0]} des collectivités aidées et {known[1]} des autres"
    )
    return EffectReason("coverage-differs", text)


def sentence(verdict: str, reasons: Sequence[EffectReason], regression: Differences | None) -> str:
    """Write the verdict for an elected person."""
    if verdict == "unknown" or regression is None:
        return non_breaking(f"On ne peut pas dire : {' ; '.join(reason.text for reason in reasons)}.")
    way = "progressé davantage" if verdict == "more" else "moins progressé"
    gap = points(abs(regression.estimate))
    low, high = sorted((abs(regression.low), abs(regression.high)))
    return non_breaking(
        f"Les collectivités aidées ont {way} que des collectivités comparables : {gap} d’écart en moyenne après "
        f"l’aide ({between(low, high)}). Deux façons de comparer le confirment."
    )
