"""All the checks of one body: the edition's, the looks asked for since, the verdicts contested."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from barometre.facts.schema import Outcome
from barometre.facts.statement import Statement
from barometre.observation.run import confirm
from barometre.web.editions.models import Collectivite, Edition
from barometre.web.observations import looking, queries
from barometre.web.observations.models import Contest, Look
from barometre.web.pages import causes, checks
from barometre.web.pages.checks import GROUPS, Check, Contested, Verdict
from barometre.web.shared import catalogue
from barometre.web.shared.french import counted
from barometre.web.shared.tables import Cell, Column, Table

BETWEEN = 3600
"""Seconds between two looks that both say no, for the no to be stated."""


@dataclass(frozen=True)
class Section:
    """One group of checks. `elsewhere`: (cause, how many of this group wait for it), shown under that cause."""

    key: str
    title: str
    checks: list[Check]
    elsewhere: list[tuple[Check, str]]


@dataclass(frozen=True)
class Observed:
    """What the page « Observation » of a body shows. `level` and the counts come from the same `checks`."""

    checks: list[Check]
    level: Verdict
    disagreements: list[str]
    last_look: Look | None
    targets: tuple[str | None, str | None]
    next_look: datetime | None

    @property
    def seen(self) -> bool:
        """Has anybody looked at anything?"""
        return any(one.current.kind != "unseen" for one in self.checks)

    @property
    def since(self) -> datetime | None:
        """When the last look was that these checks show, of those asked for; none when they are the edition's."""
        return max((one.asked.at for one in self.checks if one.asked and one.asked.at), default=None)

    @property
    def contestable(self) -> list[tuple[str, str]]:
        """Checks that have a verdict: (id, title)."""
        return [(one.id, one.title) for one in self.checks if one.current.kind != "unseen"]

    @property
    def tally(self) -> list[str]:
        """How many checks have each verdict; together they are all."""
        counts = Counter(one.current.kind for one in self.checks)
        return [counted(counts[kind], *nouns) for kind, nouns in checks.TALLY.items() if counts[kind]]

    @property
    def causes(self) -> list[Check]:
        """Checks for which others wait."""
        return [one for one in self.checks if one.waiting]

    @property
    def sections(self) -> list[Section]:
        """The checks as they are shown, by group; those that wait for another are under it."""
        return [
            Section(
                key, GROUPS[key], [one for one in self.checks if one.group == key and not one.folded],
                [
                    (cause, causes.waiting_words(cause, here))
                    for cause in self.causes
                    if cause.group != key and (here := sum(one.group == key for one in cause.waiting))
                ],
            )
            for key in dict.fromkeys(one.group for one in self.checks)
        ]  # fmt: skip


def definitions(edition: Edition) -> dict[str, dict[str, Any]]:
    """The facts that the page shows, by group and id; an edition made before this page has none."""
    found = edition.catalogue["facts"]
    order = list(GROUPS)
    shown = [identifier for identifier, entry in found.items() if entry.get("group") in GROUPS]
    return {one: found[one] for one in sorted(shown, key=lambda one: (order.index(found[one]["group"]), one))}


def observe(edition: Edition, body: Collectivite, now: datetime) -> Observed:
    """Put together all that was seen of a body."""
    every = queries.looks(body.siren, now)
    shown = definitions(edition)
    since = _asked([one for one in every if one.finished_at], body, shown)
    contested = _contested(queries.contests(body.siren, now))
    found = causes.fold([
        checks.check(one, entry, _observed(body, one), *_two(since.get(one, [])), contested.get(one, ()))
        for one, entry in shown.items()
    ])  # fmt: skip
    return Observed(
        checks=found,
        level=_level(edition, body, found),
        disagreements=checks.disagreements(body.facts, edition.catalogue["facts"], catalogue.titles(edition)),
        last_look=every[-1] if every else None,
        targets=looking.declared(body.siren),
        next_look=queries.next_look(body.siren, now),
    )


def _level(edition: Edition, body: Collectivite, found: list[Check]) -> Verdict:
    """The edition's level as long as the checks are the edition's; else the one that the checks shown give."""
    stated = checks.verdict(
        edition.catalogue["facts"].get(checks.LEVEL, {"type": "text"}), body.facts.get(checks.LEVEL)
    )
    return causes.level(found) if stated.kind == "unseen" or any(one.asked for one in found) else stated


def _observed(body: Collectivite, fact: str) -> dict[str, Any] | None:
    found: dict[str, Any] | None = body.facts.get(fact)
    return found


def _two(verdicts: list[Verdict]) -> tuple[Verdict | None, Verdict | None]:
    """The newest verdict, and the firm one before it."""
    newest, earlier, *_ = [*verdicts, None, None]
    return newest, earlier


def _asked(asked: list[Look], body: Collectivite, shown: dict[str, dict[str, Any]]) -> dict[str, list[Verdict]]:
    """Verdicts of the looks asked for since the edition's last look at each check: the newest, then, when that one
    is not firm, the last firm one if any."""
    turns = [
        confirm.Look(one.siren, "asked", one.asked_at.timestamp(), 0, False, looking.statements(one)) for one in asked
    ]
    found: dict[str, list[Verdict]] = {}
    for number in range(len(turns), 0, -1):
        for fact, verdict in _settled(turns[:number], body, shown):
            kept = found.setdefault(fact, [])
            if not kept or (len(kept) == 1 and not kept[0].firm and verdict.firm):
                kept.append(verdict)
    return found


def _settled(
    turns: list[confirm.Look], body: Collectivite, shown: dict[str, dict[str, Any]]
) -> Iterator[tuple[str, Verdict]]:
    """Verdicts of some looks, oldest first.

    A negative waits for its second look, an hour later at least; the edition's own, when it says the same, is one.
    """
    told = {
        one.fact: one for turn in turns for one in turn.statements if one.outcome is not Outcome.WE_FAILED
    }  # fmt: skip
    for one in confirm.confirm(turns, BETWEEN):
        fact = one.statement.fact
        at = datetime.fromtimestamp(one.at, timezone.get_current_timezone())
        before = _observed(body, fact)
        if fact not in shown or (before and _last_attempt(before) > at.date()):
            continue
        statement = told[fact] if one.to_confirm and _same(told[fact], before) else one.statement
        yield fact, checks.of_statement(shown[fact], statement, at)


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
