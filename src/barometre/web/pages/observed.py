"""All the checks of one body: the edition's, the looks asked for since, the verdicts contested."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.utils import timezone

from barometre.facts.schema import Outcome
from barometre.facts.statement import Statement
from barometre.observation import settle
from barometre.web.editions.models import Collectivite, Edition
from barometre.web.observations import looking, queries
from barometre.web.observations.models import Contest, Look
from barometre.web.pages import catalogue, checks
from barometre.web.pages.checks import GROUPS, Check, Contested, Verdict
from barometre.web.pages.tables import Cell, Column, Table

BETWEEN = 3600
"""Seconds between two looks that both say no, for the no to be stated."""


@dataclass(frozen=True)
class Observed:
    """What the page « Observation » of a body shows."""

    groups: list[tuple[str, str, list[Check]]]
    level: Verdict
    counts: Counter[str]
    disagreements: list[str]
    last_look: Look | None
    targets: tuple[str | None, str | None]
    next_look: datetime | None

    @property
    def checks(self) -> list[Check]:
        """Every check, in the order of the page."""
        return [one for _, _, found in self.groups for one in found]

    @property
    def seen(self) -> bool:
        """Has anybody looked at anything?"""
        return any(one.current.kind != "unseen" for one in self.checks)

    @property
    def contestable(self) -> list[tuple[str, str]]:
        """Checks that have a verdict: (id, title)."""
        return [(one.id, one.title) for one in self.checks if one.current.kind != "unseen"]


def definitions(edition: Edition) -> dict[str, dict[str, Any]]:
    """The facts that the page shows, by group and id; an edition made before this page has none."""
    found = edition.catalogue["facts"]
    order = list(GROUPS)
    shown = [identifier for identifier, entry in found.items() if entry.get("group") in GROUPS]
    return {one: found[one] for one in sorted(shown, key=lambda one: (order.index(found[one]["group"]), one))}


def observe(edition: Edition, body: Collectivite, now: datetime) -> Observed:
    """Put together all that was seen of a body."""
    every = queries.looks(body.siren, now)
    asked = [one for one in every if one.finished_at]
    shown = definitions(edition)
    level = edition.catalogue["facts"].get(checks.LEVEL, {"type": "text"})
    since = _asked(asked, body, {**shown, checks.LEVEL: level})
    contested = _contested(queries.contests(body.siren, now))
    found = [
        checks.check(one, entry, _observed(body, one), since.get(one), contested.get(one, ()))
        for one, entry in shown.items()
    ]
    return Observed(
        groups=[(key, GROUPS[key], list(group)) for key, group in groupby(found, lambda one: one.group)],
        level=since.get(checks.LEVEL) or checks.verdict(level, _observed(body, checks.LEVEL)),
        counts=Counter(one.current.kind for one in found),
        disagreements=checks.disagreements(body.facts, edition.catalogue["facts"], catalogue.titles(edition)),
        last_look=every[-1] if every else None,
        targets=looking.declared(body.siren),
        next_look=queries.next_look(body.siren, now),
    )


def _observed(body: Collectivite, fact: str) -> dict[str, Any] | None:
    found: dict[str, Any] | None = body.facts.get(fact)
    return found


def _asked(asked: list[Look], body: Collectivite, shown: dict[str, dict[str, Any]]) -> dict[str, Verdict]:
    """Verdicts of the looks asked for since the edition's last look at each check.

    A negative waits for its second look, an hour later at least; the edition's own, when it says the same, is one.
    """
    turns = [
        settle.Look(one.siren, "asked", one.asked_at.timestamp(), 0, False, looking.statements(one)) for one in asked
    ]
    settled = settle.settle(turns, BETWEEN)
    last = {statement.fact: statement for turn in turns for statement in turn.statements}
    found = {}
    for one in settled:
        fact = one.statement.fact
        at = datetime.fromtimestamp(one.at, timezone.get_current_timezone())
        before = _observed(body, fact)
        if fact not in shown or (before and _last_attempt(before) > at.date()):
            continue
        statement = last[fact] if one.open and _same(last[fact], before) else one.statement
        found[fact] = checks.of_statement(shown[fact], statement, at)
    return found


def _last_attempt(fact: dict[str, Any]) -> date:
    return date.fromisoformat(fact.get("attempted_on") or fact["observed_on"])


def _same(statement: Statement, fact: dict[str, Any] | None) -> bool:
    """Does the edition already say what the look says?"""
    said = (statement.outcome.value, statement.number, statement.text)
    return fact is not None and fact["outcome"] != Outcome.WE_FAILED and said == (
        fact["outcome"], fact.get("number"), fact.get("text"),
    )  # fmt: skip


def _contested(contests: list[Contest]) -> dict[str, list[Contested]]:
    found: dict[str, list[Contested]] = {}
    for one in contests:
        answered = timezone.localtime(one.closed_at).date() if one.closed_at else None
        told = Contested(timezone.localtime(one.sent_at).date(), one.answer, answered)
        found.setdefault(one.fact, []).append(told)
    return found


def observed_table(edition: Edition, body: Collectivite) -> Table:
    """The edition's checks of a body, as a file to keep."""
    columns = [
        Column("siren", "SIREN"), Column("collectivite", "Collectivité"), Column("groupe", "Groupe"),
        Column("controle", "Contrôle"), Column("intitule", "Intitulé"), Column("niveau", "Niveau du référentiel"),
        Column("verdict", "Verdict"), Column("valeur", "Valeur"), Column("constat", "Ce qui a été vu"),
        Column("vu_le", "Vu le"), Column("tentative_le", "Dernière tentative"), Column("echec", "Cause de l’échec"),
        Column("corriger", "Pour corriger"), Column("edition", "Édition"),
    ]  # fmt: skip
    rows = []
    for identifier, entry in definitions(edition).items():
        one = checks.check(identifier, entry, _observed(body, identifier))
        values: list[Any] = [
            body.siren, body.name, GROUPS[one.group], identifier, one.title, one.level, one.verdict.word,
            one.verdict.value, one.verdict.detail, one.verdict.day, one.attempted_on, one.attempt,
            one.mend if one.to_mend else "", edition.date,
        ]  # fmt: skip
        rows.append([Cell(value) for value in values])
    return Table(f"Observation de {body.name}", columns, rows)
