"""What its answers change for a collectivité: shown to it alone, in its room. What pages show is `After`."""

import json
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

import polars as pl

from barometre.catalogue.load import load_catalogue
from barometre.catalogue.models import Catalogue, Indicator
from barometre.facts.schema import SOURCED_FACTS
from barometre.scoring.readings import OVERALL, Reading, measure_id
from barometre.survey.answers import AnswerStatus
from barometre.survey.contradictions import Contradiction, contradictions
from barometre.survey.facts import SOURCE, SentAnswers, codes_of, facts_of, newest
from barometre.survey.outcome import EditionBody, JudgedAgain, with_answers
from barometre.survey.positions import position
from barometre.survey.shares import share_of
from barometre.web.editions import queries
from barometre.web.editions.models import Collectivite, Edition
from barometre.web.pages.duty import properties
from barometre.web.pages.presenters import Standing, standing
from barometre.web.shared.catalogue import ALL_SEEN
from barometre.web.survey.models import Wave
from barometre.web.survey.outcome_words import group_words, place_words, share_words
from barometre.web.survey.told import told

# Next steps that are shown.
STEPS = 3


@dataclass(frozen=True)
class ThemeChange:
    """A theme of what a collectivité says: what its page says today, and what it is with its answers."""

    id: str
    title: str
    before: Standing
    now: Standing


@dataclass(frozen=True)
class NextStep:
    """What to do next; new: it is not among those that its page proposes."""

    action: str
    title: str
    new: bool


@dataclass(frozen=True)
class PlaceInWords:
    """The place of a collectivité on one question, in words; empty when too few peers are known."""

    indicator: str
    title: str
    words: str


@dataclass(frozen=True)
class PeerShares:
    """How those of its size answered the wave before: who, how many; option, share in words, is it its answer."""

    question: str
    who: str
    n: int
    shares: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True)
class Otherwise:
    """An answer and what a source says of the same thing, each with its day, in the words of both."""

    question: str
    answer: str
    answered_on: date
    title: str
    value: str
    source: str
    observed_on: date


@dataclass(frozen=True)
class After:
    """All that its answers change. `base` is the edition of the places, None when it is no longer published."""

    themes: tuple[ThemeChange, ...]
    steps: tuple[NextStep, ...]
    contradictions: tuple[Otherwise, ...]
    positions: tuple[PlaceInWords, ...]
    shares: tuple[PeerShares, ...]
    base: date | None


def after(edition: Edition, body: Collectivite, wave: Wave | None, questionnaire: str) -> After:
    """Return what all that a collectivité ever sent changes for it; of one questionnaire, what others say and answered.

    Args:
        edition: the current edition.
        body: the collectivité in it.
        wave: the wave that it answers: its places are on the edition frozen for it. None: at any time.
        questionnaire: the one that it has just sent.
    """
    catalogue, sent = load_catalogue(), list(told(siren=body.siren))
    changed = _changed(catalogue, edition, body, sent)
    base = edition if wave is None else queries.edition_of(wave.base_edition)
    lately = [one for one in newest(sent) if one.questionnaire.id == questionnaire]
    otherwise = contradictions(lately, {body.siren: body.facts})
    return After(
        themes=_themes(catalogue, edition, body, changed),
        steps=_steps(catalogue, body, changed),
        contradictions=tuple(worded(catalogue, edition, one) for one in otherwise),
        positions=_positions(base, body, _told(catalogue, changed.scores, lately)) if base else (),
        shares=_shares(wave.former, body, lately) if wave else (),
        base=base.date if base else None,
    )


def _changed(catalogue: Catalogue, edition: Edition, body: Collectivite, sent: list[SentAnswers]) -> JudgedAgain:
    kinds = {name: source["kind"] for name, source in edition.catalogue["sources"].items()}
    kinds[SOURCE] = catalogue.sources[SOURCE].kind
    row = properties(body.profile, body.population, body.facts) | {
        "siren": body.siren,
        "kind": body.kind,
        "departements": body.profile["departements"],
        "regions": body.profile["regions"],
    }
    known = EditionBody(
        row=row,
        facts=_facts(body),
        indicators=body.indicators,
        states=body.guidance.get("states", {}),
        scored=body.scores.get(ALL_SEEN, {}).get("score") is not None,
    )
    return with_answers(catalogue, kinds, known, facts_of(sent), edition.date)


