"""All the checks of one body: the edition's, the looks asked for since, the verdicts contested."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import Any

from django.utils import timezone

from barometre.facts.schema import Outcome
from barometre.facts.statement import Statement
from barometre.observation.run.confirm import Look, confirm
from barometre.observation.run.journal import from_records
from barometre.web.editions.models import Collectivite, Edition
from barometre.web.observations import contests, looking, queries
from barometre.web.observations.models import Contest, RequestedLook
from barometre.web.observations.probe import confirmation
from barometre.web.pages import causes, checks, register, results
from barometre.web.pages.checks import GROUPS, Check, Contested
from barometre.web.pages.disagreements import disagreements
from barometre.web.pages.results import Result, ResultKind
from barometre.web.shared import catalogue
from barometre.web.shared.french import NO_BREAK, counted
from barometre.web.shared.tables import Table, TableColumn, build_table

# What is to do and shown with how; the rest is named in its group.
FIRST = 5


@dataclass(frozen=True)
class Section:
    """One group of checks.

    Attributes:
        checks: those shown for themselves.
        tally: how many of the group have each result, those folded among them.
        elsewhere: (cause, how many of this group wait for it), shown under that cause.
        left: what is to do and is not among the first.
    """

    key: str
    title: str
    checks: list[Check]
    tally: list[str]
    elsewhere: list[tuple[Check, str]]
    left: list[Check]


@dataclass(frozen=True)
class ObservationReport:
    """What the page « Observation » shows. `level` and the counts come from the same `checks`."""

    checks: list[Check]
    level: Result
    disagreements: list[str]
    last_look: RequestedLook | None
    targets: tuple[str | None, str | None]
    next_look: datetime | None

    @property
    def seen(self) -> bool:
        """Whether anything was looked at."""
        return any(one.looked for one in self.checks)

    @property
    def told(self) -> list[Check]:
        """Checks that the register answers, nobody having looked."""
        return [one for one in self.checks if one.current.register and not one.current.kind.states_nothing]

    @property
    def since(self) -> datetime | None:
        """When the last look was that these checks show, of those asked for; none when they are the edition's."""
        return max((one.asked.at for one in self.checks if one.asked and one.asked.at), default=None)

    @property
    def tally(self) -> list[str]:
        """How many checks have each verdict; together they are all."""
        return _tally(self.checks)

    @property
    def to_do(self) -> list[Check]:
        """What there is to do, the most important first.

        What is to confirm comes last; before it, what others wait for, what a level of the reference asks, the rest.
        """
        own = [one for one in self.checks if one.to_fix and not one.folded]
        return sorted(own, key=lambda one: (not one.certain, -len(one.waiting), len(one.level or "none")))

    @property
    def first(self) -> list[Check]:
        """What to do first."""
        return self.to_do[:FIRST]

    @property
    def verdict(self) -> str:
        """The whole in a sentence: what is to do, counted."""
        fix = sum(one.certain for one in self.to_do)
        confirm = len(self.to_do) - fix
        also = counted(confirm, "autre est à confirmer", "autres sont à confirmer")
        if fix:
            return f"{counted(fix, 'point à corriger', 'points à corriger')}{f', {also}' if confirm else ''}."
        if confirm:
            points = counted(confirm, "point", "points")
            return f"Rien d’établi à corriger{NO_BREAK}; {points} à confirmer par une seconde vérification."
        if all(one.current.kind in (ResultKind.OURS, ResultKind.UNSEEN) for one in self.checks):
            return "Notre observation n’a pas abouti, rien n’est établi."
        return "Rien à corriger dans ce que nous avons pu voir."

    @property
    def causes(self) -> list[Check]:
        """Checks for which others wait."""
        return [one for one in self.checks if one.waiting]

    @property
    def sections(self) -> list[Section]:
        """The checks as they are shown, by group; those that wait for another are under it."""
        first = self.first
        return [
            Section(
                key,
                GROUPS[key],
                [one for one in self.checks if one.group == key and not one.folded],
                _tally([one for one in self.checks if one.group == key]),
                [
                    (cause, causes.waiting_words(cause, here))
                    for cause in self.causes
                    if cause.group != key and (here := sum(one.group == key for one in cause.waiting))
                ],
                [one for one in self.to_do if one.group == key and one not in first],
            )
            for key in dict.fromkeys(one.group for one in self.checks)
        ]


def _tally(checks: list[Check]) -> list[str]:
    counts = Counter(one.current.kind for one in checks)
    return [counted(counts[kind], *kind.counted) for kind in ResultKind if counts[kind]]


def definitions(edition: Edition) -> dict[str, dict[str, Any]]:
    """Return the facts that the page shows, by group and id; an edition made before this page has none."""
    found = edition.catalogue["facts"]
    order = list(GROUPS)
    shown = [identifier for identifier, entry in found.items() if entry.get("group") in GROUPS]
    return {one: found[one] for one in sorted(shown, key=lambda one: (order.index(found[one]["group"]), one))}


def observation_report(edition: Edition, collectivite: Collectivite, now: datetime) -> ObservationReport:
    """Put together all that was seen of a collectivité."""
    requests = queries.looks(collectivite.siren, now)
    shown = definitions(edition)
    results_since = _requested([request for request in requests if request.finished_at], collectivite, shown)
    contested = _contested(contests.contests(collectivite.siren, now))
    told = told_by_register(edition, collectivite)
    every = []
    for fact, entry in shown.items():
        asked, earlier, *_ = [*results_since.get(fact, []), None, None]
        published = collectivite.facts.get(fact)
        anct = checks.said_by_anct(fact, collectivite.facts, edition.catalogue["sources"])
        about = contested.get(fact, ())
        every.append(checks.check(fact, entry, published, asked, earlier, about, told.get(fact), anct))
    folded = causes.fold(every)
    return ObservationReport(
        checks=folded,
        level=_level(edition, collectivite, folded),
        disagreements=all_disagreements(edition, collectivite),
        last_look=requests[-1] if requests else None,
        targets=looking.declared(collectivite.siren),
        next_look=queries.next_look(collectivite.siren, now),
    )