def _facts(body: Collectivite) -> pl.DataFrame:
    """Return the facts retained in the edition as the table they came from."""
    absent = {"to_confirm": False, "attempt_to_confirm": False}
    rows = []
    for name, fact in body.facts.items():
        row = absent | {key: value for key, value in fact.items() if key in SOURCED_FACTS}
        for key in ("observed_on", "attempted_on"):
            row[key] = date.fromisoformat(row.get(key) or fact["observed_on"])
        for key in ("reason_context", "attempt_context"):
            row[key] = json.dumps(row[key]) if key in row else None
        rows.append(row | {"siren": body.siren, "fact": name})
    return pl.DataFrame(rows, schema=SOURCED_FACTS)


def _themes(
    catalogue: Catalogue, edition: Edition, body: Collectivite, changed: JudgedAgain
) -> tuple[ThemeChange, ...]:
    """Return what is said as a whole, then the themes of which something is now known."""
    titles = {OVERALL: "Tout ce que vous dites"} | {name: one.name for name, one in catalogue.themes.items()}
    levels = [level.model_dump() for level in catalogue.levels]
    found = []
    for scope, title in titles.items():
        measure = measure_id(scope, Reading.SAID)
        now = standing(changed.said, measure, levels)
        if now.known:
            before = standing(body.scores, measure, edition.catalogue["levels"])
            found.append(ThemeChange(scope, title, before, now))
    return tuple(found)


def _steps(catalogue: Catalogue, body: Collectivite, changed: JudgedAgain) -> tuple[NextStep, ...]:
    shown = {step["action"] for step in body.guidance.get("steps", {}).values()}
    actions = [step["action"] for step in changed.steps[:STEPS]]
    return tuple(NextStep(name, catalogue.actions[name].title, name not in shown) for name in actions)


def _told(catalogue: Catalogue, scores: dict[str, float], sent: list[SentAnswers]) -> list[tuple[Indicator, float]]:
    """Return the scores of the indicators that what was sent tells, in the order of the catalogue."""
    facts = set(facts_of(sent)["fact"])
    known = [catalogue.indicators[name] for name in catalogue.order if name in scores]
    told = [one for one in known if facts & {one.facts[0], *one.prerequisites} and not one.record]
    return [(one, scores[one.id]) for one in told]


def _positions(base: Edition, body: Collectivite, scores: list[tuple[Indicator, float]]) -> tuple[PlaceInWords, ...]:
    """Return its place on some questions, among what an edition published of its peers."""
    peers = _peers(base, body.kind, [one.id for one, _ in scores])
    if peers is None:
        return ()
    others = peers.filter(pl.col("siren") != body.siren)
    near = others.filter(pl.col("strate") == body.strate)
    places = []
    for indicator, score in scores:
        column = f"{indicator.id}.score"
        known = (part[column].drop_nulls().to_list() if column in part.columns else [] for part in (near, others))
        place = position(score, *known)
        words = place_words(place, body.kind, body.strate) if place else ""
        places.append(PlaceInWords(indicator.id, indicator.title, words))
    return tuple(places)


def _peers(base: Edition, kind: str, indicators: list[str]) -> pl.DataFrame | None:
    """Return siren, strate and the scores of some indicators of all those of a kind, as an edition published them."""
    data = queries.grid(base)
    if data is None:
        return None
    present = pl.read_parquet_schema(BytesIO(data))
    columns = [column for column in (f"{name}.score" for name in indicators) if column in present]
    rows = pl.read_parquet(BytesIO(data), columns=["siren", "kind", "strate", *columns])
    return rows.filter(pl.col("kind") == kind)


def worded(catalogue: Catalogue, edition: Edition, found: Contradiction) -> Otherwise:
    """Return a contradiction in the words of its question, of its fact and of its source."""
    words = {"yes": "oui", "no": "non"}
    return Otherwise(
        question=found.question.text,
        answer=", ".join(found.question.label(code) for code in found.codes),
        answered_on=found.answered_on,
        title=catalogue.facts[found.fact].title,
        value=words.get(found.value, found.value),
        source=edition.catalogue["sources"].get(found.source, {}).get("name", found.source),
        observed_on=found.observed_on,
    )


def _shares(former: dict[str, Any], body: Collectivite, sent: list[SentAnswers]) -> tuple[PeerShares, ...]:
    """Return the shares of the wave before on the questions that it answered."""
    found = []
    for one in sent:
        frozen = former.get(one.questionnaire.id, {})
        for question in one.questionnaire.questions:
            given = one.given.get(question.id)
            group = share_of(frozen, question.id, body.kind, body.strate)
            if group is None or given is None or given.status is not AnswerStatus.ANSWERED:
                continue
            mine = codes_of(given.value)
            shares = tuple(
                (question.label(code), share_words(group["shares"][code]), code in mine)
                for code in question.codes
                if code in group["shares"]
            )
            found.append(PeerShares(question.text, group_words(body.kind, group["strates"]), group["n"], shares))
    return tuple(found)