def told_by_register(edition: Edition, body: Collectivite) -> dict[str, Result]:
    """Return what the register says of the criteria that it tells."""
    return register.told(edition.catalogue, body.facts, body.indicators, catalogue.titles(edition))


def all_disagreements(edition: Edition, body: Collectivite) -> list[str]:
    """Return in sentences all on which the register and the observation disagree."""
    told = told_by_register(edition, body)
    return [
        *disagreements(body.facts, edition.catalogue["facts"], catalogue.titles(edition)),
        *register.contradictions(told, edition.catalogue, body.facts),
    ]


def _level(edition: Edition, body: Collectivite, found: list[Check]) -> Result:
    """Return the edition's level while the checks are the edition's, else the one that the checks shown give."""
    stated = results.of_fact(
        edition.catalogue["facts"].get(checks.LEVEL, {"type": "text"}), body.facts.get(checks.LEVEL)
    )
    return causes.level(found) if stated.kind is ResultKind.UNSEEN or any(one.asked for one in found) else stated


def _requested(
    requests: list[RequestedLook], collectivite: Collectivite, shown: dict[str, dict[str, Any]]
) -> dict[str, list[Result]]:
    """Return the results of the looks requested since the edition's last look at each check.

    The newest comes first, then, when it is not firm, the last firm one if any.
    """
    looks = [from_records(request.records) for request in requests]
    found: dict[str, list[Result]] = {}
    for count in range(len(looks), 0, -1):
        for fact, result in _confirmed(list(chain.from_iterable(looks[:count])), collectivite, shown):
            kept = found.setdefault(fact, [])
            if not kept or (len(kept) == 1 and not kept[0].firm and result.firm):
                kept.append(result)
    return found


def _confirmed(
    looks: list[Look], collectivite: Collectivite, shown: dict[str, dict[str, Any]]
) -> Iterator[tuple[str, Result]]:
    """Yield the results of some looks, oldest first, under the same rule as those of a run.

    A negative waits for its second look; the edition's own, when it says the same, is one.
    """
    answers = {
        statement.fact: statement
        for look in looks
        for statement in look.statements
        if statement.outcome is not Outcome.WE_FAILED
    }
    for confirmed in confirm(looks, confirmation()):
        statement, fact = confirmed.statement, confirmed.statement.fact
        at = datetime.fromtimestamp(confirmed.at, timezone.get_current_timezone())
        before = collectivite.facts.get(fact)
        if fact not in shown or (before and _last_attempt(before) > at.date()):
            continue
        if statement.to_confirm and _same(answers[fact], before):
            statement = answers[fact]
        yield fact, results.of_statement(shown[fact], statement, at)


def _last_attempt(fact: dict[str, Any]) -> date:
    return date.fromisoformat(fact.get("attempted_on") or fact["observed_on"])


def _same(statement: Statement, fact: dict[str, Any] | None) -> bool:
    """Return whether the edition already says what a look says."""
    if fact is None or fact["outcome"] == Outcome.WE_FAILED:
        return False
    said = (statement.outcome.value, statement.number, statement.text)
    return said == (fact["outcome"], fact.get("number"), fact.get("text"))


def _contested(found_contests: list[Contest]) -> dict[str, list[Contested]]:
    found: dict[str, list[Contested]] = {}
    for one in found_contests:
        answered = timezone.localtime(one.closed_at).date() if one.closed_at else None
        told = Contested(timezone.localtime(one.sent_at).date(), one.answer, answered)
        found.setdefault(one.subject, []).append(told)
    return found


def observed_table(edition: Edition, body: Collectivite) -> Table:
    """Return the edition's checks of a collectivité, as a file to keep."""
    columns: list[tuple[TableColumn, Callable[[Check], Any]]] = [
        (TableColumn("siren", "SIREN"), lambda _: body.siren),
        (TableColumn("collectivite", "Collectivité"), lambda _: body.name),
        (TableColumn("groupe", "Groupe"), lambda one: GROUPS[one.group]),
        (TableColumn("controle", "Contrôle"), lambda one: one.id),
        (TableColumn("intitule", "Intitulé"), lambda one: one.title),
        (TableColumn("niveau", "Niveau du référentiel"), lambda one: one.level),
        (TableColumn("verdict", "Résultat"), lambda one: one.result.word),
        (TableColumn("valeur", "Valeur"), lambda one: one.result.value),
        (TableColumn("constat", "Ce qui a été vu"), lambda one: one.result.detail),
        (TableColumn("vu_le", "Vu le"), lambda one: None if one.result.register else one.result.day),
        (
            TableColumn("annuaire_du", "Lu dans l’annuaire du"),
            lambda one: one.result.day if one.result.register else None,
        ),
        (TableColumn("tentative_le", "Dernière tentative"), lambda one: one.attempted_on),
        (TableColumn("echec", "Cause de l’échec"), lambda one: one.attempt),
        (TableColumn("corriger", "Pour corriger"), lambda one: one.fix if one.to_fix else ""),
        (TableColumn("edition", "Édition"), lambda _: edition.date),
    ]
    told = told_by_register(edition, body)
    shown = [
        checks.check(fact, entry, body.facts.get(fact), told=told.get(fact))
        for fact, entry in definitions(edition).items()
    ]
    return build_table(f"Observation de {body.name}", columns, shown)
